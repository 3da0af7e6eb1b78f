"""What tax information can be listed and asked by; whole PESELs are nowhere in it."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from psycopg import sql as psql

from kartoteka.kernel.actor import Actor
from kartoteka.kernel.criteria import Field, Op, Subject, Type, words_in
from kartoteka.kernel.folding import fold
from kartoteka.register import rules as register
from kartoteka.register.models import Party
from kartoteka.tax import rules

_PERSON, _AMOUNTS, _COURSE = _("Person"), _("Amounts"), _("Course")

# Street and house, postal code and town, as one text.
_HOUSE = "concat_ws('/', nullif(w.address->>'building', ''), nullif(w.address->>'flat', ''))"
_ADDRESS = (
    f"concat_ws(', ', nullif(btrim(concat_ws(' ', w.address->>'street', {_HOUSE})), ''),"
    " nullif(btrim(concat_ws(' ', w.address->>'postal_code', w.address->>'city')), ''))"
)


def _money(key: str, label: Any) -> Field:
    return Field(
        key, label, Type.MONEY, value=f"w.{key}", currency="PLN", heading=_AMOUNTS,
        never_null=True, is_personal=False,
    )  # fmt: skip


def _day(key: str, label: Any) -> Field:
    return Field(key, label, Type.DATE, value=f"w.{key}", heading=_COURSE, is_personal=False)


def _alphabet(language: str) -> str:
    return "w.sort_sk" if language == "sk" else "w.sort_pl"


_FIELDS = (
    Field(
        "name", _("Customer"), Type.TEXT, value="w.name", heading=_PERSON, order=_alphabet,
        never_null=True,
    ),
    Field(
        "number", _("Customer number"), Type.TEXT, value="w.number", heading=_PERSON,
        never_null=True, is_personal=False,
    ),
    Field(
        "year", _("Year"), Type.CHOICE, value="w.year::text", is_grouped=True, never_null=True,
        choices=lambda: [(str(y), str(y)) for y in range(rules.LAST_YEAR, rules.FIRST_YEAR, -1)],
        is_personal=False,
    ),
    Field("payer", _("Payer"), Type.TEXT, value="w.payer", is_grouped=True, is_personal=False),
    Field(
        "kind", _("Kind"), Type.CHOICE, value="w.kind", heading=_PERSON, is_grouped=True,
        choices=lambda: Party.Kind.choices, never_null=True, is_personal=False,
    ),
    Field(
        "pesel", _("PESEL (masked)"), Type.TEXT, value="w.pesel", heading=_PERSON,
        operators=(Op.EMPTY, Op.FILLED),
    ),
    Field(
        "nip", _("NIP"), Type.TEXT, value="w.nip", heading=_PERSON,
        shows=lambda value: register.shown("NIP", value),
    ),
    Field("birth_date", _("Date of birth"), Type.DATE, value="w.birth_date", heading=_PERSON),
    Field("address", _("Address"), Type.TEXT, value=_ADDRESS, heading=_PERSON),
    Field(
        "office", _("Tax office"), Type.TEXT, value="w.office", heading=_PERSON, is_grouped=True,
        normal=lambda text: text.strip() or None, is_personal=False,
    ),
    _money("total", _("Amount (PLN)")),
    _money("forgiven", _("Forgiven debts (PLN)")),
    _money("gift", _("Gifts and benefits (PLN)")),
    _money("prize", _("Prizes (PLN)")),
    _money("other", _("Other income (PLN)")),
    Field(
        "rows", _("Source rows"), Type.NUMBER, value="w.rows", heading=_AMOUNTS, never_null=True,
        is_personal=False,
    ),
    Field(
        "told", _("Told (PLN)"), Type.MONEY, value="w.told", currency="PLN", heading=_COURSE,
        is_personal=False,
    ),
    Field(
        "missing", _("Missing"), Type.CHOICES, value="w.missing", heading=_COURSE,
        choices=lambda: list(rules.MISSING.items()), is_personal=False,
    ),
    Field(
        "state", _("State"), Type.CHOICE, value="w.state", heading=_COURSE, is_grouped=True,
        choices=lambda: list(rules.STATES.items()), never_null=True, is_personal=False,
    ),
    _day("issued_on", _("Issued")),
    Field(
        "has_xml", _("e-Declaration written"), Type.YES_NO, value="w.written_at IS NOT NULL",
        heading=_COURSE, is_grouped=True, never_null=True, is_personal=False,
    ),
    _day("sent_on", _("Sent to the tax office")),
    _day("accepted_on", _("Accepted (UPO)")),
    _day("rejected_on", _("Rejected")),
    _day("given_on", _("Given to the customer")),
)  # fmt: skip


def _fields(_viewer: Actor) -> Iterable[Field]:
    return _FIELDS


def _text(text: str) -> tuple[psql.Composable, dict[str, Any]] | None:
    """All words of the one box, each anywhere in the name or the number."""
    words = fold(text).split()
    if not words:
        return None
    names = [f"word_{place}" for place in range(len(words))]
    fits = psql.SQL(" AND ").join(
        psql.SQL("fold(w.name || ' ' || w.number) LIKE {}").format(psql.Placeholder(name))
        for name in names
    )
    return fits, {name: f"%{word}%" for name, word in zip(names, words, strict=True)}


TAXPAYERS = Subject(
    key="taxpayers",
    label=_("Tax information"),
    source="tax_worksheet() w",
    row="w.id",
    own=_fields,
    text=_text,
)


_AREAS = (
    Field(
        "city", _("Town"), Type.TEXT, value="nullif(a.city, '')", is_personal=False,
        order=lambda _language: "a.city_key", never_null=True,
    ),
    Field(
        "postal_code", _("Postal code"), Type.TEXT, value="nullif(a.postal_code, '')",
        order=lambda _language: "a.postal_code", never_null=True, is_personal=False,
    ),
    Field(
        "office", _("Tax office"), Type.TEXT, value="o.name", is_grouped=True, never_null=True,
        is_personal=False,
    ),
    Field(
        "code", _("Code"), Type.TEXT, value="o.code", is_grouped=True, never_null=True,
        is_personal=False,
    ),
    *(
        Field(
            key, label, Type.TEXT, value=f"nullif(a.{key}, '')", is_grouped=True,
            is_personal=False,
        )
        for key, label in (
            ("province", _("Province")),
            ("county", _("County")),
            ("commune", _("Commune")),
        )
    ),
)  # fmt: skip

AREAS = Subject(
    key="tax_areas",
    label=_("Areas of tax offices"),
    source="tax_area a JOIN tax_office o ON o.code = a.office_id",
    row="a.id",
    own=lambda _viewer: _AREAS,
    text=words_in("a.city || ' ' || a.postal_code || ' ' || o.code || ' ' || o.name"),
)
