"""What hangs on a party, as a mass import says it: columns, and how a row of ours is known again.

Pieces of SQL speak of `s` (a row of the import), `t` (a row of ours) and `x` (either of them).
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

_TEXT, _DAY, _YES, _ID = "text", "date", "boolean", "bigint"
_TIME = {"valid_from": _DAY, "valid_to": _DAY}
_SAME_TIME = "(s.valid_from IS NULL OR t.valid_from IS NULL OR t.valid_from = s.valid_from)"
_ENDED = "s.valid_to < s.valid_from"
_KEY = (
    "register_address_key(coalesce({0}.city, ''), coalesce({0}.street, ''),"
    " coalesce({0}.registration_number, ''), coalesce({0}.building, ''), coalesce({0}.flat, ''))"
)
_ONE_AT_A_TIME = "{0}.kind IN ('REGISTERED', 'CORRESPONDENCE')"


@dataclass(frozen=True, slots=True)
class Check:
    """Rows of which `condition` holds are refused."""

    code: str
    field: str
    condition: str


@dataclass(frozen=True, slots=True)
class Part:
    """One table that hangs on a party.

    `same` says which row of ours a row means, `order` which of several; two rows that are alike in
    `identity` mean the same. Rows of one `slot` are never valid on the same day; where `follows`
    holds, one without end gives way to a later one. Of those with the `flag` one stands in a
    `flag_group`; the others become `unflagged`. A new row needs `required` and gets `defaults`.
    `beside` are columns that help only to fill others, which `before` does.
    """

    table: str
    columns: Mapping[str, str]
    same: str
    identity: tuple[str, ...] = ()
    order: str = "t.id DESC"
    key: str = "id"
    slot: str = ""
    follows: str = "false"
    flag: str = ""
    flag_group: str = "''"
    unflagged: str = ""
    required: tuple[str, ...] = ()
    defaults: Mapping[str, str] = dataclasses.field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    beside: Mapping[str, str] = dataclasses.field(default_factory=dict)
    before: str = ""

    @property
    def is_in_time(self) -> bool:
        """Whether its rows are valid from day to day."""
        return "valid_from" in self.columns


_ADDRESS_TEXTS = (
    "street", "building", "flat", "postal_code", "city", "country", "label",
    "registration_number", "post_office", "region", "county", "commune", "commune_symbol",
    "place_symbol", "street_symbol",
)  # fmt: skip
_SAME_ADDRESS = f"{_KEY.format('t')} = {_KEY.format('s')}"
_IN_ORDER = (Check("ends_before", "valid_to", _ENDED),)
_PRESENT = "t.valid_to DESC NULLS FIRST, t.id DESC"

PARTS: Mapping[str, Part] = {
    "address": Part(
        table="register_address",
        columns={"kind": _TEXT, **dict.fromkeys(_ADDRESS_TEXTS, _TEXT), "is_default": _YES,
                 **_TIME},
        same=f"t.kind = s.kind AND CASE WHEN {_ONE_AT_A_TIME.format('s')} THEN"
        " s.valid_from IS NULL OR t.valid_from = s.valid_from"
        f" OR (t.valid_from IS NULL AND {_SAME_ADDRESS})"
        f" ELSE {_SAME_ADDRESS} AND {_SAME_TIME} END",
        identity=("kind", *_ADDRESS_TEXTS[:5], "registration_number", "valid_from"),
        order=_PRESENT,
        slot=f"CASE WHEN {_ONE_AT_A_TIME.format('x')} THEN x.kind"
        f" ELSE x.kind || '|' || {_KEY.format('x')} END",
        follows=_ONE_AT_A_TIME.format("x"),
        flag="x.is_default",
        flag_group="x.kind",
        unflagged="is_default = false",
        required=("kind", "city"),
        defaults=dict.fromkeys(_ADDRESS_TEXTS, "''")
        | {
            "country": "(SELECT p.country FROM register_party AS p WHERE p.id = s.party_id)",
            "is_default": "false",
        },
        checks=_IN_ORDER,
    ),
    "contact": Part(
        table="register_contact",
        columns={"kind": _TEXT, "value": _TEXT, "typed": _TEXT, "label": _TEXT,
                 "is_preferred": _YES},
        same="t.kind = s.kind AND t.value = s.value",
        identity=("kind", "value"),
        flag="x.is_preferred",
        flag_group="x.kind",
        unflagged="is_preferred = false",
        required=("kind", "value"),
        defaults={"typed": "s.value", "label": "''", "is_preferred": "false"},
    ),
    "contact_use": Part(
        table="register_contactuse",
        columns={"contact_id": _ID, "channel": _TEXT, "purpose": _TEXT, "wish": _TEXT},
        same="t.contact_id = s.contact_id AND t.purpose = s.purpose",
        identity=("contact_id", "purpose"),
        flag="x.wish = 'PREFERRED'",
        flag_group="x.channel || x.purpose",
        unflagged="wish = 'ALLOWED'",
        required=("contact_id", "wish"),
        beside={"value": _TEXT},
        before="UPDATE register_part AS s SET contact_id = c.id FROM register_contact AS c"
        " WHERE c.party_id = s.party_id AND c.kind = s.channel AND c.value = s.value",
    ),
    "account": Part(
        table="register_bankaccount",
        columns={"iban": _TEXT, "currency": _TEXT, "label": _TEXT, "is_for_slips": _YES,
                 "is_default": _YES, **_TIME},
        same="t.iban = s.iban AND (s.currency IS NULL OR t.currency = s.currency)"
        f" AND {_SAME_TIME}",
        identity=("iban", "currency", "valid_from"),
        order=_PRESENT,
        slot="x.iban || x.currency",
        flag="x.is_default",
        flag_group="x.currency",
        unflagged="is_default = false",
        required=("iban",),
        defaults={"currency": "''", "label": "''", "is_for_slips": "false",
                  "is_default": "false"},
        checks=_IN_ORDER,
    ),
    "role": Part(
        table="register_partyrole",
        columns={"role_id": _ID, **_TIME},
        same=f"t.role_id = s.role_id AND {_SAME_TIME}",
        identity=("role_id", "valid_from"),
        order=_PRESENT,
        slot="x.role_id::text",
        required=("role_id",),
        checks=_IN_ORDER,
    ),
    "segment": Part(
        table="register_partysegment",
        columns={"priority_id": _ID, "classification_id": _ID, "source_id": _ID},
        same="true",
        order="t.party_id",
        key="party_id",
    ),
    "activity": Part(
        table="register_partyactivity",
        columns={"activity_id": _ID, "is_main": _YES},
        same="t.activity_id = s.activity_id",
        identity=("activity_id",),
        flag="x.is_main",
        unflagged="is_main = false",
        required=("activity_id",),
        defaults={"is_main": "false"},
    ),
    "terms": Part(
        table="register_tradeterms",
        columns={"payment_days": "smallint", "discount": "numeric(5,2)",
                 "credit_limit": "numeric(14,2)", "currency": _TEXT, "price_group_id": _ID,
                 "interest_kind": _TEXT, "is_dunned": _YES, "note": _TEXT, **_TIME},
        same="CASE WHEN s.valid_from IS NULL"
        " THEN daterange(t.valid_from, t.valid_to, '[]') @> %(on)s::date"
        " ELSE t.valid_from = s.valid_from END",
        identity=("valid_from",),
        order=_PRESENT,
        slot="''",
        follows="true",
        defaults={"valid_from": "%(on)s::date", "currency": "''", "interest_kind": "''",
                  "is_dunned": "true", "note": "''"},
        checks=(
            *_IN_ORDER,
            Check("limit_without_currency", "credit_limit",
                  "(s.credit_limit IS NULL) <> (coalesce(s.currency, '') = '')"),
        ),
    ),
    "person": Part(
        table="register_personlink",
        columns={"person_id": _ID, "function_id": _ID, "title": _TEXT, "signs": _YES,
                 "gets_invoices": _YES, "gets_calls": _YES, "note": _TEXT, **_TIME},
        same=f"t.person_id = s.person_id AND t.function_id = s.function_id AND {_SAME_TIME}",
        identity=("person_id", "function_id", "valid_from"),
        order=_PRESENT,
        slot="x.person_id || '|' || x.function_id",
        required=("person_id", "function_id"),
        defaults={"title": "''", "note": "''", "signs": "false", "gets_invoices": "false",
                  "gets_calls": "false"},
        checks=(
            *_IN_ORDER,
            Check("oneself", "person_id", "s.person_id = s.party_id"),
            Check("no_person", "person_id",
                  "NOT EXISTS (SELECT FROM register_party AS p WHERE p.id = s.person_id"
                  " AND p.kind IN ('PERSON', 'SOLE_TRADER'))"),
        ),
    ),
    "member": Part(
        table="register_groupmember",
        columns={"group_id": _ID, **_TIME},
        same="t.group_id = s.group_id AND CASE WHEN s.valid_from IS NULL"
        " THEN t.valid_to IS NULL OR t.valid_to >= %(on)s::date"
        " ELSE t.valid_from = s.valid_from END",
        identity=("group_id", "valid_from"),
        order=_PRESENT,
        slot="x.group_id::text",
        required=("group_id",),
        defaults={"valid_from": "%(on)s::date"},
        checks=_IN_ORDER,
    ),
    "block": Part(
        table="register_block",
        columns={"what": _TEXT, "reason": _TEXT, "set_by_id": _ID, **_TIME},
        same="t.what = s.what AND t.lifted_on IS NULL"
        " AND (s.reason IS NULL OR t.reason = s.reason) AND CASE WHEN s.valid_from IS NULL"
        " THEN t.valid_to IS NULL OR t.valid_to >= %(on)s::date"
        " ELSE t.valid_from = s.valid_from END",
        identity=("what", "reason", "valid_from"),
        order=_PRESENT,
        required=("what",),
        defaults={"valid_from": "%(on)s::date", "set_by_id": "%(actor)s::bigint",
                  "reason": "s.stand_in"},
        checks=(*_IN_ORDER, Check("missing", "reason", "coalesce(s.reason, '') = ''")),
        beside={"stand_in": _TEXT},
    ),
}  # fmt: skip
