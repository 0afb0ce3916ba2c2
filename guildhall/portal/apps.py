from django.apps import AppConfig


class Config(AppConfig):
    name = "guildhall.portal"
    verbose_name = "门户"
