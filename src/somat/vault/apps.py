"""Django's name for the room, and which of its tables the journal answers for."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "somat.vault"
    label = "vault"

    def ready(self) -> None:
        from somat.audit.rows import audited

        audited("vault.Ceremony", ("vault.Holder", "ceremony_id"))
        audited("vault.OpenSwap")
        audited("vault.WordSearch")
