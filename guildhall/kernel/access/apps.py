from django.apps import AppConfig


class Config(AppConfig):
    name = "guildhall.kernel.access"
    verbose_name = "岗位与权限"
