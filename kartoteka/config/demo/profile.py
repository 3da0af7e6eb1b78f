"""What the demo's first customers are for the office, who serves them, and who is like whom."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from kartoteka.kernel.actor import SYSTEM
from kartoteka.privacy import operations as privacy
from kartoteka.privacy import queries as purposes
from kartoteka.register import operations as register
from kartoteka.register.operations import BlockDraft, GroupDraft, PersonDraft, TermsDraft
from kartoteka.register.queries import segments

SERVES, TWIN = "K-900001", "K-900002"
_ROLES = (
    ("K-000001", "PARTNER"), ("K-000001", "CUSTOMER"), ("K-000002", "DEBTOR"),
    ("K-000003", "CUSTOMER"), ("K-000005", "SUPPLIER"), ("K-000007", "CUSTOMER"),
)  # fmt: skip
_SEGMENTS = (
    ("K-000001", "HIGH", "STRATEGIC", "FAIR"),
    ("K-000002", "LOW", "OCCASIONAL", "WEBSITE"),
    ("K-000003", "HIGH", "REGULAR", "OWN_SEARCH"),
    ("K-000005", "NORMAL", "REGULAR", "RECOMMENDATION"),
    ("K-000007", "NORMAL", "STRATEGIC", "TAKEOVER"),
)
_INDUSTRIES = (
    ("K-000001", "PKD2025", "68"), ("K-000003", "PKD2025", "84"), ("K-000003", "PKD2025", "85"),
    ("K-000005", "PKD2025", "10"), ("K-000005", "PKD2025", "47"), ("K-000007", "NACE21", "68"),
)  # fmt: skip
_HOUSING = {"pl": "Zarządcy budynków", "sk": "Správcovia budov", "en": "Building managers"}
_LATE = {"pl": "Po terminie powyżej 100 zł", "sk": "Po splatnosti nad 100 zł",
         "en": "Overdue by more than 100 zł"}  # fmt: skip
OVERDUE = {"all": [
    {"field": "state", "op": "one_of", "value": ["ACTIVE"]},
    {"field": "overdue.PLN", "op": "over", "value": ["100"]},
]}  # fmt: skip


def add_profile(parties: Mapping[str, int], today: dt.date) -> None:
    """Roles, segments, industries, terms, a block, groups, persons, consents, likely twins."""
    _segments(parties, today)
    _terms_and_block(parties, today)
    _groups(parties, today)
    _persons(parties, today)
    _consents(parties, today)
    register.find_twins(actor=SYSTEM)


def _segments(parties: Mapping[str, int], today: dt.date) -> None:
    ids = _entries("ROLE", "PRIORITY", "CLASSIFICATION", "SOURCE")
    since = dt.date(today.year - 1, 1, 1)
    for number, role in _ROLES:
        register.give_role(
            actor=SYSTEM, party_id=parties[number], role_id=ids["ROLE", role], valid_from=since
        )
    for number, priority, classification, source in _SEGMENTS:
        register.set_segment(
            actor=SYSTEM,
            party_id=parties[number],
            priority_id=ids["PRIORITY", priority],
            classification_id=ids["CLASSIFICATION", classification],
            source_id=ids["SOURCE", source],
        )
    for number, scheme, code in _INDUSTRIES:
        activity = segments.activity_by_code(viewer=SYSTEM, scheme=scheme, code=code)
        if activity is not None:
            register.add_activity(actor=SYSTEM, party_id=parties[number], activity_id=activity.id)


def _terms_and_block(parties: Mapping[str, int], today: dt.date) -> None:
    register.add_terms(
        actor=SYSTEM,
        party_id=parties["K-000001"],
        draft=TermsDraft(
            valid_from=dt.date(today.year, 1, 1),
            payment_days=30,
            discount=Decimal("2.5"),
            credit_limit=Decimal(20000),
            currency="PLN",
            note="Ustalone na zebraniu zarządców.",
        ),
    )
    until = today + dt.timedelta(days=60)
    draft = BlockDraft(("PAYOUT",), "Wyjaśniamy nadpłatę z reklamacji R/17.", today, until)
    register.set_blocks(actor=SYSTEM, party_ids=[parties["K-000004"]], draft=draft)


def _groups(parties: Mapping[str, int], today: dt.date) -> None:
    by_hand = register.add_group(actor=SYSTEM, draft=GroupDraft(_HOUSING, colour="blue"))
    members = [parties["K-000001"], parties["K-000007"]]
    register.add_members(actor=SYSTEM, group_id=by_hand, party_ids=members, on=today)
    register.add_group(actor=SYSTEM, draft=GroupDraft(_LATE, colour="red", query=OVERDUE))


def _persons(parties: Mapping[str, int], today: dt.date) -> None:
    functions = _entries("FUNCTION")
    for number, function, title in (
        ("K-000001", "ADMINISTRATOR", "zarządca osiedla"),
        ("K-000003", "ACCOUNTANT", "księgowość gminy"),
    ):
        register.link_person(
            actor=SYSTEM,
            party_id=parties[number],
            person_id=parties[SERVES],
            draft=PersonDraft(
                functions["FUNCTION", function],
                title=title,
                gets_invoices=True,
                gets_calls=function == "ADMINISTRATOR",
                valid_from=dt.date(today.year, 1, 1),
            ),
        )


def _consents(parties: Mapping[str, int], today: dt.date) -> None:
    marketing = {line.code: line.id for line in purposes.purposes(viewer=SYSTEM)}["MARKETING"]
    given, withdrawn = today - dt.timedelta(days=200), today - dt.timedelta(days=20)
    for number, channel, is_given, on in (
        ("K-000002", "EMAIL", True, given),
        ("K-000002", "PHONE", True, given),
        ("K-000002", "PHONE", False, withdrawn),
        ("K-000008", "EMAIL", True, given),
    ):
        privacy.note_consent(
            actor=SYSTEM,
            party_id=parties[number],
            purpose_id=marketing,
            channel=channel,
            is_given=is_given,
            on=on,
            how="OFFICE",
            evidence="formularz F-3 w teczce klienta" if is_given else "",
            today=today,
        )


def _entries(*lists: str) -> dict[tuple[str, str], int]:
    """The ids of the dictionaries' entries by list and code."""
    return {
        (of, line.code): line.id for of in lists for line in segments.entries(viewer=SYSTEM, of=of)
    }
