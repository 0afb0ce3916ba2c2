from django.apps import AppConfig


class Config(AppConfig):
    name = "guildhall.kernel.notifications"
    verbose_name = "通知"
