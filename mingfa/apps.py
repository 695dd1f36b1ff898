from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "mingfa"
    verbose_name = "明法"

    def ready(self) -> None:
        # The checks read tables, and models exist only now.
        from mingfa import checks  # noqa: F401, PLC0415
