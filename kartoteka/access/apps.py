"""The Django app of this folder."""

from django.apps import AppConfig


class Access(AppConfig):
    name = "kartoteka.access"
    label = "access"
