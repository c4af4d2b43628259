"""The search index: it lives in the memory of an unsealed vault and nowhere else."""
