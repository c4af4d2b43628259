"""The tables of the books and of the documents that belong to their lines."""

from somat.registry.models.books import (
    Book,
    Draft,
    Entry,
    Forward,
    Group,
    PrintedForm,
    Printing,
    Question,
    Receipt,
    Recipient,
    Series,
    Volume,
)
from somat.registry.models.documents import Document, DocumentExport, DocumentVersion
from somat.registry.models.handling import Handling
from somat.registry.models.stamping import DocumentMark, DocumentStamping

__all__ = [
    "Book",
    "Document",
    "DocumentExport",
    "DocumentMark",
    "DocumentStamping",
    "DocumentVersion",
    "Draft",
    "Entry",
    "Forward",
    "Group",
    "Handling",
    "PrintedForm",
    "Printing",
    "Question",
    "Receipt",
    "Recipient",
    "Series",
    "Volume",
]
