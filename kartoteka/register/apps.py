"""The Django app of this folder."""

from django.apps import AppConfig


class Register(AppConfig):
    name = "kartoteka.register"
    label = "register"
