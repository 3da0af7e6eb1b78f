"""The Django app of this folder."""

from django.apps import AppConfig


class Exchange(AppConfig):
    name = "kartoteka.exchange"
    label = "exchange"
