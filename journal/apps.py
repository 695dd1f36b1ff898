from django.apps import AppConfig
from django.db.models.signals import post_migrate


class JournalConfig(AppConfig):
    name = "journal"
    verbose_name = "审计日志"

    def ready(self) -> None:
        # Models exist only now. post_migrate is the one signal in the house: it is Django's own
        # way of doing something after every migrate.
        from journal.append_only import install_after_migrate  # noqa: PLC0415

        post_migrate.connect(
            install_after_migrate, sender=self, dispatch_uid="journal.append_only.install"
        )
