from django.apps import AppConfig


class Config(AppConfig):
    name = "guildhall.mechanisms.documents"
    verbose_name = "文书"
