"""The fakes for tests of any room: `with played(settings) as outside`."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache
from pytest_django.fixtures import Settings

from kartoteka.gateways.fakes.serving import Running, running
from kartoteka.gateways.fakes.world import World

TODAY = dt.date(2026, 11, 26)
__all__ = ["TODAY", "Running", "played"]


@contextmanager
def played(settings: Settings) -> Iterator[Running]:
    """The outside registers on loopback, and settings that lead to them."""
    with running(World(today=TODAY, slow_for=1.2)) as made:
        settings.GATEWAYS = made.gateways(timeout=1.0)
        cache.delete("gateways.bir.session")
        yield made
