"""Django's name for the room, and which of its tables the journal answers for."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """`access.Member` is a part of the line it belongs to: the registry declares it."""

    name = "somat.access"
    label = "access"

    def ready(self) -> None:
        from somat.audit.rows import audited

        audited("access.Proposal", ("access.Right", "proposal_id"), ("access.Terms", "proposal_id"))
