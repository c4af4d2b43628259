"""Django's name for the room, and the aggregates whose rows the journal binds."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "somat.registry"
    label = "registry"

    def ready(self) -> None:
        from somat.audit.rows import audited, counted

        sealed = ("vault.Sealed", "row")

        audited("registry.Book")
        audited("registry.Volume")
        audited(
            "registry.Entry",
            ("registry.Recipient", "entry_id"),
            ("registry.Forward", "entry_id"),
            ("access.Member", "object"),
            sealed,
        )
        audited("registry.Receipt", sealed)
        audited("registry.Handling", sealed)
        audited("registry.Draft", sealed)
        audited("registry.Question", sealed)
        audited("registry.Group", sealed)
        audited("registry.Printing", ("registry.PrintedForm", "printing"))
        audited("registry.Document")
        audited("registry.DocumentVersion", sealed)
        audited("registry.DocumentExport", sealed)
        audited("registry.DocumentStamping", ("registry.DocumentMark", "stamping_id"))
        counted("registry.Entry", by=("book_id", "year"), number="no", only=("source", "new"))
