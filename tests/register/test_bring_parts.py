"""What hangs on many parties at once: new, changed, same, refused, and few statements."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kartoteka.kernel.actor import SYSTEM
from kartoteka.register import operations as register
from kartoteka.register.models import (
    Activity,
    Address,
    BankAccount,
    Block,
    Choice,
    Contact,
    ContactUse,
    GroupMember,
    PartyActivity,
    PartyRole,
    PartySegment,
    PersonLink,
    TradeTerms,
)
from tests.build import a_party

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 30)
Told = list[tuple[str, str, str]]


def brought(part: str, *rows: tuple[int, dict[str, str]], fill_only: bool = False) -> Told:
    """What came of rows of one part: outcome, field, code."""
    found = register.bring_parts(actor=SYSTEM, part=part, rows=rows, on=TODAY, fill_only=fill_only)
    return [(one.outcome, one.field, one.code) for one in found]


def an_entry(of: str, code: str) -> int:
    return register.add_entry(actor=SYSTEM, of=of, labels={"en": code})


def rows(model: Any, *names: str) -> list[tuple[Any, ...]]:
    return list(model.objects.order_by("pk").values_list(*names))


def test_addresses_follow_one_another_and_are_known_again() -> None:
    anna = a_party()
    file = (
        (anna, {"kind": "REGISTERED", "city": "Łódź", "valid_from": "2020-01-01"}),
        (anna, {"kind": "REGISTERED", "city": "Radom", "valid_from": "2024-01-01"}),
        (anna, {"kind": "DELIVERY", "city": "Łódź", "street": "Długa", "is_default": "true"}),
        (anna, {"kind": "DELIVERY", "city": "Łódź", "street": "ul. Długa", "label": "x"}),
        (anna, {"kind": "PICKUP", "street": "Długa"}),
        (anna, {"kind": "REGISTERED", "city": "Kutno", "valid_from": "2020-02-01",
                "valid_to": "2020-03-01"}),
        (anna, {"kind": "POINT", "city": "Kutno", "valid_from": "2020-02-01",
                "valid_to": "2020-01-01"}),
    )  # fmt: skip
    assert brought("address", *file) == [
        ("NEW", "", ""), ("NEW", "", ""), ("NEW", "", ""),
        ("REJECTED", "valid_from", "overlaps_row"), ("REJECTED", "city", "missing"),
        ("REJECTED", "valid_from", "overlaps_row"), ("REJECTED", "valid_to", "ends_before"),
    ]  # fmt: skip
    day = dt.date
    assert rows(Address, "kind", "city", "valid_from", "valid_to", "country") == [
        ("REGISTERED", "Łódź", day(2020, 1, 1), day(2023, 12, 31), "PL"),
        ("REGISTERED", "Radom", day(2024, 1, 1), None, "PL"),
        ("DELIVERY", "Łódź", None, None, "PL"),
    ]
    assert [one[0] for one in brought("address", *file[:3])] == ["SAME", "SAME", "SAME"]
    moved = (anna, {"kind": "REGISTERED", "city": "Sopot", "valid_from": "2026-07-01"})
    assert brought("address", moved) == [("NEW", "", "")]
    assert rows(Address, "city", "valid_to")[1] == ("Radom", day(2026, 6, 30))


def test_what_is_said_is_laid_over_or_fills_only_what_is_empty() -> None:
    anna = a_party()
    brought("address", (anna, {"kind": "REGISTERED", "city": "Łódź", "street": "Długa"}))
    said = (anna, {"kind": "REGISTERED", "city": "Radom", "region": "łódzkie"})
    (filled,) = register.bring_parts(
        actor=SYSTEM, part="address", rows=[said], on=TODAY, fill_only=True
    )
    assert (filled.outcome, filled.changes) == ("CHANGED", {"region": ["", "łódzkie"]})
    (laid,) = register.bring_parts(actor=SYSTEM, part="address", rows=[said], on=TODAY)
    assert (laid.outcome, laid.changes) == ("CHANGED", {"city": ["Łódź", "Radom"]})
    assert rows(Address, "city", "street", "region") == [("Radom", "Długa", "łódzkie")]


def test_the_first_choice_is_taken_over_and_only_one_may_ask_for_it() -> None:
    anna = a_party()
    first = (anna, {"kind": "PHONE", "value": "+48601200300", "is_preferred": "true"})
    assert brought("contact", first) == [("NEW", "", "")]
    second = (anna, {"kind": "PHONE", "value": "+48601200301", "is_preferred": "true"})
    third = (anna, {"kind": "PHONE", "value": "+48601200302", "is_preferred": "true"})
    assert brought("contact", second, third) == [("NEW", "", ""), ("REJECTED", "", "two_first")]
    assert rows(Contact, "value", "is_preferred") == [
        ("+48601200300", False), ("+48601200301", True)
    ]  # fmt: skip
    use = {"channel": "PHONE", "purpose": "REMINDERS", "wish": "PREFERRED"}
    assert brought(
        "contact_use",
        (anna, {**use, "value": "+48601200300"}),
        (anna, {**use, "value": "+48999999999"}),
    ) == [("NEW", "", ""), ("REJECTED", "contact_id", "missing")]
    assert brought("contact_use", (anna, {**use, "value": "+48601200301"})) == [("NEW", "", "")]
    assert rows(ContactUse, "contact__value", "wish") == [
        ("+48601200300", "ALLOWED"), ("+48601200301", "PREFERRED")
    ]  # fmt: skip


def test_accounts_roles_segments_and_activities() -> None:
    anna = a_party()
    role, high, low = an_entry("ROLE", "A"), an_entry("PRIORITY", "H"), an_entry("PRIORITY", "L")
    code = Activity.objects.order_by("pk").values_list("pk", flat=True)
    iban = "PL61109010140000071219812874"
    assert brought("account", (anna, {"iban": iban}), (anna, {"iban": iban})) == [
        ("NEW", "", ""), ("SAME", "", "twice")
    ]  # fmt: skip
    assert brought("account", (anna, {"iban": iban, "label": "x"})) == [("CHANGED", "", "")]
    assert brought("role", (anna, {"role_id": str(role)})) == [("NEW", "", "")]
    late = {"role_id": str(role), "valid_from": "2026-01-01", "valid_to": "2026-12-31"}
    assert brought("role", (anna, late)) == [("CHANGED", "", "")]
    assert brought("segment", (anna, {"priority_id": str(low)})) == [("NEW", "", "")]
    assert brought("segment", (anna, {"priority_id": str(high)})) == [("CHANGED", "", "")]
    one, two = str(code[0]), str(code[1])
    brought("activity", (anna, {"activity_id": one, "is_main": "true"}))
    brought("activity", (anna, {"activity_id": two, "is_main": "true"}))
    assert rows(BankAccount, "iban", "label") == [(iban, "x")]
    assert rows(PartyRole, "valid_from", "valid_to") == [
        (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    ]
    assert rows(PartySegment, "priority_id", "source_id") == [(high, None)]
    assert rows(PartyActivity, "activity_id", "is_main") == [(code[0], False), (code[1], True)]


def test_terms_follow_the_present_ones() -> None:
    anna = a_party()
    assert brought("terms", (anna, {"payment_days": "14"})) == [("NEW", "", "")]
    later = {"payment_days": "30", "valid_from": "2027-01-01"}
    assert brought("terms", (anna, later), (anna, {"credit_limit": "5", "valid_from": "2020-01-01",
                                                   "valid_to": "2020-02-01"})) == [
        ("NEW", "", ""), ("REJECTED", "credit_limit", "limit_without_currency")
    ]  # fmt: skip
    assert brought("terms", (anna, {"discount": "5"})) == [("CHANGED", "", "")]
    assert rows(TradeTerms, "payment_days", "discount", "valid_from", "valid_to") == [
        (14, 5, TODAY, dt.date(2026, 12, 31)), (30, None, dt.date(2027, 1, 1), None)
    ]  # fmt: skip


def test_persons_groups_and_blocks() -> None:
    firm, jan = a_party("Firma"), a_party("Jan", kind="PERSON")
    function = str(an_entry("FUNCTION", "F"))
    group = register.add_group(actor=SYSTEM, draft=register.GroupDraft(labels={"en": "Group"}))
    assert brought(
        "person",
        (firm, {"person_id": str(jan), "function_id": function, "signs": "true"}),
        (firm, {"person_id": str(firm), "function_id": function}),
        (jan, {"person_id": str(firm), "function_id": function}),
    ) == [("NEW", "", ""), ("REJECTED", "person_id", "oneself"),
          ("REJECTED", "person_id", "no_person")]  # fmt: skip
    for outcome in ("NEW", "SAME"):
        assert brought("member", (jan, {"group_id": str(group)})) == [(outcome, "", "")]
        assert brought("block", (jan, {"what": "SALES", "reason": "Zadłużenie"})) == [
            (outcome, "", "")
        ]
    assert rows(PersonLink, "person_id", "party_id", "signs") == [(jan, firm, True)]
    assert rows(GroupMember, "party_id", "valid_from") == [(jan, TODAY)]
    assert rows(Block, "what", "reason", "valid_from") == [("SALES", "Zadłużenie", TODAY)]


def test_the_number_of_statements_does_not_grow_with_the_rows() -> None:
    parties = [a_party(f"P{n}", number=f"P{n}") for n in range(12)]
    for part, said in (
        ("address", {"kind": "CORRESPONDENCE", "city": "Łódź"}),
        ("contact", {"kind": "EMAIL", "value": "a@example.com"}),
    ):
        counts = []
        for some in (parties[:2], parties[2:]):
            with CaptureQueriesContext(connection) as queries:
                brought(part, *((pk, said) for pk in some))
            counts.append(len(queries))
        assert counts[0] == counts[1]
    assert Choice.objects.filter(code="none").count() == 0
