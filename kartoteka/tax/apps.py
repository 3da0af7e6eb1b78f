"""The Django app of this folder."""

from django.apps import AppConfig


class Tax(AppConfig):
    name = "kartoteka.tax"
    label = "tax"
