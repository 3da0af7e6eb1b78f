"""A customer's account is masked everywhere, found only whole, and shown for a reason."""

import datetime as dt

import pytest
from django.db import connection

from kartoteka.kernel import listing
from kartoteka.kernel.actor import Actor, Realm, Role
from kartoteka.register import operations, queries, rules
from kartoteka.register.criteria.parties import PARTIES
from kartoteka.register.operations import AccountDraft
from kartoteka.register.operations.accounts import BadAccount
from kartoteka.register.operations.editing import NotThere
from kartoteka.register.operations.revealing import NotForYou, ReasonMissing
from kartoteka.trail import queries as trail
from tests.build import a_party

pytestmark = pytest.mark.django_db
CLERK = Actor(user_id=None, realm=Realm.DESK, role=Role.CLERK)
TODAY = dt.date(2026, 11, 26)
CUSTOMER = Actor(user_id=None, realm=Realm.PORTAL)
IBAN, OTHER = "PL61109010140000071219812874", "PL27114020040000300201355387"


def line_of(party_id: int) -> queries.AccountLine:
    party = queries.party(viewer=CLERK, party_id=party_id)
    assert party is not None
    (line,) = party.accounts
    return line


def found(text: str) -> list[int]:
    return [hit.party_id for hit in queries.find(viewer=CLERK, text=text)]


def listed(text: str) -> list[int]:
    which = listing.Which(CLERK, TODAY, text=text)
    page = listing.page(PARTIES, which, ["name"], (listing.Order("name"),))
    return [pk for pk, _values in page.rows]


def test_an_account_is_shown_with_its_last_four_digits() -> None:
    line = line_of(a_party(accounts=(AccountDraft(IBAN),)))

    assert (line.iban, line.shown, line.is_sensitive) == ("", "PL •••• 2874", True)


def test_the_office_s_own_accounts_stay_readable() -> None:
    party_id = a_party("Wodociągi", is_creditor=True, accounts=(AccountDraft(IBAN),))

    line = line_of(party_id)
    assert (line.iban, line.is_sensitive) == (IBAN, False)
    assert line.shown.replace("\u00a0", " ") == "PL61 1090 1014 0000 0712 1981 2874"
    operations.change_bank_account(actor=CLERK, account_id=line.id, draft=AccountDraft(OTHER))
    (change,) = trail.changes_of(viewer=CLERK, party_id=party_id, limit=1)
    assert [(field.old, field.new) for field in change.fields] == [(IBAN, OTHER)]


@pytest.mark.parametrize("part", ["2874", "12198128", "PL6110901014", IBAN[:-1], IBAN[2:-2]])
def test_no_part_of_an_account_finds_its_party(part: str) -> None:
    a_party(accounts=(AccountDraft(IBAN),))

    assert found(part) == []
    assert listed(part) == []


@pytest.mark.parametrize(
    "whole", [IBAN, IBAN[2:], "61 1090 1014 0000 0712 1981 2874", "pl61109010140000071219812874"]
)
def test_the_whole_account_finds_its_party(whole: str) -> None:
    party_id = a_party(accounts=(AccountDraft(IBAN),))
    a_party("Another", accounts=(AccountDraft(OTHER),))

    assert found(whole) == [party_id]
    assert listed(whole) == [party_id]


def test_history_keeps_accounts_as_dots() -> None:
    party_id = a_party(accounts=(AccountDraft(IBAN),))
    pk = line_of(party_id).id
    operations.change_bank_account(actor=CLERK, account_id=pk, draft=AccountDraft(OTHER))
    operations.remove_bank_account(actor=CLERK, account_id=pk)

    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(change::text, ' ') FROM trail_change AS change")
        (kept,) = cursor.fetchone()
    assert IBAN[-6:] not in kept
    assert OTHER[-6:] not in kept
    removed, changed, _came, *_rest = trail.changes_of(viewer=CLERK, party_id=party_id)
    assert [(field.old, field.new) for field in changed.fields] == [("•••", "•••")]
    assert removed.fields[0].old == "•••"


def test_an_untouched_number_stays_when_the_rest_changes() -> None:
    party_id = a_party(accounts=(AccountDraft(IBAN),))
    pk = line_of(party_id).id
    operations.change_bank_account(
        actor=CLERK, account_id=pk, draft=AccountDraft("", label="firma")
    )

    assert line_of(party_id).label == "firma"
    assert operations.reveal_bank_account(actor=CLERK, account_id=pk, reason="refund") == IBAN


def test_a_new_account_needs_its_number() -> None:
    with pytest.raises(BadAccount):
        operations.add_bank_account(actor=CLERK, party_id=a_party(), draft=AccountDraft(""))


def test_an_account_is_revealed_for_a_reason_that_is_kept() -> None:
    party_id = a_party(accounts=(AccountDraft(IBAN),))
    pk = line_of(party_id).id

    assert operations.reveal_bank_account(actor=CLERK, account_id=pk, reason=" a  refund ") == IBAN
    (change,) = trail.changes_of(viewer=CLERK, party_id=party_id, limit=1)
    assert (change.op, change.fields[0].new) == ("R", "a refund")


def test_who_may_not_see_an_account() -> None:
    pk = line_of(a_party(accounts=(AccountDraft(IBAN),))).id

    with pytest.raises(ReasonMissing):
        operations.reveal_bank_account(actor=CLERK, account_id=pk, reason=" ")
    with pytest.raises(NotForYou):
        operations.reveal_bank_account(actor=CUSTOMER, account_id=pk, reason="mine")
    with pytest.raises(NotThere):
        operations.reveal_bank_account(actor=CLERK, account_id=pk + 1, reason="none")


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("iban", IBAN, "PL •••• 2874"),
        ("iban", "12345678", "••••••78"),
        ("pesel", "44051401359", "•••••••••59"),
        ("name", "Anna", "Anna"),
    ],
)
def test_reports_hide_sensitive_values(field: str, value: str, shown: str) -> None:
    assert rules.hidden(field, value) == shown
