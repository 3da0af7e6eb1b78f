"""Scored candidates: what garbled lines mean, what the office wants, what payers teach."""

import itertools
import json
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kartoteka.formats.accounts import with_check
from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.ledger.models import Account, Entry
from kartoteka.payments import candidates, clues, operations, queries, scoring
from kartoteka.payments.models import Payer, Payment
from tests.payments.builders import (
    PAYER,
    a_customer,
    a_line,
    a_statement,
    a_utility,
    an_invoice,
    taken,
)

pytestmark = pytest.mark.django_db
CLERK = Actor(user_id=1, realm=Realm.DESK, role=Role.CLERK)
ADMINISTRATOR = Actor(user_id=7, realm=Realm.DESK, role=Role.ADMINISTRATOR)


def matched(amount: str, title: str = "", **more: Any) -> dict[str, int]:
    return taken(a_statement(a_line(amount, title, **more))).matched.by_rule


def two_customers() -> tuple[int, int, int]:
    """A creditor, and the accounts of K0000123 and K0000132, both of whom owe."""
    creditor = a_utility()
    accounts = []
    for number, name, amount in (
        ("K0000123", "Żaneta Gęśla", "61.37"),
        ("K0000132", "Adam Brzost", "88.20"),
    ):
        party, account = a_customer(creditor, number, name)
        an_invoice(party, creditor, f"F/03/{number[1:]}", amount)
        accounts.append(account)
    return creditor, accounts[0], accounts[1]


@pytest.mark.parametrize(
    ("amount", "title", "payer", "rule"),
    [
        ("61.37", "oplata klient K0000132", "GESLA ZANETA", "NAME"),  # another customer's number
        ("61.37", "oplata klient K0000132", "Zaneta Geslla", "SCORE"),
        ("61.37", "faktura F/03/O000123", "", "SCORE"),  # a digit read as a letter
        ("61.37", "FAKTURAF/03/0000123ZAMARZEC", "KTOS INNY", "SCORE"),  # glued
        ("30.00", "klient K0000213", "Zaneta Gesla ul. Polna 5", "SCORE"),  # a part, and a slip
        ("61.37", "czynsz", "Zaneta Gęslla", ""),  # nothing but a name like it: waits
        ("30.00", "czynsz", "Zaneta Gęsla", ""),
    ],
)
def test_a_garbled_line_finds_its_customer_or_waits(
    amount: str, title: str, payer: str, rule: str
) -> None:
    _creditor, mine, _other = two_customers()
    assert matched(amount, title, counterparty_name=payer) == ({rule: 1} if rule else {})
    booked = list(Payment.objects.values_list("account_id", flat=True))
    assert booked == ([mine] if rule else [])


def test_a_number_of_one_and_the_name_of_another_wait() -> None:
    creditor, _mine, _other = two_customers()
    a_customer(creditor, "K0000777", "Olga Pąkowska")
    assert matched("30.00", "klient K0000777", counterparty_name="Żaneta Gęśla") == {}
    (line,) = queries.waiting(viewer=SYSTEM)
    found = queries.suggestions(viewer=SYSTEM, line_id=line.line_id)
    assert [(one.party_number, one.score) for one in found] == [("K0000777", 55), ("K0000123", 20)]


CUT = "opłata za wodę lipiec klient K00001"  # 35 signs: K0000123 or K0000132, not K0000777


def test_a_number_that_a_title_cuts_speaks_for_those_whom_it_begins_and_against_others() -> None:
    creditor, mine, _other = two_customers()
    party, _account = a_customer(creditor, "K0000777", "Żaneta Gęślewicz")
    an_invoice(party, creditor, "F/03/0000777", "40.00")
    # 35 for the amount, 30 for a name like it, 15 for the number that begins so
    assert matched("61.37", CUT, counterparty_name="Żaneta Gęslla") == {"SCORE": 1}
    assert list(Payment.objects.values_list("account_id", flat=True)) == [mine]
    # 35 and 40 for the very name, but the number is somebody else's
    assert matched("40.00", CUT, counterparty_name="Żanetta Gęślewicz ul. Polna") == {}
    (line,) = queries.waiting(viewer=SYSTEM)
    best, *_others = queries.suggestions(viewer=SYSTEM, line_id=line.line_id)
    assert (best.party_number, best.score >= 65) == ("K0000777", True)


def test_a_cut_number_and_the_amount_of_one_of_few_are_enough() -> None:
    creditor, mine, _other = two_customers()
    party, _account = a_customer(creditor, "K0000124", "Olga Pąkowska")
    an_invoice(party, creditor, "F/04/0000124", "88.20")
    title = "opłata za wodę marzec klient K000012"
    assert matched("61.37", title, counterparty_name="KTOS INNY") == {"SCORE": 1}
    assert list(Payment.objects.values_list("account_id", flat=True)) == [mine]
    reason = queries.payments_of(viewer=SYSTEM, party_id=Account.objects.get(pk=mine).party_id)
    assert reason[0].reason == (
        "75 of 100: the title ends in the beginning of K0000123, the amount is that of F/03/0000123"
    )
    an_invoice(party, creditor, "F/05/0000124", "61.37")
    an_invoice(Account.objects.get(pk=mine).party_id, creditor, "F/05/0000123", "61.37")
    assert matched("61.37", title, counterparty_name="KTOS INNY", day="2026-09-09") == {}


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        ("wspolnota mieszkaniowa wadolowska s", "wspolnota mieszkaniowa klosowska sp z o o", False),
        ("wspolnota mieszkaniowa klosowsak", "wspolnota mieszkaniowa klosowska sp z o o", True),
        ("wspolnota mieszkaniowa klos", "wspolnota mieszkaniowa klosowska", True),
        ("zofia wadolicki", "zofia wadolicka", True),
        ("hurtownia lozysk legcika sp j", "hurtownia lozysk legcka sp j", True),
        ("warsztat slusarski geslak", "warsztat slusarski pakewicz", False),
    ],
)
def test_names_are_alike_when_what_tells_them_apart_is(
    one: str, other: str, *, is_alike: bool
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT payments_alike(%s, %s)", [one, other])
        assert cursor.fetchone() == (is_alike,)


def test_documents_that_add_up_are_told() -> None:
    creditor, _mine, _other = two_customers()
    party, _account = a_customer(creditor, "K0000777", "Olga Pąkowska")
    for number, amount in (("1", "10.10"), ("2", "20.20"), ("3", "40.40")):
        an_invoice(party, creditor, f"F/0{number}/0000777", amount)
    operations.choose_matching(actor=SYSTEM, choice=scoring.Choice(threshold=65))
    assert matched("50.50", "czynsz", counterparty_name="OLGA PAKOWSKA") == {"SCORE": 1}
    reason = queries.payments_of(viewer=SYSTEM, party_id=party)[0].reason
    assert reason == (
        "65 of 100: the amount is that of F/01/0000777, F/03/0000777 together,"
        " the payer bears this customer's name"
    )


def test_nothing_is_booked_below_the_threshold_and_history_keeps_who_moved_it() -> None:
    two_customers()
    operations.choose_matching(actor=ADMINISTRATOR, choice=scoring.Choice(threshold=120))
    assert matched("61.37", "klient K0000132", counterparty_name="GESLA ZANETA") == {}
    kept = "SELECT actor, new_values ->> 'threshold' FROM trail_change WHERE table_name = %s"
    with connection.cursor() as cursor:
        cursor.execute(f"{kept} AND op = 'U'", ["payments_matching"])
        assert cursor.fetchall() == [(7, "120")]
    with pytest.raises(operations.NotAllowed):
        operations.choose_matching(actor=CLERK, choice=scoring.Choice())
    with pytest.raises(operations.NotSound):
        operations.choose_matching(actor=SYSTEM, choice=scoring.Choice(threshold=10))


def test_a_payer_with_words_goes_before_one_without_and_can_be_switched_off_and_undone() -> None:
    _creditor, mine, other = two_customers()
    for account_id, day in ((mine, "2026-08-28"), (other, "2026-08-29")):
        taken(a_statement(a_line("5.00", "x", counterparty_account=PAYER, day=day)))
        (line,) = queries.waiting(viewer=SYSTEM)
        operations.accept(actor=SYSTEM, line_id=line.line_id, account_id=account_id)
    payer = Payer.objects.get(account_id=other)
    assert matched("7.00", "za garaż Polna", counterparty_account=PAYER) == {}
    operations.change_payer(actor=CLERK, payer_id=payer.pk, title="Garaż", is_off=False)
    assert operations.match(actor=SYSTEM).by_rule == {"PAYER": 1}
    assert Payment.objects.filter(rule="PAYER").get().account_id == other
    known = queries.known_payer(viewer=SYSTEM, payer_id=payer.pk)
    assert known is not None
    assert (known.title, known.payments, known.is_certain) == ("garaz", 2, True)
    operations.change_payer(actor=CLERK, payer_id=payer.pk, title="garaz", is_off=True)
    assert matched("8.00", "garaż", counterparty_account=PAYER, day="2026-09-08") == {}
    operations.forget_payer(actor=CLERK, payer_id=payer.pk)
    assert queries.known_payer(viewer=SYSTEM, payer_id=payer.pk) is None
    with pytest.raises(operations.NoSuchPayer):
        operations.forget_payer(actor=CLERK, payer_id=payer.pk)


def test_titles_of_anything_are_borne() -> None:
    two_customers()
    hostile = ["%_\\'\";--" * 20, "0" * 4000, "1O" * 900, "K" + "9" * 39, "\x00 żż 12345" * 9]
    lines = [
        a_line("1.00", title, counterparty_name=title[:250], counterparty_account=title[:40])
        for title in hostile
    ]
    assert taken(a_statement(*lines)).new_lines == len(hostile)


@given(st.text("0123456789ok/", min_size=5, max_size=12))
def test_slips_are_all_and_only_those_one_slip_away(number: str) -> None:
    found = set(clues.slips_of(number))
    swapped = {
        number[:at] + number[at + 1] + number[at] + number[at + 2 :]
        for at in range(len(number) - 1)
    }
    assert swapped - {number} <= found
    assert number not in found
    assert all(abs(len(slip) - len(number)) <= 1 for slip in found)


amounts = st.lists(st.integers(1, 30), min_size=1, max_size=5)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(amounts, st.integers(1, 90))
def test_what_adds_up_is_what_the_obvious_search_finds(owed: list[int], paid: int) -> None:
    with transaction.atomic():
        creditor = a_utility()
        party, _account = a_customer(creditor, "K0000777", "Olga Pąkowska")
        for place, amount in enumerate(owed):
            an_invoice(party, creditor, f"F/{place}", f"{amount}.00")
        operations.choose_matching(actor=SYSTEM, choice=scoring.Choice(threshold=200))
        payer = with_check("PL", "105010120000000000000777")
        matched(
            f"{paid}.00", "nic", counterparty_account=payer, counterparty_name="Olga Pąkowska B"
        )
        facts = [_facts(line.line_id) for line in queries.waiting(viewer=SYSTEM)]
        transaction.set_rollback(True)
    sums = [sum(chosen) for count in range(1, 5) for chosen in itertools.combinations(owed, count)]
    wanted = (
        "ONE" if paid in owed else "ALL" if paid == sum(owed) else "SUM" if paid in sums else "NONE"
    )
    if facts:
        assert facts[0]["amount_kind"] == wanted
    else:
        assert wanted in {"ONE", "ALL"}, "booked by the rule of names"


def _facts(line_id: int) -> dict[str, object]:
    candidates.stage()
    candidates.find([line_id])
    with connection.cursor() as cursor:
        cursor.execute("SELECT facts::text FROM payments_candidate WHERE rule = 'SCORE'")
        return dict(json.loads(cursor.fetchone()[0]))


def test_the_amount_of_a_scored_payment_is_whole() -> None:
    two_customers()
    matched("61.37", "klient K0000132", counterparty_name="GESLA ZANETA")
    assert Entry.objects.get(kind="PAYMENT").amount == Decimal("61.37")
