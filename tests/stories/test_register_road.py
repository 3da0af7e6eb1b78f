"""A new office's first day with the register: imported, described, cleaned, asked about, given
out, and erased. All of it as the desk's own role in the database may do it."""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from kartoteka.exchange.fields import Column
from kartoteka.exchange.reading.reader import Where
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger.models import Account
from kartoteka.register import queries, tasks
from kartoteka.register.models import CustomField, FieldTab, Merge, Party, PartyGroup, Twin
from kartoteka.register.queries import fields, outside
from tests import build
from tests.exchange.making import imported, suggested
from tests.ledger.builders import a_creditor, a_debit, an_account
from tests.outside import TODAY, Running, played
from tests.register.test_as_of import Calendar
from tests.stories import foreign_register

pytestmark = pytest.mark.django_db
LAST_YEAR = dt.date(2025, 11, 10)
FIELDS = (
    ("numer_licznika", "TEXT", {"is_unique": "on", "pattern": "L-[0-9]{6}"}),
    ("dostep", "DICTIONARY", {"own_values": "piwnica\nstudzienka"}),
    ("data_odczytu", "DATE", {}),
)
WORDS = {
    "en": "VAT status: active; or Access: studzienka",
    "pl": "Status VAT: czynny; lub Access: studzienka",
    "sk": "Stav DPH: platiteľ; alebo Access: studzienka",
}
DISCLOSED = {
    "recipient_kind": "AUTHORITY", "recipient": "Urząd Miasta", "basis": "C",
    "basis_note": "art. 82 OP", "note": "", "format": "json",
}  # fmt: skip
ERASED = {"ground": "REQUEST", "reason": "asked for it", "sure": "on"}


@pytest.fixture
def registers(settings: Settings, tmp_path: Path) -> Iterator[Running]:
    settings.OUTSIDE_FILES = tmp_path / "outside"
    with played(settings) as running:
        running.world.today = dt.datetime.now(dt.UTC).date()
        yield running


def test_a_day_with_the_register(
    client: Client, tmp_path: Path, registers: Running, as_desk: None
) -> None:
    with as_owner():
        calendar = Calendar()
        owing = an_account(a_creditor())
        a_debit(owing, "120.50", "2026-10-01")
        calendar.last = Calendar().last
    client.force_login(build.a_superadministrator())
    database = Where(path=str(foreign_register.database(tmp_path)))

    come_in(database)
    describe(client, database)
    with as_owner():
        calendar.was(LAST_YEAR)
    merge_and_undo(client)
    check_vat(client)
    group_in_words(client)
    look_at_last_year(client)
    give_out(client)
    erase(client, Account.objects.get(pk=owing).party_id)


def come_in(database: Where) -> None:
    """Three hundred rows: two with a wrong NIP and one without a name stay out."""
    report = imported("PARTY", database, table="kontrahenci", on=TODAY)
    assert report.counts == {"NEW": 297, "CHANGED": 0, "SAME": 0, "CONFLICT": 0, "REJECTED": 3}
    assert [(row.number, row.field) for row in report.rows] == [
        (8, "nip"),
        (9, "nip"),
        (300, "name"),
    ]


def describe(client: Client, database: Where) -> None:
    """A tab of fields, filled by the same file for all, and by hand for one."""
    said = {"label_pl": "Licznik", "label_sk": "Vodomer", "label_en": "Meter", "key": "licznik"}
    assert client.post("/fields/party/tabs/add/", said).status_code == 302
    tab = FieldTab.objects.get()
    for key, kind, more in FIELDS:
        draft = {"label_en": "Access" if key == "dostep" else key, "key": key, "kind": kind}
        draft |= {"tab": str(tab.pk), "decimals": "0", "currency": "PLN"}
        draft |= {"seen_by": "CLERK", "edited_by": "CLERK"}
        assert client.post(f"/fields/tabs/{tab.pk}/add/", {**draft, **more}).status_code == 302
    assert list(CustomField.objects.order_by("id").values_list("key", flat=True)) == [
        key for key, _kind, _more in FIELDS
    ]
    columns = suggested("PARTY", database, "kontrahenci")
    columns |= {f"field_{key}": Column(key) for key, _kind, _more in FIELDS}
    again = imported("PARTY", database, table="kontrahenci", columns=columns, on=TODAY)
    assert again.counts == {"NEW": 0, "CHANGED": 297, "SAME": 0, "CONFLICT": 0, "REJECTED": 3}
    one = of("S/0001")
    page = client.get(f"/parties/{one}/fields/licznik/change/")
    typed = {"f_numer_licznika": "L-999999", "f_dostep": "piwnica", "f_data_odczytu": "2026-01-31"}
    typed["version"] = page.context["form"].initial["version"]
    assert client.post(f"/parties/{one}/fields/licznik/change/", typed).status_code == 302
    (shown,) = fields.record_tabs(viewer=SYSTEM, record="party", record_id=one)
    assert shown.values == {
        "numer_licznika": "L-999999",
        "dostep": "piwnica",
        "data_odczytu": "2026-01-31",
    }


def merge_and_undo(client: Client) -> None:
    """The one who came in twice is found, is one customer for a while, and two again."""
    client.post("/twins/find/")
    tasks.find_twins(**waiting("register.find_twins"))
    kept, twin = of("S/0010"), of("S/0299")
    assert list(Twin.objects.values_list("first_id", "second_id")) == [(kept, twin)]
    preview = client.get(f"/merge/{kept}/{twin}/").text
    assert "custom fields" in preview
    assert "register_partyfields" not in preview
    assert client.post(f"/merge/{kept}/{twin}/", {"reason": "twice"}).status_code == 302
    merged = Merge.objects.get()
    assert client.get("/search/?q=S/0299").headers["Location"] == f"/parties/{kept}/"
    client.post(f"/merges/{merged.public_id}/undo/")
    assert client.get("/search/?q=S/0299").headers["Location"] == f"/parties/{twin}/"
    assert Party.objects.get(pk=twin).state == "ACTIVE"


def check_vat(client: Client) -> None:
    """All who have a NIP are asked about, and the rest is none of the registers' business."""
    client.post("/outside/start/", {"kind": "VAT"})
    tasks.outside_run(**waiting("register.outside_run"))
    assert {
        number: [line.status for line in outside.standings(viewer=SYSTEM, party_id=of(number))]
        for number in ("S/0004", "S/0005", "S/0006", "S/0007")
    } == {
        "S/0004": [],
        "S/0005": ["ACTIVE"],
        "S/0006": ["EXEMPT"],
        "S/0007": ["NOT_REGISTERED"],
    }


def group_in_words(client: Client) -> None:
    """A group of conditions, in the words of the page that shows it."""
    where = {
        "any": [
            {"field": "vat_status", "op": "one_of", "value": ["ACTIVE"]},
            {"field": "field_dostep", "op": "one_of", "value": ["studzienka"]},
        ]
    }
    said = {"where": json.dumps(where), "pl": "Do odczytu", "is_shared": "on", "colour": ""}
    assert client.post("/groups/add/", {**said, "note": ""}).status_code == 302
    group = PartyGroup.objects.get()
    for language, words in WORDS.items():
        client.post("/account/language/", {"language": language})
        assert words in client.get(f"/groups/{group.pk}/").text
    client.post("/account/language/", {"language": "en"})
    for name, answer in (("Rafineria", "Rafineria Próbna S.A."), ("Malarski", "Nothing fits.")):
        assert answer in client.get(f"/parties/?q={name}&where={quote(json.dumps(where))}").text


def look_at_last_year(client: Client) -> None:
    """What is changed today is not on last year's card."""
    one = of("S/0004")
    page = client.get(f"/parties/{one}/change/")
    typed = {k: v for k, v in page.context["form"].initial.items() if v is not None}
    typed |= {"name": "Łucja Nowa"}
    assert client.post(f"/parties/{one}/change/", typed).status_code == 302
    assert "Łucja Nowa" in client.get(f"/parties/{one}/").text
    then = client.get(f"/parties/{one}/?as_of=2025-12-31").text
    assert "Łucja Pszczółkowska 4" in then
    assert "L-100004" in then
    assert "not in the register yet" in client.get(f"/parties/{one}/?as_of=2025-11-01").text


def give_out(client: Client) -> None:
    """An export asks to whom; the answer stands in the register and in the person's report."""
    where = {"all": [{"field": "number", "op": "begins", "value": ["S/000"]}]}
    asked = quote(json.dumps(where))
    address = f"/parties/export.csv?where={asked}&sort=number&columns=name,number"
    assert "recipient" in client.get(address).text
    sent = b"".join(client.post(address, DISCLOSED)).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(sent), delimiter=";"))
    assert [row[1] for row in rows[1:]] == [f"S/000{n}" for n in range(1, 8)]
    assert "Urząd Miasta" in client.get("/privacy/disclosures/").text
    said = {**DISCLOSED, "recipient_kind": "SELF", "recipient": ""}
    report = json.loads(client.post(f"/parties/{of('S/0001')}/report/", said).content)
    assert [one["recipient"] for one in report["disclosures"]] == [
        "the person concerned",
        "Urząd Miasta",
    ]


def erase(client: Client, owing: int) -> None:
    """Who owes nothing goes; who owes stays, and the page says why."""
    free = of("S/0001")
    client.post(f"/parties/{free}/erase/", ERASED)
    assert queries.is_erased(viewer=SYSTEM, party_id=free)
    kept = "".join(client.get(f"/parties/{free}/{tab}").text for tab in ("", "fields/licznik/"))
    for gone in ("Pszczółkowska", "Źródlana", "klient1@poczta.example", "L-999999"):
        assert gone not in kept
    assert client.get("/search/?q=klient1@poczta.example").headers.get("Location") is None
    refused = client.post(f"/parties/{owing}/erase/", ERASED)
    assert refused.status_code == 422
    assert "PLN\N{NO-BREAK SPACE}120.50 is still to be paid." in refused.text
    assert not queries.is_erased(viewer=SYSTEM, party_id=owing)


def of(number: str) -> int:
    """Whose number it is."""
    return Party.objects.get(number=number).pk


def waiting(task: str) -> dict[str, object]:
    """The arguments of the newest job of a task."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args::text FROM procrastinate_jobs WHERE task_name = %s ORDER BY id DESC",
            [task],
        )
        return json.loads(cursor.fetchone()[0])


@contextmanager
def as_owner() -> Iterator[None]:
    """What no screen does: the books of before, and a history of last year."""
    with connection.cursor() as cursor:
        cursor.execute("RESET SESSION AUTHORIZATION")
        yield
        cursor.execute("SET SESSION AUTHORIZATION kartoteka_desk")
