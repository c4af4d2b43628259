"""Biểu mẫu: the form library at the desk."""
