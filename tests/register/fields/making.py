"""Tabs and fields that these tests need."""

from typing import Any

from kartoteka.kernel.actor import SYSTEM
from kartoteka.register.fields.definitions import FieldDraft, Value
from kartoteka.register.operations.fields import definitions as fields
from kartoteka.register.operations.fields import values as field_values
from kartoteka.register.queries import fields as queries


def a_tab(name: str = "Network", *, record: str = "party", **said: Any) -> int:
    return fields.add_tab(actor=SYSTEM, record=record, key="", labels={"en": name}, **said)


def a_draft(tab_id: int, key: str, kind: str = "TEXT", **said: Any) -> FieldDraft:
    labels = said.pop("labels", {"en": key.capitalize()})
    if kind == "MONEY":
        said.setdefault("currency", "PLN")
    return FieldDraft(tab_id=tab_id, key=key, kind=kind, labels=labels, **said)


def a_field(tab_id: int, key: str, kind: str = "TEXT", **said: Any) -> int:
    confirmed = frozenset({"register.values_do_not_fit"})
    return fields.add_field(
        actor=SYSTEM, draft=a_draft(tab_id, key, kind, **said), confirmed=confirmed
    )


def put(party_id: int, record: str = "party", **values: Any) -> None:
    field_values.set_fields(actor=SYSTEM, record=record, record_id=party_id, values=values)


def held(party_id: int, record: str = "party") -> dict[str, Value]:
    return queries.held(record, party_id)[1]
