from django.apps import AppConfig


class Config(AppConfig):
    name = "guildhall.domains.membership"
    verbose_name = "会员"
