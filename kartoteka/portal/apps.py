"""The Django app of this folder."""

from django.apps import AppConfig


class Portal(AppConfig):
    name = "kartoteka.portal"
    label = "portal"
