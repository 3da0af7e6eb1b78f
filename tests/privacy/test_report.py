"""A person's report: everything, in words and for machines, and nothing that must stay inside."""

import io
import json

import pypdf
import pytest

from kartoteka.privacy import printing, queries
from kartoteka.privacy.rooms import places
from tests.privacy.conftest import MARK, TODAY, Held, a_portal_actor

pytestmark = pytest.mark.django_db


def made(who: Held) -> queries.Report:
    shown = queries.report(viewer=who.clerk, party_id=who.party_id, on=TODAY)
    assert shown is not None
    return shown


def test_it_shows_what_every_room_holds(zyz: Held) -> None:
    held = made(zyz).held

    asked = {place.table for place in places() if place.reached}
    silent = {  # hashes, keys, sealed bytes, search rows: nothing of them leaves the program
        "access_portal_session", "access_jobprogress", "account_emailaddress",
        "account_emailconfirmation", "correspondence_resetrequest", "correspondence_sealed",
        "ledger_settlement", "mfa_authenticator", "payments_payer", "payments_virtualaccount",
        "register_contactuse", "register_groupmember", "register_mergedrow",
        "register_partyactivity", "register_partyrole", "register_partysegment", "register_search",
        "register_twin", "trail_change", "usersessions_usersession",
    }  # fmt: skip
    assert set(held) - silent == asked - silent
    names = {row.get("last_name") for row in held["register_party"]}
    assert names == {f"{MARK}-Nowak", None}
    assert held["payments_line"][0]["counterparty_name"] == f"JAN {MARK.upper()}"
    assert held["exchange_externalid"] == [{"system": "OLD", "external_id": MARK}]
    assert len(held["access_user"]) == 2


def test_sensitive_numbers_hashes_and_passwords_do_not_leave(zyz: Held) -> None:
    text = queries.as_json(made(zyz))

    assert "44051401359" not in text
    assert "•••••••••59" in text
    for word in ("argon2", "password", "value_hash", "link_hash", "session_key"):
        assert word not in text


def test_the_json_is_whole_and_says_its_format(zyz: Held) -> None:
    said = json.loads(queries.as_json(made(zyz)))

    assert said["format"] == "kartoteka.person/1"
    assert said["as_of"] == "2026-11-26"
    assert said["disclosures"][0]["recipient"] == "Sąd Rejonowy w Łodzi"
    assert {one["by"] for one in said["sources"]} >= {"Klara", "the program"}
    assert [one["until"] for one in said["kept_until"]] == ["2022-12-31", "2021-12-31"]


def test_rows_are_told_in_words(zyz: Held) -> None:
    sections = {one.title: one.rows for one in made(zyz).sections}

    said = [pair for row in sections["party"] for pair in row]
    assert ("last name", f"{MARK}-Nowak") in said
    assert ("kind", "person") in said
    assert ("date of birth", "15\u00a0May\u00a01944") in said


def test_the_pdf_names_the_person_and_the_recipient(zyz: Held) -> None:
    pages = pypdf.PdfReader(io.BytesIO(printing.report_pdf(made(zyz)))).pages
    text = " ".join(page.extract_text() for page in pages)

    assert "Report on personal data" in text
    assert f"{MARK}-Nowak" in text
    assert "Sąd Rejonowy w Łodzi" in text


def test_nobody_and_strangers_get_none(zyz: Held) -> None:
    assert queries.report(viewer=zyz.clerk, party_id=999_999, on=TODAY) is None
    assert queries.report(viewer=a_portal_actor(), party_id=zyz.party_id, on=TODAY) is None
