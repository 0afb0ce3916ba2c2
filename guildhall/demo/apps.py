from django.apps import AppConfig


class Config(AppConfig):
    name = "guildhall.demo"
    verbose_name = "样板城市"
