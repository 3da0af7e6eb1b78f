"""The Django app of this folder."""

from django.apps import AppConfig


class Correspondence(AppConfig):
    name = "kartoteka.correspondence"
    label = "correspondence"
