"""The app that comes last: when all others are loaded, it connects them."""

from django.apps import AppConfig

from kartoteka.config import wiring


class Config(AppConfig):
    name = "kartoteka.config"
    label = "config"

    def ready(self) -> None:
        """Fill the lists of upward calls."""
        wiring.connect()
