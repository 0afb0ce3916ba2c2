from django.apps import AppConfig


class Config(AppConfig):
    name = "guildhall.kernel.organisations"
    verbose_name = "工会组织"
