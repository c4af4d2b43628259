"""Django's name for the room."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "somat.exchange"
    label = "exchange"

    def ready(self) -> None:
        from somat.audit.rows import audited

        audited("exchange.Envelope", ("exchange.Content", "envelope_id"), ("vault.Sealed", "row"))
        audited("exchange.Step", ("vault.Sealed", "row"))
        audited("exchange.Import", ("vault.Sealed", "row"), ("exchange.Kept", "batch_id"))
        audited("exchange.Kept", ("vault.Sealed", "row"))
        audited("exchange.Result", ("vault.Sealed", "row"))
