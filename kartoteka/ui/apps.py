"""The Django app of this folder."""

from django.apps import AppConfig


class Ui(AppConfig):
    name = "kartoteka.ui"
    label = "ui"
