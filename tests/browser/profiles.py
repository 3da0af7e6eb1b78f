"""A customer with all that Profile, People and Tree can show, for the walk of axe."""

import datetime as dt
from decimal import Decimal
from typing import Any

from kartoteka.kernel.actor import SYSTEM
from kartoteka.register import operations as register
from kartoteka.register.models import Choice
from kartoteka.register.operations import BlockDraft, GroupDraft, PersonDraft, TermsDraft
from kartoteka.register.queries import blocks, segments
from tests import build

LONG = "Przedsiębiorstwo Wielobranżowe „Zażółć Gęślą Jaźń” " * 3
DAY = dt.date(2026, 1, 1)


def _choice(of: str, code: str) -> int:
    return Choice.objects.get(list=of, code=code).pk


def a_full_profile(party_id: int) -> dict[str, dict[str, Any]]:
    """Fills the customer's profile; returns what the addresses of its pages are made of."""
    said: dict[str, Any] = {"actor": SYSTEM, "party_id": party_id}
    role = register.give_role(**said, role_id=_choice("ROLE", "DEBTOR"), valid_from=DAY)
    register.set_segment(
        **said,
        priority_id=_choice("PRIORITY", "HIGH"),
        classification_id=_choice("CLASSIFICATION", "STRATEGIC"),
        source_id=_choice("SOURCE", "TAKEOVER"),
    )
    for code in ("35", "36"):
        (found,) = segments.find_activities(viewer=SYSTEM, scheme="PKD2025", text=code)
        register.add_activity(**said, activity_id=found.id)
    terms = register.add_terms(
        **said,
        draft=TermsDraft(
            DAY, payment_days=30, discount=Decimal("2.5"), credit_limit=Decimal(10**9),
            currency="PLN", price_group_id=_choice("PRICE_GROUP", "STANDARD"), note=LONG[:140],
        ),
    )  # fmt: skip
    draft = BlockDraft(("SALES", "PAYOUT"), LONG[:140], DAY)
    register.set_blocks(actor=SYSTEM, party_ids=[party_id], draft=draft)
    group = register.add_group(actor=SYSTEM, draft=GroupDraft({"en": LONG[:70]}, "amber", LONG))
    register.add_members(actor=SYSTEM, group_id=group, party_ids=[party_id], on=DAY)
    person = build.a_party(
        "Nowak Ewa", kind="PERSON",
        contacts=(register.ContactDraft("EMAIL", f"{'d.' * 20}ewa@example.org"),),
    )  # fmt: skip
    link = register.link_person(
        actor=SYSTEM,
        party_id=party_id,
        person_id=person,
        draft=PersonDraft(_choice("FUNCTION", "PROXY"), LONG[:90], True, True, True, DAY),
    )
    build.a_party(LONG[:150], parent_id=party_id, place="BRANCH")
    build.a_party("Basen", parent_id=party_id, place="BRANCH")
    return {
        "party_role": {"pk": role},
        "party_terms": {"pk": terms},
        "block": {"pk": blocks.blocks_of(viewer=SYSTEM, party_id=party_id)[0].id},
        "group": {"pk": group},
        "group_change": {"pk": group},
        "party_person": {"pk": link},
        "choice": {"pk": _choice("ROLE", "DEBTOR")},
        "choice_add": {"name": "ROLE"},
        "party_activity_add": {"?": "?q=energi"},
        "party_person_add": {"?": f"?person={person}"},
        "group_add": {"?": "?where=%7B%22all%22%3A%5B%5D%7D"},
    }
