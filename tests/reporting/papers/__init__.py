"""Papers measured in their PDFs against what was typed by hand from the law and from our reference of forms."""
