"""Django's name for the room."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "somat.exchange"
    label = "exchange"
