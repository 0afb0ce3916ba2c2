from django.apps import AppConfig


class Config(AppConfig):
    name = "guildhall.kernel.crypto"
    label = "crypto"
    verbose_name = "加密"
