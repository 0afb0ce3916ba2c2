from django.apps import AppConfig


class Config(AppConfig):
    name = "guildhall.kernel.files"
    verbose_name = "文件"
