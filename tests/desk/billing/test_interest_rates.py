"""Rates of interest at the desk: an administrator's; by hand and from the NBP's archive."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kartoteka.ledger.models import InterestRate
from tests import build
from tests.formats.test_nbp import ARCHIVE

pytestmark = pytest.mark.django_db
PLACE = "/interest/rates/"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 26, 9, tzinfo=dt.UTC), tick=True):
        yield


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(build.an_administrator())
    return client


def test_they_are_an_administrators(client: Client) -> None:
    client.force_login(build.a_user())
    for place in ("", "compare/", "pl_commercial_delay/"):
        assert client.get(f"{PLACE}{place}").status_code == 403


def test_the_next_half_year_is_entered_by_hand(desk: Client) -> None:
    listed = desk.get(PLACE).text
    assert "Polish, commercial transactions" in listed
    assert "not known today" not in listed
    place = f"{PLACE}pl_commercial_delay/"
    assert 'value="2027-01-01"' in desk.get(place).text
    typed = {"valid_from": "2027-01-02", "percent": "13,25", "legal_basis": "M.P. 2026 poz. 9"}
    wrong = desk.post(place, typed)
    assert wrong.status_code == 422
    assert 'value="13,25"' in wrong.text
    assert "it begins on 1 January or 1 July" in wrong.text
    assert desk.post(place, typed | {"percent": "x"}).status_code == 422
    done = desk.post(place, typed | {"valid_from": "2027-01-01"}, follow=True)
    assert "M.P. 2026 poz. 9" in done.text
    rate = InterestRate.objects.get(legal_basis="M.P. 2026 poz. 9")
    assert (f"{rate.valid_to}", rate.confidence) == ("2027-06-30", "by hand")
    correct = f"{place}{rate.pk}/"
    assert 'value="13.25"' in desk.get(correct).text
    assert desk.post(correct, {"percent": "13", "legal_basis": "M.P. 9"}).status_code == 302
    assert InterestRate.objects.get(pk=rate.pk).percent == 13
    assert desk.get(f"{PLACE}pl_usury/").status_code == 404


def test_an_archive_is_compared_and_what_is_missing_written(desk: Client) -> None:
    place = f"{PLACE}compare/"
    assert 'Missing here</span><span class="k-figure-value">0<' in desk.get(place).text
    bad = desk.post(place, {"file": SimpleUploadedFile("a.xml", b"<!DOCTYPE x><x/>")})
    assert "The file is neither XML, JSON nor CSV of the NBP" in bad.text
    looked = desk.post(place, {"file": SimpleUploadedFile("a.xml", ARCHIVE.encode())}).text
    assert "Write 7 missing rates" in looked
    assert not InterestRate.objects.filter(valid_from="2026-11-05").exists()
    told = re.search(r'name="told" value="([^"]*)"', looked)
    assert told
    done = desk.post(place, {"told": told[1]}, follow=True)
    assert "7 rates taken over." in done.text
    assert InterestRate.objects.filter(valid_from="2026-11-05").count() == 7
    again = desk.post(place, {"told": told[1]})
    assert again.status_code == 422
    assert "No rate is missing" in again.text
    assert desk.post(place, {"told": "rubbish"}).status_code == 422
