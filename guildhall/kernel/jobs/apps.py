from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Config(AppConfig):
    name = "guildhall.kernel.jobs"
    verbose_name = "后台任务"

    def ready(self) -> None:
        """Read every part's `jobs.py`, so that work is known by name."""
        autodiscover_modules("jobs")
