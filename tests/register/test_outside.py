"""What outside registers say of parties: looked up, compared, taken, checked and kept as proof."""

import datetime as dt
from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.register import operations, queries
from kartoteka.register.operations import AccountDraft, AddressDraft
from kartoteka.register.operations.identifiers import IdentifierTaken
from kartoteka.register.operations.outside import checking, looking_up, taking
from kartoteka.register.operations.revealing import NotForYou
from kartoteka.register.queries import outside as asked
from kartoteka.trail import queries as trail
from tests.build import a_party
from tests.outside import TODAY, Running, played

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 26, 9, 0, tzinfo=dt.UTC)
CLERK = Actor(user_id=None, realm=Realm.DESK, role=Role.CLERK)
CUSTOMER = Actor(user_id=None, realm=Realm.PORTAL)
REFINERY, PAINTER, ENDED = "7740001454", "8655104670", "9990000072"
LISTED, FOREIGN = "PL61109010140000071219812874", "SK3112000000198742637541"
ALL = {"name", "NIP", "REGON", "KRS", "address", "email", "phone", "state", "activities"}


@pytest.fixture
def outside(settings: Settings) -> Iterator[Running]:
    with played(settings) as running:
        yield running


def card(party_id: int) -> queries.PartyCard:
    found = queries.party(viewer=SYSTEM, party_id=party_id)
    assert found is not None
    return found


def looked_up(number: str, party_id: int | None = None) -> asked.Found:
    key = operations.look_up(actor=CLERK, number=number, party_id=party_id)
    found = asked.found(viewer=CLERK, enquiry_id=key)
    assert found is not None
    return found


def status_of(party_id: int, about: str) -> str:
    lines = asked.standings(viewer=CLERK, party_id=party_id)
    return next((line.status for line in lines if line.about == about), "none")


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("774-000-14-54", "NIP", REFINERY),
        ("PL 7740001454", "NIP", REFINERY),
        ("REGON 610188201", "REGON", "610188201"),
        ("0000028860", "KRS", "0000028860"),
        ("90 000 013", "ICO", "90000013"),
    ],
)
def test_a_number_is_recognised_by_its_shape(text: str, kind: str, number: str) -> None:
    assert looking_up.recognised(text) == (kind, number)


@pytest.mark.parametrize("text", ["", "Rafineria", "774-000-14-55", "1" * 500])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(looking_up.NoSuchNumber):
        operations.look_up(actor=CLERK, number=text)


def test_only_staff_ask(outside: Running) -> None:
    with pytest.raises(NotForYou):
        operations.look_up(actor=CUSTOMER, number=REFINERY)
    with pytest.raises(NotForYou):
        operations.check_vat(actor=CUSTOMER, party_id=1, on=TODAY, at=AT)
    assert outside.world.calls == {}


def test_a_firm_is_found_and_added_with_what_was_ticked(outside: Running) -> None:
    found = looked_up("774-000-14-54")
    (choice,) = found.choices
    party_id = operations.add_from_register(
        actor=CLERK, enquiry_id=found.id, choice=0, fields=ALL - {"phone"}, language="pl", on=TODAY
    )

    party = card(party_id)
    assert (choice.party_id, party.name, party.kind) == (None, "Rafineria Próbna S.A.", "COMPANY")
    assert {line.kind: line.value for line in party.identifiers} == {
        "NIP": REFINERY, "REGON": "610188201", "KRS": "0000028860",
    }  # fmt: skip
    assert party.addresses[0].line == "Test-Krucza 208, 50-038 Wrocław"
    assert [one.value for one in party.contacts] == ["kancelaria@rafineria.example"]
    facts = asked.outside_facts(viewer=CLERK, party_id=party_id)
    assert facts is not None
    assert (facts.state, [one["code"] for one in facts.activities]) == (
        "ACTIVE", ["1920Z", "4671Z"],
    )  # fmt: skip
    (line,) = asked.enquiries(viewer=CLERK, party_id=party_id)
    assert line.evidence is not None


def test_a_second_party_of_the_number_is_refused_as_always(outside: Running) -> None:
    other = a_party("Rafineria", identifiers={"NIP": REFINERY})
    found = looked_up(REFINERY)

    assert found.choices[0].party_id == other
    with pytest.raises(IdentifierTaken):
        operations.add_from_register(
            actor=CLERK, enquiry_id=found.id, choice=0, fields={"NIP"}, language="pl", on=TODAY
        )


def test_of_several_hits_one_is_picked(outside: Running) -> None:
    found = looked_up(PAINTER)
    assert [choice.has_details for choice in found.choices] == [False, False]

    operations.pick(actor=CLERK, enquiry_id=found.id, choice=0)
    again = asked.found(viewer=CLERK, enquiry_id=found.id)
    assert again is not None
    assert [choice.has_details for choice in again.choices] == [True, False]
    assert again.choices[0].subject.last_name == "Żmuda"
    assert len(again.evidence) > len(found.evidence)


def test_a_firm_that_has_ended_is_added_only_when_confirmed(outside: Running) -> None:
    found = looked_up(ENDED)
    said = {"enquiry_id": found.id, "choice": 0, "fields": {"NIP"}, "language": "pl", "on": TODAY}

    with pytest.raises(taking.FirmHasEnded):
        operations.add_from_register(actor=CLERK, **said)
    sure = frozenset({"register.firm_has_ended"})
    assert operations.add_from_register(actor=CLERK, confirmed=sure, **said)


def test_slovak_firms_bring_dic_and_ic_dph(outside: Running) -> None:
    found = looked_up("90000013")

    (choice,) = found.choices
    assert choice.subject.identifiers == {
        "ICO": "90000013", "DIC": "2029000006", "ICDPH": "SK2029000006",
    }  # fmt: skip
    assert choice.address == "Mlynské nivy 4924/44, 821 09 Bratislava"


def test_who_is_not_there_is_told_apart_from_no_answer(outside: Running) -> None:
    nobody = looked_up("9990000089")
    outside.world.set("bir", "maintenance", None)
    closed = looked_up("9990000089")

    assert (nobody.choices, nobody.why) == ((), "")
    assert (closed.choices, closed.why) == ((), "the register is closed for maintenance")


def test_a_party_is_compared_field_by_field_and_only_ticks_are_taken(outside: Running) -> None:
    party_id = a_party(
        "RAFINERIA PRÓBNA S. A.",
        identifiers={"NIP": REFINERY},
        addresses=(AddressDraft(street="Stara", building="1", city="Łódź"),),
    )
    key = operations.look_up_party(actor=CLERK, party_id=party_id)
    found = asked.found(viewer=CLERK, enquiry_id=key)
    assert found is not None
    lines = {
        line.field: line
        for line in asked.compared(subject=found.choices[0].subject, party=card(party_id), on=TODAY)
    }
    assert (lines["name"].is_same, lines["NIP"].is_same, lines["address"].is_same) == (
        True, True, False,
    )  # fmt: skip
    assert (lines["address"].here, lines["address"].there) == (
        "Stara 1, Łódź", "Test-Krucza 208, 50-038 Wrocław",
    )  # fmt: skip
    assert lines["REGON"].suggested

    operations.take_from_register(
        actor=CLERK, party_id=party_id, enquiry_id=key, choice=0, fields={"address", "REGON"},
        on=TODAY,
    )  # fmt: skip
    party = card(party_id)
    assert party.name == "RAFINERIA PRÓBNA S. A."
    assert {line.kind for line in party.identifiers} == {"NIP", "REGON"}
    new, old = party.addresses
    assert (new.city, new.valid_from, old.valid_to) == ("Wrocław", TODAY, dt.date(2026, 11, 25))
    assert party.contacts == ()


def test_nothing_is_taken_when_one_field_is_refused(outside: Running) -> None:
    a_party("Inna", identifiers={"REGON": "610188201"})
    party_id = a_party("Stara", identifiers={"NIP": REFINERY})
    key = operations.look_up_party(actor=CLERK, party_id=party_id)

    with pytest.raises(IdentifierTaken):
        operations.take_from_register(
            actor=CLERK, party_id=party_id, enquiry_id=key, choice=0, fields={"name", "REGON"},
            on=TODAY,
        )  # fmt: skip
    assert card(party_id).name == "Stara"
    with pytest.raises(taking.NothingTicked):
        operations.take_from_register(
            actor=CLERK, party_id=party_id, enquiry_id=key, choice=0, fields=(), on=TODAY
        )


def test_a_party_without_numbers_cannot_be_compared(outside: Running) -> None:
    with pytest.raises(looking_up.NumberMissing):
        operations.look_up_party(actor=CLERK, party_id=a_party("Anna", kind="PERSON"))
    with pytest.raises(checking.NoVatNumber):
        operations.check_vat(actor=CLERK, party_id=a_party("Ewa", kind="PERSON"), on=TODAY, at=AT)


def test_the_vat_status_is_kept_with_its_day_and_its_proof(outside: Running) -> None:
    party_id = a_party("Rafineria", identifiers={"NIP": REFINERY})
    operations.check_vat(actor=CLERK, party_id=party_id, on=TODAY, at=AT)

    (line,) = asked.standings(viewer=CLERK, party_id=party_id)
    assert (line.about, line.status, line.as_of, line.tone) == ("VAT", "ACTIVE", TODAY, "ok")
    assert line.proof
    (change, *_rest) = trail.changes_of(viewer=SYSTEM, party_id=party_id)
    assert change.what == "state in an outside register"


def test_no_answer_never_becomes_a_no(outside: Running) -> None:
    party_id = a_party("Rafineria", identifiers={"NIP": REFINERY})
    operations.check_vat(actor=CLERK, party_id=party_id, on=TODAY, at=AT)
    outside.world.set("wl", "maintenance", None)
    operations.check_vat(actor=CLERK, party_id=party_id, on=TODAY, at=AT)

    (line,) = asked.standings(viewer=CLERK, party_id=party_id)
    assert (line.status, line.failed_at, line.why) == (
        "ACTIVE", AT, "the register is closed for maintenance",
    )  # fmt: skip


def test_a_first_question_without_answer_leaves_no_status(outside: Running) -> None:
    outside.world.set("wl", "broken", None)
    party_id = a_party("Rafineria", identifiers={"NIP": REFINERY})
    operations.check_vat(actor=CLERK, party_id=party_id, on=TODAY, at=AT)

    (line,) = asked.standings(viewer=CLERK, party_id=party_id)
    assert (line.status, line.as_of, line.tone, line.why) == (
        "", None, "quiet", "the answer could not be read",
    )  # fmt: skip


def test_who_is_not_on_the_list_is_not_registered(outside: Running) -> None:
    party_id = a_party("Nowa", identifiers={"NIP": "9990000089"})
    operations.check_vat(actor=CLERK, party_id=party_id, on=TODAY, at=AT)

    assert status_of(party_id, "VAT") == "NOT_REGISTERED"


def test_eu_vat_numbers_go_to_vies(outside: Running) -> None:
    good = a_party("Vodárne", country="SK", identifiers={"ICDPH": "SK2029000006"})
    bad = a_party("Iné", country="SK", identifiers={"EU_VAT": "DE136695976"})
    for party_id in (good, bad):
        operations.check_vat(actor=CLERK, party_id=party_id, on=TODAY, at=AT)

    assert (status_of(good, "EU_VAT"), status_of(bad, "EU_VAT")) == ("VALID", "INVALID")


def test_an_account_is_trusted_only_while_it_is_the_one_that_was_checked(outside: Running) -> None:
    party_id = a_party(
        "Rafineria", identifiers={"NIP": REFINERY}, accounts=(AccountDraft(iban=LISTED),)
    )
    (account,) = card(party_id).accounts
    operations.check_account(actor=CLERK, account_id=account.id, on=TODAY, at=AT)
    assert status_of(party_id, "ACCOUNT") == "LISTED"

    other = AccountDraft(iban="PL27114020040000300201355387")
    operations.change_bank_account(actor=CLERK, account_id=account.id, draft=other)
    assert status_of(party_id, "ACCOUNT") == "none"
    operations.check_account(actor=CLERK, account_id=account.id, on=TODAY, at=AT)
    assert status_of(party_id, "ACCOUNT") == "NOT_LISTED"


def test_an_unanswered_question_about_another_account_keeps_no_trust(outside: Running) -> None:
    party_id = a_party(
        "Rafineria", identifiers={"NIP": REFINERY}, accounts=(AccountDraft(iban=LISTED),)
    )
    (account,) = card(party_id).accounts
    operations.check_account(actor=CLERK, account_id=account.id, on=TODAY, at=AT)
    other = AccountDraft(iban="PL27114020040000300201355387")
    operations.change_bank_account(actor=CLERK, account_id=account.id, draft=other)
    outside.world.set("wl", "maintenance", None)
    operations.check_account(actor=CLERK, account_id=account.id, on=TODAY, at=AT)

    (line,) = asked.standings(viewer=CLERK, party_id=party_id)
    assert (line.status, line.as_of, line.evidence) == ("", None, None)


def test_the_white_list_knows_polish_accounts_of_a_nip_only(outside: Running) -> None:
    slovak = a_party("A", identifiers={"NIP": REFINERY}, accounts=(AccountDraft(iban=FOREIGN),))
    nameless = a_party("B", accounts=(AccountDraft(iban=LISTED),))

    with pytest.raises(checking.NotAPolishAccount):
        operations.check_account(
            actor=CLERK, account_id=card(slovak).accounts[0].id, on=TODAY, at=AT
        )
    with pytest.raises(checking.NoNip):
        operations.check_account(
            actor=CLERK, account_id=card(nameless).accounts[0].id, on=TODAY, at=AT
        )
