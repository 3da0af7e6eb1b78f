"""A second party with the same identifier: only for a reason, by an administrator, undoable."""

import pytest
from django.db import IntegrityError, transaction

from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.register import operations, queries
from kartoteka.register.models import Identifier, IdentifierException
from kartoteka.register.operations import identifiers
from tests.build import a_party

pytestmark = pytest.mark.django_db
CLERK = Actor(user_id=None, realm=Realm.DESK, role=Role.CLERK)
ADMIN = Actor(user_id=7, realm=Realm.DESK, role=Role.ADMINISTRATOR)
NIP, PESEL = "5213017228", "44051401359"


def allow(party_id: int, *, kind: str = "NIP", value: str = NIP, actor: Actor = ADMIN) -> int:
    return operations.allow_same_identifier(
        actor=actor, party_id=party_id, kind=kind, value=value, reason="two offices of one gmina"
    )


@pytest.mark.parametrize(("kind", "value"), [("NIP", NIP), ("PESEL", PESEL)])
def test_an_administrator_lets_a_second_party_have_it(kind: str, value: str) -> None:
    first = a_party("Pierwszy", identifiers={kind: value})
    second, third = a_party("Drugi"), a_party("Trzeci")
    with pytest.raises(identifiers.IdentifierTaken):
        operations.set_identifier(actor=ADMIN, party_id=second, kind=kind, value=value)
    allow(second, kind=kind, value=value)
    kept = IdentifierException.objects.get()
    assert (kept.party_id, kept.other_id, kept.allowed_by, kept.ended_at) == (
        second,
        first,
        7,
        None,
    )
    assert kept.value == ("" if kind == "PESEL" else value)
    card = queries.party(viewer=SYSTEM, party_id=second)
    assert card is not None
    assert card.identifiers[0].shared_because == "two offices of one gmina"
    with pytest.raises(identifiers.IdentifierTaken) as refused:
        operations.set_identifier(actor=ADMIN, party_id=third, kind=kind, value=value)
    assert refused.value.facts["party_id"] == first
    operations.set_identifier(actor=ADMIN, party_id=second, kind=kind, value=value)
    assert Identifier.objects.get(party=second).exception_id == kept.pk


def test_the_index_itself_knows_the_exception() -> None:
    a_party("Pierwszy", identifiers={"NIP": NIP})
    second = a_party("Drugi")
    allow(second)
    with pytest.raises(IntegrityError), transaction.atomic():
        Identifier.objects.filter(party=second).update(exception=None)


def test_it_ends_when_nobody_shares_it_any_more() -> None:
    first = a_party("Pierwszy", identifiers={"NIP": NIP})
    second = a_party("Drugi")
    allow(second)
    with pytest.raises(identifiers.StillShared):
        operations.end_identifier_exception(actor=ADMIN, party_id=second, kind="NIP")
    operations.remove_identifier(actor=SYSTEM, party_id=first, kind="NIP")
    assert Identifier.objects.get().exception_id is None
    assert IdentifierException.objects.get().ended_at is not None
    with pytest.raises(identifiers.IdentifierTaken):
        operations.set_identifier(actor=SYSTEM, party_id=first, kind="NIP", value=NIP)


def test_another_value_ends_it() -> None:
    a_party("Pierwszy", identifiers={"NIP": NIP})
    second = a_party("Drugi")
    allow(second)
    operations.set_identifier(actor=SYSTEM, party_id=second, kind="NIP", value="5260250274")
    assert Identifier.objects.get(party=second).exception_id is None
    assert IdentifierException.objects.get().ended_at is not None


def test_who_may_not_and_what_is_no_exception() -> None:
    party = a_party("Pierwszy")
    with pytest.raises(identifiers.NotForClerks):
        allow(party, actor=CLERK)
    with pytest.raises(identifiers.NotForClerks):
        operations.end_identifier_exception(actor=CLERK, party_id=party, kind="NIP")
    with pytest.raises(identifiers.NotShared):
        allow(party)
    with pytest.raises(identifiers.BadIdentifier):
        allow(party, value="123")
    with pytest.raises(identifiers.ReasonMissing):
        operations.allow_same_identifier(
            actor=ADMIN, party_id=party, kind="NIP", value=NIP, reason=" "
        )


def test_both_are_found_by_it_and_an_import_is_refused() -> None:
    first = a_party("Pierwszy", identifiers={"NIP": NIP})
    second = a_party("Drugi")
    allow(second)
    assert {hit.party_id for hit in queries.find(viewer=SYSTEM, text=NIP)} == {first, second}
    added = operations.add_many(actor=SYSTEM, rows=[operations.PartyRow(name="Trzeci", nip=NIP)])
    assert [(one.field, one.code) for one in added.refusals] == [("nip", "taken")]
