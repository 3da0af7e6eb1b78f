"""Fields where records are made: a new customer, an agreement."""

import csv
import io
import json
from urllib.parse import urlencode

import pytest
from django.test import Client

from kartoteka.agreements.models import Agreement
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.register.models import Party
from kartoteka.trail import queries as trail
from tests.build import a_party, a_user
from tests.register.fields.making import a_field, a_tab, held, put

pytestmark = pytest.mark.django_db
NEW = {"kind": "HOUSEHOLD", "name": "Dom", "country": "PL", "language": "pl", "place": "HEAD"}


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(a_user())
    return client


def test_a_new_customer_is_asked_for_the_fields_that_are_required(desk: Client) -> None:
    tab = a_tab("Network")
    a_field(tab, "heads", "NUMBER", is_required=True, only_kinds=("HOUSEHOLD",))
    a_field(tab, "smart", "YES_NO", default="true")
    a_field(tab, "later")
    page = desk.get("/parties/add/").content.decode()
    assert 'data-needs-kind="HOUSEHOLD"' in page
    assert "f_later" not in page
    assert '<option value="true" selected>' in page

    answer = desk.post("/parties/add/", {**NEW, "f_heads": "", "f_smart": "true"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert '<a href="#id_f_heads">Heads</a>: Fill this in.' in page
    assert not Party.objects.exists()

    assert desk.post("/parties/add/", {**NEW, "f_heads": "3", "f_smart": "true"}).status_code == 302
    assert held(Party.objects.get().pk) == {"heads": 3, "smart": True}


def test_an_agreement_has_fields_too_in_its_form_and_its_customers_history(desk: Client) -> None:
    tab = a_tab("Delivery", record="agreement")
    a_field(tab, "power", "NUMBER", is_required=True)
    creditor, party = a_party("Wodociągi", is_creditor=True), a_party("Anna")
    ledger.register_creditor(actor=SYSTEM, party_id=creditor, scheme="PL_UTILITY")
    ledger.open_account(actor=SYSTEM, party_id=party, creditor_id=creditor, currency="PLN")
    path = f"/parties/{party}/agreements/add/"
    said = {"number": "U/1", "creditor": creditor, "valid_from": "2026-01-01"}
    assert "Delivery" in desk.get(path).content.decode()

    answer = desk.post(path, {**said, "f_power": "x"})
    assert answer.status_code == 422
    assert "“x” is not a number." in answer.content.decode()
    assert desk.post(path, {**said, "f_power": "15"}).status_code == 302

    agreement = Agreement.objects.get()
    assert held(agreement.pk, "agreement") == {"power": 15}
    change = f"/agreements/{agreement.public_id}/"
    assert 'value="15"' in desk.get(change).content.decode()
    desk.post(change, {**said, "f_power": "20"})
    told = [
        (field.label, field.old, field.new)
        for change in trail.changes_of(viewer=SYSTEM, party_id=party)
        for field in change.fields
    ]
    assert ("Power", "15", "20") in told
    other = a_party("Bartek")
    Agreement.objects.filter(pk=agreement.pk).update(party_id=other)
    assert held(agreement.pk, "agreement") == {"power": 20}


def test_the_list_shows_filters_groups_and_exports_fields_like_built_in_ones(desk: Client) -> None:
    tab = a_tab("Network")
    a_field(tab, "heating", "DICTIONARY", own_values=("Gas", "Coal"))
    a_field(tab, "power", "NUMBER", decimals=1)
    a_field(tab, "media", "MULTI_CHOICE", own_values=("Water", "Heat"))
    put(a_party("One"), heating="gas", power="10.5", media=["heat", "water"])
    put(a_party("Two"), heating="coal", power="20")
    where = json.dumps({"field": "field_heating", "op": "one_of", "value": ["gas"]})
    columns = "name,field_heating,field_power,field_media"
    asked = urlencode({"where": where, "columns": columns, "sort": "-field_power"})

    page = desk.get(f"/parties/?{asked}").content.decode()
    assert "Heating: Gas" in page
    assert "Water, Heat" in page
    assert "Two" not in page
    grouped = desk.get(f"/parties/?{urlencode({'group': 'field_heating'})}").content.decode()
    assert "Coal" in grouped
    export = desk.post(
        f"/parties/export.csv?{asked}",
        {"recipient_kind": "OWN", "recipient": "Office", "basis": "C"},
    )
    text = b"".join(export.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert list(csv.reader(io.StringIO(text), delimiter=";")) == [
        ["Name", "Heating", "Power", "Media"],
        ["One", "Gas", "10.5", "Water, Heat"],
    ]
