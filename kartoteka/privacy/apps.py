"""The Django app of this folder."""

from django.apps import AppConfig


class Privacy(AppConfig):
    name = "kartoteka.privacy"
    label = "privacy"
