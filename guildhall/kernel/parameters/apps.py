from django.apps import AppConfig


class Config(AppConfig):
    name = "guildhall.kernel.parameters"
    verbose_name = "参数"
