"""Django's name for the room."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "somat.web"
    label = "web"
