"""The outside registers, played on a real socket; each test finds them as at the beginning."""

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from tests.outside import Running, played


@pytest.fixture
def outside(db: None, settings: Settings) -> Iterator[Running]:
    with played(settings) as running:
        yield running
