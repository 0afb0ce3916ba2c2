from django.apps import AppConfig


class Config(AppConfig):
    name = "guildhall.kernel.numbers"
    verbose_name = "编号"
