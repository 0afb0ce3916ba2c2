from django.apps import AppConfig


class Config(AppConfig):
    name = "guildhall.kernel.audit"
    verbose_name = "操作留痕"
