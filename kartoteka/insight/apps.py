"""The Django app of this folder."""

from django.apps import AppConfig


class Insight(AppConfig):
    name = "kartoteka.insight"
    label = "insight"
