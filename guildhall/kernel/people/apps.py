from django.apps import AppConfig


class Config(AppConfig):
    name = "guildhall.kernel.people"
    verbose_name = "人员"
