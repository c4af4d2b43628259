"""Django's name for the room."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "somat.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from somat.audit.rows import audited

        audited("catalogue.LawFolder")
        audited("catalogue.AcceptedForm")
        audited("catalogue.TrustFile")
