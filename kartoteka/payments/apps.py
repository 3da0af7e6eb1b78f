"""The Django app of this folder."""

from django.apps import AppConfig


class Payments(AppConfig):
    name = "kartoteka.payments"
    label = "payments"
