from django.apps import AppConfig


class Config(AppConfig):
    name = "guildhall.mechanisms.workbooks"
    verbose_name = "表格"
