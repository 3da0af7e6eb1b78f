"""Taking files in: every movement once; what is doubtful is asked."""

import hashlib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from kartoteka.documents import queries as documents
from kartoteka.formats.accounts import with_check
from kartoteka.kernel.actor import SYSTEM, Actor, Realm
from kartoteka.ledger.models import Entry
from kartoteka.payments import operations
from kartoteka.payments.models import File, Line, Statement, Waiting
from tests.ledger.builders import on
from tests.payments.builders import (
    OWN,
    a_customer,
    a_line,
    a_statement,
    a_utility,
    an_invoice,
    taken,
)

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parents[1] / "formats" / "files"


def rows() -> tuple[int, int, int, int]:
    return (
        File.objects.count(),
        Statement.objects.count(),
        Line.objects.count(),
        Entry.objects.filter(kind="PAYMENT").count(),
    )


def test_a_file_comes_in_with_its_statements_and_lines() -> None:
    a_utility("PL76102000000000000000000001")
    data = (FILES / "pko_bp.sta").read_bytes()
    report = operations.take_in(actor=SYSTEM, data=data, name="C:\\Moje\\wyciag.sta")
    assert (report.new_lines, report.known_lines) == (2, 0)
    file = File.objects.get()
    assert (file.name, file.encoding) == ("wyciag.sta", "iso8859-2")
    assert file.content is not None
    statement = Statement.objects.get()
    assert (statement.opening, statement.closing) == (Decimal(1000), Decimal("1095.50"))
    came, went = Line.objects.order_by("pk")
    assert came.title == "Faktura FV/2026/09/0001 za wodę i ścieki"
    assert went.amount == Decimal("-25.00")
    assert list(Waiting.objects.values_list("line_id", flat=True)) == [came.pk]


def test_the_same_file_and_a_renamed_copy_change_nothing() -> None:
    a_utility("PL76102000000000000000000001")
    data = (FILES / "pko_bp.sta").read_bytes()
    operations.take_in(actor=SYSTEM, data=data, name="a.sta")
    before = rows()
    for name in ("a.sta", "b.sta"):
        report = operations.take_in(actor=SYSTEM, data=data, name=name)
        assert (report.new_lines, report.known_lines) == (0, 2)
    assert rows() == before


def test_overlapping_days_add_only_what_is_new() -> None:
    a_utility()
    first, second, third = (a_line("10.00", title) for title in ("jeden", "dwa", "trzy"))
    taken(a_statement(first, second))
    report = taken(a_statement(second, third, number="2", opening="10"))
    assert (report.new_lines, report.known_lines) == (1, 1)
    assert Line.objects.count() == 3
    assert taken(a_statement(first, second, third, number="3")).new_lines == 0


def test_two_equal_payments_on_one_day_are_both_real() -> None:
    a_utility()
    line = a_line("10.00", "czynsz", counterparty_name="Anna Nowak")
    assert taken(a_statement(line, line)).new_lines == 2
    assert taken(a_statement(line, line, line)).new_lines == 1
    assert Line.objects.count() == 3


def test_blanks_and_letters_do_not_make_another_line() -> None:
    a_utility()
    taken(a_statement(a_line("10.00", "Opłata  za wodę", counterparty_name="ŻÓŁĆ")))
    report = taken(a_statement(a_line("10.00", "OPLATA ZA WO DE", counterparty_name="Żółć")))
    assert report.new_lines == 0


def test_the_same_days_in_another_format_are_asked_about() -> None:
    a_utility()
    taken(a_statement(a_line("10.00", "jeden"), a_line("5.00", "dwa")), name="mt.sta")
    other = a_statement(
        a_line("10.00", "jeden", reference="R1"), a_line("5.00", "dwa"), format="CAMT053"
    )
    before = rows()
    with pytest.raises(operations.SameDaysTold) as refused:
        taken(other)
    assert refused.value.facts["file"] == "mt.sta"
    assert "MT940" in refused.value.sentence()
    assert rows() == before
    report = taken(other, confirmed=frozenset({operations.SameDaysTold.code}))
    assert report.new_lines == 1


def test_a_statement_that_follows_on_the_same_day_in_another_format_is_not_asked_about() -> None:
    a_utility()
    taken(a_statement(a_line("10.00", "rano")))
    after = a_statement(a_line("5.00", "wieczorem"), opening="10", format="CAMT053")
    assert taken(after).new_lines == 1


def test_the_very_same_balances_told_otherwise_are_asked_about_in_any_format() -> None:
    a_utility()
    taken(a_statement(a_line("10.00", "stary opis")))
    with pytest.raises(operations.SameDaysTold):
        taken(a_statement(a_line("10.00", "nowy opis banku")))


def test_interim_reports_make_no_payments_and_do_not_hide_the_final_ones() -> None:
    a_utility()
    line = a_line("10.00", "wpłata")
    report = taken(a_statement(line, is_interim=True, format="MT942", opening="0"))
    assert (report.new_lines, report.interim_lines) == (0, 1)
    assert Line.objects.count() == 0
    assert taken(a_statement(line)).new_lines == 1


def test_debit_lines_are_kept_and_wait_for_nobody() -> None:
    a_utility()
    report = taken(a_statement(a_line("-10.00", "prowizja"), a_line("-1.00", is_reversal=True)))
    assert report.new_lines == 2
    assert Waiting.objects.count() == 0


def test_lines_that_cannot_be_read_are_asked_about() -> None:
    a_utility()
    text = (
        f":20:1\n:25:{OWN}\n:28C:1\n:60F:C260901PLN0,00\n:61:rubbish\n:86:x\n"
        ":61:2609020902C5,00NTRF\n:86:ok\n:62F:C260902PLN9,00\n-\n"
    ).encode()
    with pytest.raises(operations.BrokenLines) as refused:
        operations.take_in(actor=SYSTEM, data=text, name="a.sta")
    assert refused.value.facts == {"count": 1, "places": "5"}
    assert rows() == (0, 0, 0, 0)
    report = operations.take_in(actor=SYSTEM, data=text, name="a.sta", skip_broken=True)
    assert report.new_lines == 1
    told = {problem.code for problem in report.statements[0].problems}
    assert told == {"line.unreadable", "balance.does_not_add_up"}


def test_a_file_that_is_no_statement_is_refused_with_the_reason() -> None:
    with pytest.raises(operations.Unreadable) as refused:
        operations.take_in(actor=SYSTEM, data=b"%PDF-1.7", name="a.pdf")
    assert "PDF" in refused.value.sentence()


def test_an_unknown_account_asks_whose_it_is_and_is_then_known() -> None:
    creditor_id = a_utility("PL39105000990000000000000002")
    statement = a_statement(a_line("10.00", "wpłata"))
    with pytest.raises(operations.WhoseAccount) as refused:
        taken(statement)
    assert refused.value.field == "creditor"
    assert taken(statement, creditor_id=creditor_id).new_lines == 1
    assert taken(a_statement(a_line("7.00", day="2026-09-03"), opening="10")).new_lines == 1


def test_a_customer_of_the_portal_may_not() -> None:
    a_utility()
    stranger = Actor(user_id=5, realm=Realm.PORTAL)
    with pytest.raises(operations.NotAllowed):
        operations.take_in(actor=stranger, data=(FILES / "pko_bp.sta").read_bytes(), name="a.sta")


def test_with_a_day_it_is_settled_at_once() -> None:
    creditor_id = a_utility()
    party_id, _account = a_customer(creditor_id, "K0000001")
    an_invoice(party_id, creditor_id, "FV/2026/7", "10.00")
    report = taken(a_statement(a_line("10.00", "za fakturę FV/2026/7")), settle_on=on("2026-09-03"))
    assert report.matched.by_rule == {"DOCUMENT": 1}
    assert report.settled is not None
    assert report.settled.lines == 1


def test_lines_and_payments_never_change(as_desk: None) -> None:
    from django.db import DatabaseError, connection, transaction

    for table in ("payments_line", "payments_payment", "payments_statement", "payments_file"):
        for statement in (f"DELETE FROM {table}", f"TRUNCATE {table}"):
            with (
                pytest.raises(DatabaseError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)


def test_a_statement_without_lines_is_noted() -> None:
    a_utility()
    report = taken(a_statement())
    assert report.new_lines == 0
    assert Statement.objects.count() == 1
    taken(replace(a_statement(), encoding="utf-8"))
    assert Statement.objects.count() == 1


def test_the_desk_role_takes_in_matches_and_accepts(as_desk: None) -> None:
    creditor_id = a_utility()
    party_id, account_id = a_customer(creditor_id, "K0000001")
    an_invoice(party_id, creditor_id, "FV/2026/7", "10.00")
    report = taken(
        a_statement(a_line("10.00", "FV/2026/7"), a_line("3.00", "nie wiadomo")),
        settle_on=on("2026-09-03"),
    )
    assert report.matched.count == 1
    waiting = Waiting.objects.get()
    operations.accept(actor=SYSTEM, line_id=waiting.line_id, account_id=account_id)
    held = operations.hold(
        actor=SYSTEM, data=(FILES / "pko_bp.sta").read_bytes(), name="pko_bp.sta"
    )
    operations.let_go(actor=SYSTEM, public_id=held)


@pytest.mark.parametrize("encoding", ["cp1250", "utf-8", "utf-8-sig", "utf-16"])
def test_every_file_is_kept_byte_for_byte_with_its_hash(encoding: str, settings: Settings) -> None:
    a_utility("PL76102000000000000000000001")
    settings.CONTENT_LARGEST = 100
    data = (
        (FILES / "pko_bp.sta").read_bytes().decode("iso8859-2").replace("\xff", "").encode(encoding)
    )
    operations.take_in(actor=SYSTEM, data=data, name="a.sta")
    file = File.objects.get()
    assert file.content is not None
    assert file.sha256 == file.content.sha256 == hashlib.sha256(data).hexdigest()
    assert documents.read(viewer=SYSTEM, content_id=file.content.pk) == data
    assert file.encoding == encoding.removesuffix("-sig")


def test_elixir_of_virtual_accounts_knows_the_creditor_and_finds_the_customers() -> None:
    creditor_id = a_utility()
    data = (FILES / "elixir0_virtual.pli").read_bytes()
    with pytest.raises(operations.WhoseAccount):
        operations.take_in(actor=SYSTEM, data=data, name="a.pli")
    for number in (7, 8, 9):
        _party, account_id = a_customer(creditor_id, f"K000000{number}")
        operations.assign_virtual_account(
            actor=SYSTEM,
            account_id=account_id,
            iban=with_check("PL", f"109010147777{number:012d}"),
            on=on("2026-01-01"),
        )
    report = operations.take_in(actor=SYSTEM, data=data, name="a.pli")
    assert report.matched.by_rule == {"VIRTUAL": 2}
    statement = Statement.objects.get()
    assert (statement.bank_account, statement.format, statement.creditor_id) == (
        "109010147777",
        "ELIXIR0",
        creditor_id,
    )
    assert (statement.opening, statement.closing) == (None, None)
    assert list(Line.objects.order_by("pk").values_list("amount", "kind")) == [
        (Decimal("12.30"), "BANK"),
        (Decimal("5.00"), "BANK"),
    ]


def test_fio_is_taken_in_with_its_symbols() -> None:
    a_utility("SK3983300000002600000001")
    data = (FILES / "fio_sk.xml").read_bytes()
    report = operations.take_in(actor=SYSTEM, data=data, name="fio.xml")
    assert (report.new_lines, report.problems) == (3, ())
    assert list(Line.objects.order_by("pk").values_list("vs", "ks", "ss", "reference")) == [
        ("0020260001", "0558", "0002", "9000000001"),
        ("", "", "", "9000000002"),
        ("0077", "0308", "", "9000000003"),
    ]
    assert operations.take_in(actor=SYSTEM, data=data, name="again.xml").new_lines == 0
