"""Books and sheets on paper, tables in files: this room reads what it is given and writes nothing."""
