"""The Django app of this folder."""

from django.apps import AppConfig


class Desk(AppConfig):
    name = "kartoteka.desk"
    label = "desk"
