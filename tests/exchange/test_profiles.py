"""What customers bring along in one row: more addresses and contacts, roles, groups, terms."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from kartoteka.exchange import guessing, kinds, queries
from kartoteka.exchange.fields import Column
from kartoteka.exchange.reading import reader
from kartoteka.exchange.reading.reader import Where
from kartoteka.kernel.actor import SYSTEM
from kartoteka.register import operations as register
from kartoteka.register.models import (
    Address,
    BankAccount,
    Block,
    Contact,
    GroupMember,
    Party,
    PartyActivity,
    PartyRole,
    PartySegment,
    TradeTerms,
)
from tests.exchange import making
from tests.exchange.making import TODAY, imported, told

pytestmark = pytest.mark.django_db
HEAD = (
    "numer;nazwa;rodzaj;ulica;kod;miasto;województwo;powiat;gmina;simc;ulica koresp.;"
    "miasto koresp.;e-mail;e-mail 2;telefon;telefon 2;konto 2;role;priorytet;źródło;PKD;grupy;"
    "termin płatności;rabat;limit kredytowy;blokady;data urodzenia;uwagi;stan;centrala;"
    "miejsce w drzewie;stanowisko\n"
)
ROW = (
    "A1;Anna;osoba;Długa 1;90-001;Łódź;łódzkie;Łódź;Łódź-Śródmieście;0958000;Krótka 2;Radom;"
    "a@example.com;b@example.com;601200300;601 200 301;61 1090 1014 0000 0712 1981 2874;"
    "Dostawca, Klient;Wysoki;Targi;{code};Zielone;14;2,5;1000;sprzedaż;1980-02-01;Ważny klient;"
    "aktywny;;;\n"
)


@pytest.fixture(autouse=True)
def _in_english() -> None:
    translation.activate("en")


@pytest.fixture
def words() -> str:
    """A word of a dictionary and the group of the file; the code of an activity."""
    register.add_group(actor=SYSTEM, draft=register.GroupDraft(labels={"pl": "Zielone"}))
    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM register_activity WHERE scheme = 'PKD2025' LIMIT 1")
        return str(cursor.fetchone()[0])


def suggested(where: Where) -> dict[str, Column]:
    seen = reader.sample(where)
    found = guessing.suggest(kinds.whole("PARTY"), seen.columns, seen.rows)
    return {name: suggestion.column for name, suggestion in found.items()}


def rows(model: Any, *names: str) -> list[tuple[Any, ...]]:
    return list(model.objects.order_by("pk").values_list(*names))


def changes_kept() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM trail_change")
        return int(cursor.fetchone()[0])


def test_all_of_a_profile_comes_in_by_suggestions(words: str, tmp_path: Path) -> None:
    where = making.a_csv(tmp_path / "a.csv", HEAD + ROW.format(code=words))
    columns = suggested(where)
    report = imported("PARTY", where, columns=columns)
    assert told(report, "PARTY") == []
    assert report.counts["NEW"] == 1
    assert rows(Party, "kind", "birth_date", "note") == [
        ("PERSON", dt.date(1980, 2, 1), "Ważny klient")
    ]
    assert rows(Address, "kind", "street", "city", "region", "county", "place_symbol") == [
        ("REGISTERED", "Długa 1", "Łódź", "łódzkie", "Łódź", "0958000"),
        ("CORRESPONDENCE", "Krótka 2", "Radom", "", "", ""),
    ]
    assert rows(Contact, "value") == [
        ("a@example.com",), ("+48601200300",), ("b@example.com",), ("+48601200301",)
    ]  # fmt: skip
    assert rows(BankAccount, "iban") == [("PL61109010140000071219812874",)]
    assert sorted(rows(PartyRole, "role__labels__pl")) == [("dostawca",), ("klient",)]
    assert rows(PartySegment, "priority__labels__pl", "source__labels__pl") == [("wysoki", "targi")]
    assert rows(PartyActivity, "activity__code", "is_main") == [(words, True)]
    assert rows(GroupMember, "group__labels__pl", "valid_from") == [("Zielone", TODAY)]
    assert rows(TradeTerms, "payment_days", "credit_limit", "currency", "valid_from") == [
        (14, 1000, "PLN", TODAY)
    ]
    assert rows(Block, "what", "reason") == [("SALES", "Import from stary")]
    before = changes_kept()
    again = imported("PARTY", where, columns=columns)
    assert (told(again, "PARTY"), again.counts["SAME"]) == ([], 1)
    assert changes_kept() == before


def test_what_changes_is_told_in_words_and_only_empty_ones_are_filled_if_asked(
    words: str, tmp_path: Path
) -> None:
    first = making.a_csv(tmp_path / "a.csv", "numer;nazwa;e-mail\nA1;Anna;a@example.com\n")
    imported("PARTY", first)
    second = making.a_csv(
        tmp_path / "b.csv",
        "numer;nazwa;priorytet;e-mail;role\nA1;Anna;wysoki;c@example.com;klient\n",
    )
    columns = suggested(second)
    filled = imported("PARTY", second, columns=columns, dry=True, changing="FILL")
    kind = kinds.whole("PARTY")
    assert queries.shown_changes(kind, filled.rows[0].facts) == {
        "priority": ["—", "high"], "roles": ["—", "customer"]
    }  # fmt: skip
    laid = imported("PARTY", second, columns=columns)
    assert queries.shown_changes(kind, laid.rows[0].facts) == {
        "email": ["a@example.com", "c@example.com"],
        "priority": ["—", "high"], "roles": ["—", "customer"],
    }  # fmt: skip
    assert imported("PARTY", second, columns=columns).counts["SAME"] == 1


def test_what_cannot_be_taken_is_left_out_with_a_sentence(words: str, tmp_path: Path) -> None:
    where = making.a_csv(
        tmp_path / "a.csv",
        "numer;nazwa;prio;termin;rabat;simc;pesel;konto;ur;grupa;tel2;branza;region\n"
        "A1;Anna;Żaden;400;x;12;•••••••••34;PL •••• 2874;31.02.1980;Czerwone;abc;99.99.Q;łódzkie\n",
    )
    columns = {
        "number": Column("numer"), "name": Column("nazwa"), "priority": Column("prio"),
        "payment_days": Column("termin"), "discount": Column("rabat"),
        "place_symbol": Column("simc"), "pesel": Column("pesel"), "iban": Column("konto"),
        "birth_date": Column("ur"), "groups": Column("grupa"), "phone2": Column("tel2"),
        "activity": Column("branza"), "region": Column("region"),
    }  # fmt: skip
    report = imported("PARTY", where, columns=columns)
    assert report.counts["NEW"] == 1
    assert sorted((field, sentence) for _row, _out, field, sentence in told(report, "PARTY")) == [
        ("activity", "“99.99.Q” is not in the dictionary."),
        ("birth_date", "“31.02.1980” is not valid and was left out."),
        ("discount", "“x” is not an amount, or can be read in two ways."),
        ("groups", "There is no group “Czerwone” into which parties are put by hand."),
        ("iban", "“PL •••• 2874” is masked and was left out: the whole number is not in the file."),
        ("payment_days", "“400” is not between 0 and 365."),
        ("pesel", "“•••••••••34” is masked and was left out: the whole number is not in the file."),
        ("phone2", "“abc” is not valid."),
        ("place_symbol", "“12” is not valid."),
        ("priority", "“Żaden” is not in the dictionary."),
        ("region", "The value is missing."),
    ]
    assert {row.outcome for row in report.rows} == {"NOTE"}


def test_branches_contacts_and_archived_ones_take_their_place(tmp_path: Path) -> None:
    where = making.a_csv(
        tmp_path / "a.csv",
        "numer;nazwa;centrala;miejsce w drzewie;stan\nA1;Firma;;;aktywny\nA2;Oddział;A1;oddział;\n"
        "A3;Jan Kowalski;A1;osoba kontaktowa;\nA4;Dawna;;;zarchiwizowany\n",
    )
    report = imported("PARTY", where, columns=suggested(where))
    assert told(report, "PARTY") == []
    assert rows(Party, "number", "place", "parent__number", "state") == [
        ("A1", "HEAD", None, "ACTIVE"), ("A2", "BRANCH", "A1", "ACTIVE"),
        ("A3", "CONTACT", "A1", "ACTIVE"), ("A4", "HEAD", None, "ARCHIVED"),
    ]  # fmt: skip


def test_statements_do_not_grow_with_rows(words: str, tmp_path: Path) -> None:
    counts = []
    for name, many in (("a", 20), ("b", 2000)):
        lines = "".join(
            ROW.format(code=words).replace("A1;Anna", f"{name}{n};Osoba {name}{n}", 1)
            for n in range(many)
        )
        where = making.a_csv(tmp_path / f"{name}.csv", HEAD + lines)
        with CaptureQueriesContext(connection) as seen:
            report = imported("PARTY", where, columns=suggested(where))
        assert report.counts["NEW"] == many
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert TradeTerms.objects.count() == GroupMember.objects.count() == 2020
