"""Two parties become one, in every room, and two again."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection

from kartoteka.agreements import operations as agreements
from kartoteka.agreements.rules import AgreementDraft, PointDraft
from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.ledger import operations as ledger
from kartoteka.ledger import queries as books
from kartoteka.ledger.models import Account, Entry
from kartoteka.register import merging, operations, queries
from kartoteka.register.models import Address, Contact, Identifier, Merge, Party
from kartoteka.register.operations import AccountDraft, AddressDraft, ContactDraft
from kartoteka.register.operations.editing import PartyMerged
from kartoteka.register.operations.merging import acts as refusals
from tests.build import a_party
from tests.ledger.builders import a_creditor, a_debit, a_draft, a_payment

pytestmark = pytest.mark.django_db
CLERK = Actor(user_id=None, realm=Realm.DESK, role=Role.CLERK)
ADMIN = Actor(user_id=None, realm=Realm.DESK, role=Role.ADMINISTRATOR)


def merge(survivor: int, loser: int, **more: object) -> operations.Merged:
    return operations.merge(actor=ADMIN, survivor_id=survivor, loser_id=loser, **more)  # type: ignore[arg-type]


def counts(done: operations.Merged) -> dict[str, tuple[int, int]]:
    return {one.key: (one.count, one.stays) for one in done.moved if one.count or one.stays}


def two() -> tuple[int, int]:
    survivor = a_party(
        "Nowak Hydraulika",
        identifiers={"NIP": "5213017228"},
        contacts=(ContactDraft("PHONE", "601 200 300", is_preferred=True),),
        addresses=(AddressDraft(city="Łódź", street="Polna", building="3"),),
    )
    loser = a_party(
        "Hydraulika Nowak",
        identifiers={"NIP": "5260250274", "REGON": "000331501"},
        contacts=(
            ContactDraft("PHONE", "601 200 300"),
            ContactDraft("EMAIL", "nowak@example.org", is_preferred=True),
            ContactDraft("PHONE", "601 200 301", is_preferred=True),
        ),
        addresses=(
            AddressDraft(city="Zgierz", street="Leśna", building="1"),
            AddressDraft(city="Ozorków", kind="DELIVERY"),
        ),
        accounts=(AccountDraft(iban="PL27114020040000300201355387"),),
    )
    return survivor, loser


def test_what_hangs_on_the_one_hangs_on_the_other_after_a_merge() -> None:
    survivor, loser = two()
    branch = a_party("Nowak, oddział", parent_id=loser, place="BRANCH")
    done = merge(survivor, loser)
    assert counts(done) == {
        "identifiers": (1, 1),
        "addresses": (1, 1),
        "register_contact.party_id": (2, 1),
        "register_bankaccount.party_id": (1, 0),
        "register_party.parent_id": (1, 0),
    }
    card = queries.party(viewer=SYSTEM, party_id=survivor)
    assert card is not None
    assert [(i.kind, i.value) for i in card.identifiers] == [
        ("NIP", "5213017228"),
        ("REGON", "000331501"),
    ]
    assert {c.value for c in card.contacts} == {
        "+48601200300", "+48601200301", "nowak@example.org",
    }  # fmt: skip
    assert [c.value for c in card.contacts if c.is_preferred and c.kind == "PHONE"] == [
        "+48601200300"
    ]
    assert sorted(a.city for a in card.addresses) == ["Ozorków", "Łódź"]
    assert Party.objects.get(pk=branch).parent_id == survivor
    gone = Party.objects.get(pk=loser)
    assert (gone.state, gone.merged_into_id) == ("ARCHIVED", survivor)


def test_an_undo_makes_both_what_they_were() -> None:
    survivor, loser = two()
    branch = a_party("Nowak, oddział", parent_id=loser, place="BRANCH")
    before = [_state(party) for party in (survivor, loser, branch)]
    chosen = {
        "name": "loser", "identifier_NIP": "loser", "address_REGISTERED": "loser", "note": "both",
    }  # fmt: skip
    done = merge(survivor, loser, choices=chosen)
    card = queries.party(viewer=SYSTEM, party_id=survivor)
    assert card is not None
    assert card.name == "Hydraulika Nowak"
    assert card.identifier("NIP").value == "5260250274"  # type: ignore[union-attr]
    assert [a.city for a in card.addresses if a.kind == "REGISTERED"] == ["Zgierz"]
    undone = operations.undo_merge(actor=ADMIN, merge_id=done.public_id)
    assert undone.left == 0
    assert [_state(party) for party in (survivor, loser, branch)] == before
    assert Merge.objects.get().undone_at is not None


def _state(party_id: int) -> object:
    card = queries.party(viewer=SYSTEM, party_id=party_id)
    assert card is not None
    return (
        card.name, card.state, card.parent_id,
        sorted((i.id, i.kind, i.value) for i in card.identifiers),
        sorted((a.id, a.city) for a in card.addresses),
        sorted((c.id, c.value, c.is_preferred) for c in card.contacts),
        sorted((b.id, b.iban) for b in card.accounts),
    )  # fmt: skip


def test_a_preview_says_the_same_and_changes_nothing() -> None:
    survivor, loser = two()
    before = [_state(survivor), _state(loser)]
    planned = operations.preview_merge(viewer=ADMIN, survivor_id=survivor, loser_id=loser)
    assert [_state(survivor), _state(loser)] == before
    assert counts(planned) == counts(merge(survivor, loser))


def test_points_and_agreements_move() -> None:
    survivor, loser = two()
    creditor = a_creditor()
    point = agreements.add_point(actor=SYSTEM, draft=PointDraft(number="P/1", party_id=loser))
    agreements.add_agreement(
        actor=SYSTEM,
        draft=AgreementDraft(
            number="U/1", party_id=loser, creditor_id=creditor, point_id=point,
            valid_from=dt.date(2026, 1, 1),
        ),
    )  # fmt: skip
    done = merge(survivor, loser)
    assert counts(done)["agreements_point.party_id"] == (1, 0)
    assert counts(done)["agreements_agreement.party_id"] == (1, 0)


def an_account(party_id: int, creditor_id: int) -> int:
    return ledger.open_account(
        actor=SYSTEM, party_id=party_id, creditor_id=creditor_id, currency="PLN"
    )


def test_of_two_accounts_the_older_debt_is_paid_first_whoever_had_it() -> None:
    survivor, loser = two()
    creditor = a_creditor()
    ours, theirs = an_account(survivor, creditor), an_account(loser, creditor)
    a_debit(ours, "100.00", "2026-03-02")
    a_debit(theirs, "50.00", "2026-02-02")
    done = merge(survivor, loser)
    assert Account.objects.get(pk=theirs).is_joined
    paid = a_payment(ours, "70.00", "2026-04-01")
    settled = ledger.settle(actor=SYSTEM, credit_id=paid, on=dt.date(2026, 4, 1))
    used = [(str(line.amount), line.debit_kind) for line in settled.lines]
    assert used == [("50.00", "TRANSFER"), ("20.00", "INVOICE"), ("50.00", "INVOICE")]
    due = {
        b.account_id: b.due
        for b in books.balance(viewer=SYSTEM, party_id=survivor, on=dt.date(2026, 4, 1))
    }
    assert due == {ours: Decimal("80.00"), theirs: Decimal("0.00")}
    assert books.prove(viewer=SYSTEM) == []
    undone = operations.undo_merge(actor=ADMIN, merge_id=done.public_id)
    assert undone.left == 0
    notes = [str(note) for one in undone.returned for note in one.notes]
    assert len(notes) == 2
    assert Account.objects.get(pk=theirs).party_id == loser
    assert not Account.objects.get(pk=theirs).is_joined
    assert books.prove(viewer=SYSTEM) == []


def test_settling_everybody_lets_money_follow_the_debts() -> None:
    survivor, loser = two()
    creditor = a_creditor()
    ours, theirs = an_account(survivor, creditor), an_account(loser, creditor)
    a_debit(theirs, "50.00", "2026-02-02")
    a_payment(ours, "70.00", "2026-04-01")
    merge(survivor, loser)
    ledger.settle_all(actor=SYSTEM, on=dt.date(2026, 4, 1))
    found = books.balance(viewer=SYSTEM, party_id=survivor, on=dt.date(2026, 4, 1))
    assert {b.account_id: (b.due, b.overpaid) for b in found} == {
        ours: (Decimal("0.00"), Decimal("20.00")),
        theirs: (Decimal("0.00"), Decimal("0.00")),
    }
    assert books.prove(viewer=SYSTEM) == []


def test_what_is_posted_for_who_went_goes_to_who_stays() -> None:
    survivor, loser = two()
    creditor = a_creditor()
    ours, theirs = an_account(survivor, creditor), an_account(loser, creditor)
    old = a_debit(theirs, "50.00", "2026-02-02")
    merge(survivor, loser)
    new = ledger.post(actor=SYSTEM, draft=a_draft(loser, creditor, "10.00", "2026-05-04"))
    cost = ledger.post(
        actor=SYSTEM,
        draft=a_draft(survivor, creditor, "5.00", "2026-05-04", kind="COST", debt_id=old),
    )
    assert Entry.objects.get(pk=new).account_id == ours
    assert Entry.objects.get(pk=cost).account_id == theirs
    assert an_account(survivor, creditor) == ours


def test_a_chain_leads_to_its_end_and_is_undone_in_any_order() -> None:
    a, b, c = (a_party(f"Ogniwo {name}") for name in "ABC")
    phone = operations.add_contact(
        actor=SYSTEM, party_id=a, draft=ContactDraft("PHONE", "601 111 222")
    )
    first = merge(b, a)
    second = merge(c, b)
    assert [Party.objects.get(pk=one).merged_into_id for one in (a, b)] == [c, c]
    assert Contact.objects.get(pk=phone).party_id == c
    operations.undo_merge(actor=ADMIN, merge_id=first.public_id)
    assert Contact.objects.get(pk=phone).party_id == a
    left = operations.undo_merge(actor=ADMIN, merge_id=second.public_id)
    assert [one.why for back in left.returned for one in back.left] == ["elsewhere", "elsewhere"]
    assert [Party.objects.get(pk=one).merged_into_id for one in (a, b)] == [None, None]
    assert Contact.objects.get(pk=phone).party_id == a


def test_what_cannot_go_back_is_told_row_by_row() -> None:
    survivor, loser = two()
    done = merge(survivor, loser, choices={"name": "loser"})
    mail = Contact.objects.get(value="nowak@example.org")
    operations.remove_contact(actor=SYSTEM, contact_id=mail.pk)
    third = a_party("Trzeci")
    delivery = Address.objects.get(city="Ozorków")
    Address.objects.filter(pk=delivery.pk).update(party_id=third)
    Party.objects.filter(pk=survivor).update(name="Nowak i Synowie")
    planned = operations.preview_undo(viewer=ADMIN, merge_id=done.public_id)
    undone = operations.undo_merge(actor=ADMIN, merge_id=done.public_id)
    told = {
        one.key: [(row.name, row.why) for row in one.left] for one in undone.returned if one.left
    }
    assert told == {
        "register_contact.party_id": [(f"#{mail.pk}", "gone")],
        "addresses": [("Ozorków", "elsewhere")],
        "identity": [("name", "changed")],
    }
    assert planned == undone


def _twice(survivor: int, loser: int) -> None:
    merge(survivor, loser)
    merge(survivor, loser)


def _into_an_archived(survivor: int, loser: int) -> None:
    operations.archive_party(actor=SYSTEM, party_id=survivor)
    merge(survivor, loser)


def _into_a_branch(survivor: int, loser: int) -> None:
    operations.move_party(actor=SYSTEM, party_id=survivor, parent_id=loser)
    merge(survivor, loser)


def _an_own_firm(survivor: int, loser: int) -> None:
    Party.objects.filter(pk=loser).update(is_creditor=True)
    merge(survivor, loser)


@pytest.mark.parametrize(
    ("make", "refusal"),
    [
        (lambda s, _l: merge(s, s), refusals.SameParty),
        (
            lambda s, lo: operations.merge(actor=CLERK, survivor_id=s, loser_id=lo),
            refusals.NotForClerks,
        ),
        (_twice, refusals.MergedAlready),
        (_into_an_archived, refusals.SurvivorArchived),
        (_into_a_branch, refusals.StandsUnderTheOther),
        (_an_own_firm, refusals.OwnFirm),
    ],
)
def test_a_merge_is_refused(make: Callable[[int, int], object], refusal: type[Exception]) -> None:
    survivor, loser = two()
    with pytest.raises(refusal):
        make(survivor, loser)


def test_a_creditor_keeps_its_books() -> None:
    creditor, other = a_creditor(), a_party()
    with pytest.raises(Exception, match="books_are_not_merged"):
        merge(other, creditor)


def test_a_merge_is_undone_once() -> None:
    survivor, loser = two()
    done = merge(survivor, loser)
    operations.undo_merge(actor=ADMIN, merge_id=done.public_id)
    with pytest.raises(refusals.UndoneAlready):
        operations.undo_merge(actor=ADMIN, merge_id=done.public_id)
    with pytest.raises(refusals.NotForClerks):
        operations.undo_merge(actor=CLERK, merge_id=done.public_id)


def test_who_was_merged_is_not_edited_any_more() -> None:
    survivor, loser = two()
    merge(survivor, loser)
    with pytest.raises(PartyMerged):
        operations.restore_party(actor=SYSTEM, party_id=loser)
    with pytest.raises(PartyMerged):
        operations.add_contact(
            actor=SYSTEM, party_id=loser, draft=ContactDraft("PHONE", "601 555 666")
        )
    assert Identifier.objects.filter(party=loser).count() == 1


def test_every_key_of_a_party_is_moved_or_said_to_stay() -> None:
    moved = {column for mover in refusals.movers() for column in mover.columns}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT class.relname || '.' || attribute.attname FROM pg_constraint AS key"
            " JOIN pg_class AS class ON class.oid = key.conrelid"
            " JOIN pg_attribute AS attribute ON attribute.attrelid = key.conrelid"
            "  AND attribute.attnum = ANY (key.conkey)"
            " WHERE key.contype = 'f' AND key.confrelid = 'register_party'::regclass"
            "  AND attribute.attname NOT IN ('is_head', 'is_main')"
            " UNION SELECT class.relname || '.' || attname FROM pg_attribute"
            " JOIN pg_class AS class ON class.oid = attrelid"
            " WHERE class.relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            "  AND NOT class.relispartition AND attnum > 0 AND atttypid = 'bigint'::regtype"
            "  AND (attname = 'party_id' OR attname LIKE '%\\_party\\_id')"
        )
        found = {name for (name,) in cursor.fetchall()}
    assert found - moved - merging.STAYING.keys() == set()
    assert merging.STAYING.keys() - found <= {"payments_line.creditor_id"}


def test_the_old_number_and_name_lead_to_who_stays() -> None:
    survivor, loser = two()
    number = Party.objects.get(pk=loser).number
    merge(survivor, loser)
    for text in (number, "5260250274", "Hydraulika Nowak"):
        hits = queries.find(viewer=SYSTEM, text=text)
        assert [hit.party_id for hit in hits] == [survivor], text
    assert queries.find(viewer=SYSTEM, text=number)[0].why_number == f"Hydraulika Nowak {number}"
    assert queries.party_ids_by_number(viewer=SYSTEM, numbers=[number]) == {number: survivor}
    card = queries.party(viewer=SYSTEM, party_id=survivor)
    assert card is not None
    assert [one.id for one in card.former] == [loser]


def test_what_every_mover_counts_has_words() -> None:
    keys = {key for mover in refusals.movers() for key in mover.words}
    assert {"register_partyfields", "custom_links", "names"} <= keys
    assert queries.moved_words().keys() == keys


def test_the_desk_may_move_every_key_that_a_merge_moves() -> None:
    moved = sorted({column for mover in refusals.movers() for column in mover.columns})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key FROM unnest(%s::text[]) AS key WHERE NOT has_column_privilege("
            "'kartoteka_desk', split_part(key, '.', 1), split_part(key, '.', 2), 'UPDATE')",
            [moved],
        )
        assert cursor.fetchall() == []
