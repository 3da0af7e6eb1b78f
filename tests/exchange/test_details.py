"""What hangs on customers, from tables of its own: keyed by the customer, and again."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from kartoteka.exchange import kinds, queries
from kartoteka.exchange.engine import NothingMapped
from kartoteka.exchange.fields import Column
from kartoteka.kernel.actor import SYSTEM
from kartoteka.register import operations as register
from kartoteka.register.models import (
    Address,
    BankAccount,
    Block,
    Contact,
    ContactUse,
    GroupMember,
    PartyActivity,
    PartyRole,
    PersonLink,
    TradeTerms,
)
from tests.build import a_party
from tests.exchange import making
from tests.exchange.making import TODAY, brought, imported, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> None:
    translation.activate("en")


@pytest.fixture
def firm(tmp_path: Path) -> int:
    """A customer A1, known to the other program as 7, and Jan (J1)."""
    party = a_party("Firma", number="A1")
    a_party("Jan", kind="PERSON", number="J1")
    imported("PARTY", making.a_csv(tmp_path / "k.csv", "id;numer;nazwa\n7;A1;Firma\n"))
    return party


def rows(model: Any, *names: str) -> list[tuple[Any, ...]]:
    return list(model.objects.order_by("pk").values_list(*names))


def test_addresses_with_kinds_and_times(firm: int, tmp_path: Path) -> None:
    report = brought(
        tmp_path,
        "ADDRESS",
        "nr klienta;rodzaj adresu;ulica;nr domu;kod pocztowy;miasto;gmina;simc;od;do\n"
        "A1;siedziba;Długa;1;90001;Łódź;Łódź;0958000;2020-01-01;\n"
        "A1;siedziba;Krótka;2;00-950;Warszawa;;;1.02.2024;\n"
        "A1;dostawa;Polna;3;;Radom;;;;\nA9;dostawa;Polna;3;;Radom;;;;\n"
        "A1;domek;Polna;3;;Radom;;;;\nA1;dostawa;;;;;;;;\n"
        "A1;odbiór;;;;Radom;;;2024-01-02;2024-01-01\n",
    )
    assert told(report, "ADDRESS") == [
        (5, "REJECTED", "party_number", "There is no customer A9. Import the customers first."),
        (6, "REJECTED", "kind", "“domek” is not valid."),
        (7, "REJECTED", "city", "The value is missing."),
        (8, "REJECTED", "valid_to", "It would end before it begins. Correct one of the days."),
    ]
    day = dt.date
    assert rows(Address, "kind", "street", "postal_code", "commune", "valid_from", "valid_to") == [
        ("REGISTERED", "Długa", "90-001", "Łódź", day(2020, 1, 1), day(2024, 1, 31)),
        ("REGISTERED", "Krótka", "00-950", "", day(2024, 2, 1), None),
        ("DELIVERY", "Polna", "", "", None, None),
    ]


def test_contacts_with_labels_preference_and_wishes(firm: int, tmp_path: Path) -> None:
    report = brought(
        tmp_path,
        "CONTACT",
        "id klienta;kontakt;etykieta;preferowany;faktury;marketing\n"
        "7;A@example.com;biuro;tak;używać w pierwszej kolejności;nie używać\n"
        "7;601 200 300;dom;;;\n7;b@example.com;;tak;;\n7;zły;;;;\n8;c@example.com;;;;\n",
    )
    assert told(report, "CONTACT")[-3:] == [
        (4, "REJECTED", "", "Row 2 is to be the first choice already."),
        (5, "REJECTED", "value", "“zły” is not valid."),
        (6, "REJECTED", "party_number", "There is no customer 8. Import the customers first."),
    ]
    assert rows(Contact, "kind", "value", "label", "is_preferred") == [
        ("EMAIL", "a@example.com", "biuro", True), ("PHONE", "+48601200300", "dom", False)
    ]  # fmt: skip
    assert sorted(rows(ContactUse, "purpose", "wish")) == [
        ("INVOICES", "PREFERRED"), ("MARKETING", "REFUSED")
    ]  # fmt: skip


def test_accounts_roles_and_activities(firm: int, tmp_path: Path) -> None:
    brought(
        tmp_path,
        "ACCOUNT",
        "numer;konto;waluta;domyślny\nA1;61 1090 1014 0000 0712 1981 2874;pln;tak\n",
    )
    assert rows(BankAccount, "iban", "currency", "is_default") == [
        ("PL61109010140000071219812874", "PLN", True)
    ]
    brought(tmp_path, "ROLE", "numer;rola;od\nA1;dostawca;2024-01-01\nA1;klient;\n")
    assert rows(PartyRole, "role__labels__en", "valid_from") == [
        ("supplier", dt.date(2024, 1, 1)), ("customer", None)
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM register_activity WHERE scheme = 'PKD2025' ORDER BY code")
        one, two = [code for (code,) in cursor.fetchmany(2)]
    brought(tmp_path, "ACTIVITY", f"numer;pkd;główna\nA1;{one};nie\nA1;{two};tak\n")
    assert rows(PartyActivity, "activity__code", "is_main") == [(one, False), (two, True)]


def test_terms_persons_members_and_blocks(firm: int, tmp_path: Path) -> None:
    group = register.GroupDraft(labels={"pl": "Zielone"})
    register.add_group(actor=SYSTEM, draft=group)
    report = brought(
        tmp_path,
        "TERMS",
        "numer;termin płatności;rabat;limit;od;do\nA1;14;2,5;1000;2024-01-01;\n"
        "A1;30;;;2025-01-01;2025-12-31\nA1;21;;;2026-01-01;\n",
    )
    assert told(report, "TERMS") == [
        (3, "REJECTED", "valid_from", "Row 2 is valid in that time already.")
    ]
    assert rows(TradeTerms, "payment_days", "currency", "valid_to") == [
        (14, "PLN", dt.date(2025, 12, 31)), (21, "", None)
    ]  # fmt: skip
    report = brought(
        tmp_path,
        "PERSON",
        "numer;numer osoby;funkcja;podpisuje;uwagi\nA1;J1;księgowy;tak;x\n"
        "A1;J9;księgowy;;\nJ1;A1;księgowy;;\n",
    )
    assert told(report, "PERSON") == [
        (3, "REJECTED", "person_number", "There is no person J9. Import the customers first."),
        (4, "REJECTED", "", "Only a person or a sole trader can serve a customer."),
    ]
    assert rows(PersonLink, "party__number", "person__number", "signs", "note") == [
        ("A1", "J1", True, "x")
    ]
    brought(tmp_path, "MEMBER", "numer;grupa\nA1;zielone\n")
    assert rows(GroupMember, "party__number", "valid_from") == [("A1", TODAY)]
    brought(tmp_path, "BLOCK", "numer;blokada;powód\nA1;sprzedaż;Zadłużenie\nA1;portal;\n")
    assert sorted(rows(Block, "what", "reason")) == [
        ("PORTAL", "Import from stary"), ("SALES", "Zadłużenie")
    ]  # fmt: skip


WRONG: dict[str, tuple[str, set[str], dict[str, tuple[str, str]]]] = {
    "ADDRESS": ("numer;rodzaj;miasto;kraj;domyślny;simc;do",
                {"country", "is_default", "valid_to"}, {
        "A1;;Łódź;Narnia;;;": ("country", "“Narnia” is not valid."),
        "A1;dostawa;Łódź;;może;;": ("is_default", "“może” is not valid."),
        "A1;;Łódź;;;12;": ("place_symbol", "“12” is not valid."),
        f"A1;;{'ę' * 101};;;;": ("city", f"“{'ę' * 40}…” is too long."),
        "A1;;Łódź;;;;32.01.2024": ("valid_to", "“32.01.2024” is not a date that can be read."),
    }),
    "CONTACT": ("numer;kontakt;etykieta;marketing", {"value", "use_marketing"}, {
        f"A1;a@x.pl;{'ę' * 61};": ("label", f"“{'ę' * 40}…” is too long."),
        "A1;;dom;": ("value", "The value is missing."),
    }),
    "ACCOUNT": ("numer;konto;waluta", {"iban"}, {
        "A1;61 1090 1014 0000 0712 1981 2875;": ("iban", "“61 •••• 2875” is not valid."),
        "A1;PL •••• 2874;": ("iban", "“PL •••• 2874” is masked and was left out: the whole number"
                             " is not in the file."),
        "A1;61 1090 1014 0000 0712 1981 2874;złote": ("currency", "“złote…” is too long."),
    }),
    "ROLE": ("numer;rola;od;do", {"party_number", "role_id", "valid_from"}, {
        "A1;cesarz;;": ("role_id", "“cesarz” is not in the dictionary."),
        "A1;klient;2024-01-02;2024-01-01": (
            "valid_to", "It would end before it begins. Correct one of the days."),
        "A1;klient;31.02.2024;": ("valid_from", "“31.02.2024” is not a date that can be read."),
        ";klient;;": ("party_number", "The value is missing."),
        f"{'1' * 41};klient;;": ("party_number", f"“{'1' * 40}…” is too long."),
    }),
    "ACTIVITY": ("numer;pkd;główna", {"activity_id", "is_main"}, {
        "A1;99.99.Q;": ("activity_id", "“99.99.Q” is not in the dictionary."),
        "A1;;tak": ("activity_id", "The value is missing."),
    }),
    "TERMS": ("numer;termin płatności;rabat;limit;waluta limitu",
              {"payment_days", "discount", "credit_limit"}, {
        "A1;366;;;": ("payment_days", "“366” is not between 0 and 365."),
        "A1;;102;;": ("discount", "“102” is not between 0 and 100."),
        "A1;;;dużo;": ("credit_limit", "“dużo” is not an amount, or can be read in two ways."),
        "A1;14;;;EUR": ("credit_limit", "A limit is at least zero and has a currency; without a"
                        " limit there is none."),
    }),
    "PERSON": ("numer;numer osoby;funkcja", {"function_id"}, {
        "A1;J1;cesarz": ("function_id", "“cesarz” is not in the dictionary."),
        "A1;;księgowy": ("person_number", "The value is missing."),
        "J1;J1;księgowy": ("", "A person cannot serve themself. Choose another one."),
    }),
    "MEMBER": ("numer;grupa", {"group_id"}, {
        "A1;Czerwone": ("group_id", "There is no group “Czerwone” into which parties are put by"
                        " hand."),
    }),
    "BLOCK": ("numer;blokada;powód", {"what"}, {
        "A1;oddychanie;": ("what", "“oddychanie” is not valid."),
        "A1;;Zadłużenie": ("what", "The value is missing."),
    }),
}  # fmt: skip


@pytest.mark.parametrize("kind", WRONG)
def test_each_wrong_value_is_refused_with_a_sentence(firm: int, tmp_path: Path, kind: str) -> None:
    head, unsure, expected = WRONG[kind]
    report = brought(tmp_path, kind, "\n".join([head, *expected, ""]), unsure=unsure)
    assert told(report, kind) == [
        (place, "REJECTED", *why) for place, why in enumerate(expected.values(), start=2)
    ]


def test_what_is_said_of_the_merged_goes_to_who_stays(firm: int, tmp_path: Path) -> None:
    loser = a_party("Firma dawna", number="A0")
    register.merge(actor=SYSTEM, survivor_id=firm, loser_id=loser, choices={}, reason="ta sama")
    brought(tmp_path, "ROLE", "numer;rola\nA0;klient\n")
    assert rows(PartyRole, "party__number") == [("A1",)]


def test_only_what_is_empty_is_filled_if_asked(firm: int, tmp_path: Path) -> None:
    brought(tmp_path, "ADDRESS", "numer;ulica;miasto\nA1;Długa;Łódź\n")
    columns = {"party_number": Column("numer"), "street": Column("ulica"), "city": Column("miasto"),
               "region": Column("woj")}  # fmt: skip
    where = making.a_csv(tmp_path / "b.csv", "numer;ulica;miasto;woj\nA1;Krótka;Łódź;łódzkie\n")
    report = imported("ADDRESS", where, columns=columns, changing="FILL")
    kind = kinds.whole("ADDRESS")
    assert queries.shown_changes(kind, report.rows[0].facts) == {"region": ["—", "łódzkie"]}
    report = imported("ADDRESS", where, columns=columns)
    assert queries.shown_changes(kind, report.rows[0].facts) == {"street": ["Długa", "Krótka"]}


def test_a_column_for_the_customer_is_needed(tmp_path: Path) -> None:
    where = making.a_csv(tmp_path / "a.csv", "miasto\nŁódź\n")
    with pytest.raises(NothingMapped):
        imported("ADDRESS", where, columns={"city": Column("miasto")})


def test_statements_do_not_grow_with_rows(tmp_path: Path) -> None:
    numbers = [f"P{n}" for n in range(2000)]
    register.add_many(
        actor=SYSTEM, rows=[register.PartyRow(number=one, name=f"Osoba {one}") for one in numbers]
    )
    counts = []
    for some in (numbers[:10], numbers[10:]):
        lines = "".join(f"{one};siedziba;Łódź\n" for one in some)
        where = making.a_csv(tmp_path / "a.csv", f"numer;rodzaj;miasto\n{lines}")
        columns = {"party_number": Column("numer"), "kind": Column("rodzaj"),
                   "city": Column("miasto")}  # fmt: skip
        with CaptureQueriesContext(connection) as seen:
            report = imported("ADDRESS", where, columns=columns)
        assert report.counts["NEW"] == len(some)
        counts.append(len(seen))
    assert counts[0] == counts[1]
