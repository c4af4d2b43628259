"""Django's name for the room that watches over the machine: backups, disk, network, what is due."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "somat.oversight"
    label = "oversight"
