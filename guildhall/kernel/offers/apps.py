from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Config(AppConfig):
    name = "guildhall.kernel.offers"
    verbose_name = "登记"

    def ready(self) -> None:
        """Read every part's `domain.py`; the offers stand before the first request."""
        autodiscover_modules("domain")
