from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "mingfa"
    verbose_name = "明法"
