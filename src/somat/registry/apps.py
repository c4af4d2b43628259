"""Django's name for the room."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "somat.registry"
    label = "registry"
