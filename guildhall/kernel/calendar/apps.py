from django.apps import AppConfig


class Config(AppConfig):
    name = "guildhall.kernel.calendar"
    verbose_name = "日历"
