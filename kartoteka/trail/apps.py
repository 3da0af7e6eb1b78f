"""The Django app of this folder."""

from django.apps import AppConfig


class Trail(AppConfig):
    name = "kartoteka.trail"
    label = "trail"
