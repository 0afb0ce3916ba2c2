from django.apps import AppConfig


class Config(AppConfig):
    name = "guildhall.domains.organising"
    verbose_name = "组建"
