from django.apps import AppConfig


class Config(AppConfig):
    name = "guildhall.mechanisms.indicators"
    verbose_name = "指标"
