"""The Django app of this folder."""

from django.apps import AppConfig


class Documents(AppConfig):
    name = "kartoteka.documents"
    label = "documents"
