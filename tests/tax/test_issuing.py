"""Informations: issued once, corrected by new ones, written as e-Declarations, printed."""

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pypdf
import pytest
from django.db import DatabaseError, connection, transaction
from lxml import etree

from kartoteka.correspondence import queries as correspondence
from kartoteka.correspondence.models import Letter
from kartoteka.correspondence.operations import letters
from kartoteka.formats.edeclaration import File
from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.privacy import operations as privacy
from kartoteka.register import operations as register
from kartoteka.tax import queries, rules
from kartoteka.tax.models import Information
from kartoteka.tax.operations import files, forms, issuing, rights, rows
from tests import build
from tests.tax.builders import (
    PESEL,
    a_file,
    a_form,
    a_payer,
    a_person,
    a_write_off,
    an_office,
    row_of,
    taken,
)

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 1, 20)
CLERK = Actor(user_id=None, realm=Realm.DESK, role=Role.CLERK)


def a_told_person(name: str = "Anna Nowak") -> tuple[int, int]:
    """A payer, and a person whose information is issued."""
    payer, anna = a_payer(), a_person(name)
    an_office()
    a_write_off(anna, payer)
    taken(payer)
    issuing.issue_one(actor=SYSTEM, taxpayer_id=row_of(anna).id, issued_on=DAY)
    return payer, anna


def told(party_id: int) -> list[queries.InformationView]:
    return queries.informations(viewer=SYSTEM, taxpayer_id=row_of(party_id).id)


def test_an_information_is_issued_with_its_rows_and_only_once() -> None:
    _payer, anna = a_told_person()
    taxpayer = row_of(anna)

    (one,) = told(anna)
    assert (one.form, one.sequence, one.total, one.issued_on) == (
        *("PIT-11", 1, Decimal("120.50"), DAY),
    )
    ((_words, on, _title, amount),) = one.rows
    assert (on, amount) == (dt.date(2025, 3, 10), Decimal("120.50"))
    assert one.facts["person"]["shown"] == "•••••••••59"
    assert PESEL not in str(one.facts)
    assert (taxpayer.state, taxpayer.told) == ("ISSUED", Decimal("120.50"))
    outcome = issuing.issue(actor=SYSTEM, ids=[taxpayer.id], issued_on=DAY)
    assert (outcome.done, outcome.same, outcome.refused) == (0, 1, [])


def test_many_are_issued_at_once_and_the_others_named() -> None:
    payer, anna = a_payer(), a_person()
    bartek = a_person("Bartek Lis", pesel="")
    celina = a_person("Celina Mak", pesel="")
    an_office()
    for one in (anna, bartek):
        a_write_off(one, payer)
    a_write_off(celina, payer, "5.00", side="DEBIT")
    taken(payer)
    ids = [row_of(one).id for one in (anna, bartek, celina)]

    outcome = issuing.issue_many(actor=SYSTEM, ids=ids, options={"issued_on": "2026-01-20"})

    assert (outcome.done, outcome.same) == (1, 1)
    ((_id, name, why),) = outcome.refused
    assert (name, "PESEL" in why) == ("Bartek Lis", True)


def test_a_year_is_told_when_it_is_over() -> None:
    payer, anna = a_payer(), a_person()
    an_office()
    a_write_off(anna, payer)
    taken(payer)
    with pytest.raises(issuing.IssuedTooEarly):
        issuing.issue_one(
            actor=SYSTEM, taxpayer_id=row_of(anna).id, issued_on=dt.date(2025, 12, 31)
        )
    assert told(anna) == []


def test_a_changed_row_asks_for_a_correction_that_names_the_former() -> None:
    payer, anna = a_told_person()
    a_write_off(anna, payer, "9.50", "2025-04-01")
    taken(payer)
    assert row_of(anna).state == "TO_CORRECT"

    with pytest.raises(issuing.CorrectionReasonMissing):
        issuing.correct(actor=SYSTEM, taxpayer_id=row_of(anna).id, issued_on=DAY, reason=" ")
    issuing.correct(
        actor=SYSTEM, taxpayer_id=row_of(anna).id, issued_on=DAY, reason="Znaleziono umorzenie"
    )

    newest, first = told(anna)
    assert (newest.sequence, newest.total, newest.is_newest) == (2, Decimal("130.00"), True)
    assert (first.sequence, first.total, first.is_newest) == (1, Decimal("120.50"), False)
    assert Information.objects.get(sequence=2).corrects == Information.objects.get(sequence=1)
    assert row_of(anna).state == "ISSUED"


def test_an_information_that_should_not_have_been_is_corrected_to_nothing() -> None:
    _payer, anna = a_told_person()
    (item,) = queries.items(viewer=SYSTEM, taxpayer_id=row_of(anna).id)
    rows.decide(actor=SYSTEM, item_id=item.id, counts=False, exclusion="NOT_FORGIVEN")

    issuing.correct(actor=SYSTEM, taxpayer_id=row_of(anna).id, issued_on=DAY, reason="Pomyłka")

    newest, _first = told(anna)
    assert (newest.total, newest.rows) == (Decimal("0.00"), ())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tax_information SET total = 0",
        "DELETE FROM tax_informationrow",
        "TRUNCATE tax_event",
        "UPDATE tax_written SET kind = 'PDF'",
    ],
)
def test_what_was_told_never_changes(statement: str) -> None:
    a_told_person()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_e_declaration_is_valid_and_holds_the_whole_pesel() -> None:
    _payer, anna = a_told_person()
    a_form()
    (one,) = told(anna)

    files.write_xml(actor=SYSTEM, public_id=one.public_id)

    name, data = files.hand_out_xml(actor=SYSTEM, public_id=one.public_id)
    said = {
        etree.QName(node).localname: node.text
        for node in etree.fromstring(data).iter()
        if node.text
    }
    assert name.startswith("PIT-11-2025-")
    assert (said["PESEL"], said["CelZlozenia"], said["KodUrzedu"], said["Rok"]) == (
        *(PESEL, "1", "1471", "2025"),
    )
    assert (said["P_71"], said["P_72"], said["PelnaNazwa"]) == (
        *("120.50", "0.00", "Wodociągi Łódź"),
    )
    (file,) = told(anna)[0].files
    assert (file.kind, len(file.sha256), file.form) == ("XML", 64, "PIT-11 (99)")


def test_a_correction_says_that_it_is_one() -> None:
    _payer, anna = a_told_person()
    a_form()
    issuing.correct(actor=SYSTEM, taxpayer_id=row_of(anna).id, issued_on=DAY, reason="Adres")
    newest, first = told(anna)

    with pytest.raises(files.OnlyTheNewest):
        files.write_xml(actor=SYSTEM, public_id=first.public_id)
    files.write_xml(actor=SYSTEM, public_id=newest.public_id)
    _name, data = files.hand_out_xml(actor=SYSTEM, public_id=newest.public_id)
    assert b">2</CelZlozenia>" in data


def test_without_a_form_the_program_says_what_to_install() -> None:
    _payer, anna = a_told_person()
    (one,) = told(anna)
    with pytest.raises(files.NoFormForYear) as refused:
        files.write_xml(actor=SYSTEM, public_id=one.public_id)
    assert "PIT-11" in refused.value.sentence()
    assert "crd.gov.pl" in refused.value.sentence()

    schema_id = forms.install(actor=SYSTEM, files=[a_file("form.xsd"), a_file("types.xsd")])
    forms.choose_form(actor=SYSTEM, year=2025, schema_id=schema_id)
    with pytest.raises(files.NothingMapped):
        files.write_xml(actor=SYSTEM, public_id=one.public_id)
    with pytest.raises(files.NoFileYet):
        files.hand_out_xml(actor=SYSTEM, public_id=one.public_id)


def test_what_the_form_does_not_take_is_refused_with_the_reason() -> None:
    _payer, anna = a_told_person()
    schema_id = a_form()
    said = {
        row.place.path: (row.value, row.text)
        for row in queries.places(viewer=SYSTEM, schema_id=schema_id)
        if row.value or row.text
    }
    del said["Podmiot2/Adres/Miejscowosc"]
    forms.map_values(actor=SYSTEM, schema_id=schema_id, said=said)
    (one,) = told(anna)

    with pytest.raises(files.NotValid) as refused:
        files.write_xml(actor=SYSTEM, public_id=one.public_id)
    assert "Miejscowosc" in refused.value.sentence()
    assert told(anna)[0].files == ()
    outcome = files.write_many(actor=SYSTEM, ids=[row_of(anna).id], options={})
    assert (outcome.done, len(outcome.refused)) == (0, 1)


def test_no_numbered_position_is_ever_suggested() -> None:
    schema_id = forms.install(actor=SYSTEM, files=[a_file("form.xsd"), a_file("types.xsd")])
    suggested = {
        row.place.path: row.suggested
        for row in queries.places(viewer=SYSTEM, schema_id=schema_id)
        if row.suggested
    }
    assert suggested["Podmiot1/OsobaNiefizyczna/NIP"] == "payer.nip"
    assert suggested["Podmiot2/OsobaFizyczna/PESEL"] == "person.pesel"
    assert suggested["Naglowek/CelZlozenia"] == "purpose"
    assert not [path for path in suggested if "P_" in path or "@" in path]


def test_a_form_is_installed_once_and_its_types_are_found_again() -> None:
    first = forms.install(actor=SYSTEM, files=[a_file("form.xsd"), a_file("types.xsd")])
    assert forms.install(actor=SYSTEM, files=[a_file("form.xsd")]) == first
    newer = File("form.xsd", a_file("form.xsd").data.replace(b"(99)", b"(100)"))
    second = forms.install(actor=SYSTEM, files=[newer])

    assert [(row.id, row.code, row.version) for row in queries.forms(viewer=SYSTEM)] == [
        (second, "PIT-11", "PIT-11 (100)"),
        (first, "PIT-11", "PIT-11 (99)"),
    ]
    with pytest.raises(forms.XsdUnusable):
        forms.install(actor=SYSTEM, files=[File("x.xsd", b"<x/>")])


def test_a_form_of_another_year_is_asked_about() -> None:
    schema_id = a_form()
    with pytest.raises(forms.OfAnotherForm):
        forms.choose_form(actor=SYSTEM, year=2018, schema_id=schema_id)
    forms.choose_form(
        actor=SYSTEM, year=2018, schema_id=schema_id, confirmed=frozenset({"tax.of_another_form"})
    )
    chosen = queries.form_of_year(viewer=SYSTEM, year=2018)
    assert chosen is not None
    assert chosen.years == (2018, 2025)
    with pytest.raises(forms.NotItsPlace):
        forms.map_values(
            actor=SYSTEM, schema_id=schema_id, said={"Naglowek/KodFormularza": ("", "PIT-37")}
        )
    with pytest.raises(forms.UnknownValue):
        forms.map_values(actor=SYSTEM, schema_id=schema_id, said={"Naglowek/Rok": ("secret", "")})


def test_the_printed_summary_masks_the_pesel_and_is_told_as_a_disclosure() -> None:
    _payer, anna = a_told_person()
    (one,) = told(anna)
    heard: list[dict[str, Any]] = []
    files.DISCLOSED.append(lambda **said: heard.append(said))
    try:
        name, data = files.hand_out_pdf(actor=CLERK, public_id=one.public_id)
    finally:
        files.DISCLOSED.pop()

    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    assert name == "PIT-11-2025-1.pdf"
    assert PESEL not in text
    assert "120,50" in text
    assert [said["party_id"] for said in heard] == [anna]


def test_letters_wait_for_the_printer_once() -> None:
    _payer, anna = a_told_person()
    ids = [row_of(anna).id]

    first = files.queue_many(actor=SYSTEM, ids=ids, options={"on": "2026-01-21"})
    again = files.queue_many(actor=SYSTEM, ids=ids, options={"on": "2026-01-21"})

    assert (first.done, again.done, again.same) == (1, 0, 1)


def test_what_an_act_demands_goes_also_to_whose_data_may_only_be_stored() -> None:
    _payer, anna = a_told_person()
    privacy.restrict(actor=SYSTEM, party_id=anna, reason="Disputes it", on=DAY, today=DAY)

    outcome = files.queue_many(actor=SYSTEM, ids=[row_of(anna).id], options={"on": "2026-01-21"})

    assert (outcome.done, outcome.refused) == (1, [])
    (letter,) = correspondence.letters(viewer=SYSTEM, state="WAITING")
    assert (letter.kind, letter.stopped_by) == ("TAX", "")
    letters.start_run(actor=SYSTEM)
    assert Letter.objects.get().state == "PRINTING"


def test_what_became_of_it_is_said_by_hand() -> None:
    _payer, anna = a_told_person()
    (one,) = told(anna)

    def note(kind: str, on: dt.date = DAY, **said: Any) -> None:
        issuing.note_event(actor=SYSTEM, public_id=one.public_id, kind=kind, on=on, **said)

    with pytest.raises(issuing.ReceiptNumberMissing):
        note("ACCEPTED")
    with pytest.raises(issuing.BeforeIssued):
        note("SENT", dt.date(2026, 1, 19))
    with pytest.raises(issuing.EventUnknown):
        note("LOST")
    assert queries.waiting(viewer=SYSTEM, year=2025) == (1, 1)
    note("SENT")
    note("ACCEPTED", number="UPO-1", receipt=("upo.pdf", b"%PDF-1.7 receipt"))
    assert queries.waiting(viewer=SYSTEM, year=2025) == (0, 1)
    outcome = issuing.mark_many(
        actor=SYSTEM, ids=[row_of(anna).id], options={"kind": "GIVEN", "on": "2026-02-01"}
    )
    assert outcome.done == 1
    assert queries.waiting(viewer=SYSTEM, year=2025) == (0, 0)
    assert {(event.kind, event.number, event.has_file) for event in told(anna)[0].events} == {
        ("SENT", "", False),
        ("ACCEPTED", "UPO-1", True),
        ("GIVEN", "", False),
    }


def test_a_clerk_issues_and_installs_nothing() -> None:
    _payer, anna = a_told_person()
    (one,) = told(anna)
    row = row_of(anna)
    refused: list[Any] = [
        lambda: issuing.issue(actor=CLERK, ids=[row.id], issued_on=DAY),
        lambda: issuing.correct(actor=CLERK, taxpayer_id=row.id, issued_on=DAY, reason="x"),
        lambda: issuing.note_event(actor=CLERK, public_id=one.public_id, kind="SENT", on=DAY),
        lambda: forms.install(actor=CLERK, files=[a_file("form.xsd")]),
        lambda: forms.choose_form(actor=CLERK, year=2025, schema_id=1),
        lambda: forms.map_values(actor=CLERK, schema_id=1, said={}),
        lambda: files.write_xml(actor=CLERK, public_id=one.public_id),
        lambda: files.hand_out_xml(actor=CLERK, public_id=one.public_id),
        lambda: files.queue_letter(actor=CLERK, public_id=one.public_id, on=DAY),
    ]
    for act in refused:
        with pytest.raises(rights.NotAllowed):
            act()


def test_deadlines_move_to_the_next_worked_day() -> None:
    # 31 January 2026 is a Saturday, 28 February 2026 another.
    assert rules.deadlines(2025) == rules.Deadlines(dt.date(2026, 2, 2), dt.date(2026, 3, 2))
    assert rules.deadlines(2023) == rules.Deadlines(dt.date(2024, 1, 31), dt.date(2024, 2, 29))
    assert (rules.form_of(2018), rules.form_of(2019)) == ("PIT-8C", "PIT-11")


def test_whoever_lives_abroad_is_not_told_on_this_form() -> None:
    payer = a_payer()
    away = build.a_party(
        "Jan Daleki",
        kind="PERSON",
        first_name="Jan",
        last_name="Daleki",
        birth_date=dt.date(1980, 1, 1),
        addresses=(register.AddressDraft(city="Praha", country="CZ"),),
    )
    an_office(city="Praha")
    a_write_off(away, payer)
    taken(payer)
    assert row_of(away).missing == ("IDENTIFIER", "ABROAD")
