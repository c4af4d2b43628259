"""The journal room: at start it collects every room's verbs and sets the write guard on each connection."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "somat.audit"
    label = "audit"

    def ready(self) -> None:
        from django.db.backends.signals import connection_created

        from somat.audit import guard, verbs
        from somat.audit.rows import audited

        verbs.collect()
        audited("audit.Sheet")
        connection_created.connect(guard.set_on, dispatch_uid="somat.audit.guard")
