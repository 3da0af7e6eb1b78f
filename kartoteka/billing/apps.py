"""The Django app of this folder."""

from django.apps import AppConfig


class Billing(AppConfig):
    name = "kartoteka.billing"
    label = "billing"
