"""The vault's own process: keys and search index in memory, signer of the journal. No Django, no network."""
