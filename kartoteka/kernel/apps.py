"""The kernel as a Django app: it owns the database functions that every room may use."""

from django.apps import AppConfig


class Kernel(AppConfig):
    name = "kartoteka.kernel"
    label = "kernel"
