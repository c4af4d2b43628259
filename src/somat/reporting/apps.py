"""The reporting room as Django knows it: no tables of its own."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """Printing and exports; the act of printing is recorded by the rooms below."""

    name = "somat.reporting"
    label = "reporting"
