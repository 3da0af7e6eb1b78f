"""Addresses that nobody types: no sign and no day in them breaks a page."""

import pytest
from django.test import Client

from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(build.an_administrator())
    return client


@pytest.mark.parametrize(
    "url",
    [
        "/users/?q=%00", "/search/?q=a%00b", "/parties/?q=%00&where=%00", "/letters/?q=%00",
        "/parties/{id}/history/?q=%00a&who=%00&table=%00", "/activities/?q=%00",
        "/parties/{id}/history/?until=9999-12-31", "/parties/{id}/history/?since=0001-01-01",
        "/parties/{id}/settlements/?on=0001-01-01", "/parties/{id}/settlements/?on=9999-12-31",
        "/parties/{id}/as-of/?on=0001-01-01", "/parties/{id}/as-of/?on=9999-12-31",
        "/parties/{id}/timeline/?older=9999-12-31T00:00:00.0~x~1",
    ],
)  # fmt: skip
def test_a_page_opens(desk: Client, url: str) -> None:
    answer = desk.get(url.format(id=build.a_party()))
    assert answer.status_code in {200, 404, 422}
