from django.apps import AppConfig


class Config(AppConfig):
    name = "guildhall.web"
    verbose_name = "页面"
