from django.apps import AppConfig


class Config(AppConfig):
    name = "guildhall.kernel.scope"
    verbose_name = "范围"
