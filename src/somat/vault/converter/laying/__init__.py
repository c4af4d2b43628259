"""Marks laid over the pages of a PDF, inside a throw-away process: of the vault for what it keeps, of the desk for what is handed over."""
