"""Django's name for the room that watches over the machine: backups, disk, network, what is due."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "somat.oversight"
    label = "oversight"

    def ready(self) -> None:
        from somat.audit import standing
        from somat.audit.rows import audited
        from somat.oversight.disk import read_only_reason

        for model in ("Backup", "BackupKey", "Drill", "Restore", "Watch"):
            audited(f"oversight.{model}")
        standing.also(read_only_reason)
