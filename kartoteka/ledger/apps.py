"""The Django app of this folder."""

from django.apps import AppConfig


class Ledger(AppConfig):
    name = "kartoteka.ledger"
    label = "ledger"
