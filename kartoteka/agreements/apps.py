"""The Django app of this folder."""

from django.apps import AppConfig


class Agreements(AppConfig):
    name = "kartoteka.agreements"
    label = "agreements"
