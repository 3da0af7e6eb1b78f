"""What parties can be listed, asked, sorted and grouped by; other rooms add to PARTIES.more."""

import re
from collections.abc import Iterable
from typing import Any

from babel import Locale
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from psycopg import sql as psql

from kartoteka.access.models import Language
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.criteria import Choices, Field, Op, Own, Subject, Type
from kartoteka.kernel.folding import fold
from kartoteka.register import rules
from kartoteka.register.models import Identifier, Party
from kartoteka.register.queries.search import text_parameters, whole_number

_IDENTITY, _NUMBERS = _("Identity"), _("Numbers")
_ADDRESS, _CONTACT, _PLACE = _("Address"), _("Contact and account"), _("Place in the tree")
_WHOLE = (Op.IS, Op.EMPTY, Op.FILLED)
_JOINT = (
    "LEFT JOIN (SELECT DISTINCT ON (party_id) party_id, {columns} FROM {table} {where}"
    " ORDER BY party_id, {order}) {alias} ON {alias}.party_id = p.id"
)

# The address that a list shows: one without end before ended ones, the registered one first.
_PRESENT = "valid_to IS NULL DESC, kind = 'REGISTERED' DESC, id DESC"
_ADDRESSES = _JOINT.format(
    columns="street, building, flat, postal_code, city, country, registration_number, post_office,"
    " region, county, commune, commune_symbol, place_symbol, street_symbol",
    table="register_address", where="", order=_PRESENT, alias="adr",
)  # fmt: skip

# What belongs to an address beside the lines of an envelope: Slovak and administrative parts.
_PARTS_GROUPED = ("region", "county", "commune")
_PARTS = {
    "registration_number": _("register number"),
    "post_office": _("post office"),
    "region": _("voivodeship or region"),
    "county": _("county or district"),
    "commune": _("commune"),
    "commune_symbol": _("Symbol of the commune (TERC)"),
    "place_symbol": _("Symbol of the place (SIMC)"),
    "street_symbol": _("Symbol of the street (ULIC)"),
}


def _of_address(column: str) -> dict[str, Any]:
    return {
        "value": f"(SELECT a.{column} FROM register_address a WHERE a.party_id = p.id"
        f" ORDER BY a.{_PRESENT.replace(', ', ', a.')} LIMIT 1)",
        "join": _ADDRESSES,
        "joined": f"adr.{column}",
        "within": "SELECT FROM register_address a WHERE a.party_id = p.id AND ({})",
        "each": f"a.{column}",
    }


def _line(alias: str) -> str:
    """Street and house, postal code and town, as one text."""
    house = f"concat_ws('/', nullif({alias}.building, ''), nullif({alias}.flat, ''))"
    return (
        f"concat_ws(', ', nullif(btrim(concat_ws(' ', {alias}.street, {house})), ''),"
        f" nullif(btrim(concat_ws(' ', {alias}.postal_code, {alias}.city)), ''))"
    )


def _contact(kind: str, alias: str) -> dict[str, Any]:
    return {
        "value": f"(SELECT c.value FROM register_contact c WHERE c.party_id = p.id"
        f" AND c.kind = '{kind}' ORDER BY c.is_preferred DESC, c.id LIMIT 1)",
        "join": _JOINT.format(
            columns="value",
            table="register_contact",
            where=f"WHERE kind = '{kind}'",
            order="is_preferred DESC, id",
            alias=alias,
        ),
        "joined": f"{alias}.value",
        "within": "SELECT FROM register_contact c WHERE c.party_id = p.id"
        f" AND c.kind = '{kind}' AND ({{}})",
        "each": "c.value",
    }


def _identifier(kind: str) -> Field:
    alias = f"id_{kind.lower()}"
    is_sensitive = kind in rules.SENSITIVE
    return Field(
        key=kind.lower(),
        label=Identifier.Kind(kind).label,
        type=Type.TEXT,
        heading=_NUMBERS,
        value="(SELECT i.value FROM register_identifier i"
        f" WHERE i.party_id = p.id AND i.kind = '{kind}')",
        join=f"LEFT JOIN register_identifier {alias}"
        f" ON {alias}.party_id = p.id AND {alias}.kind = '{kind}'",
        joined=f"{alias}.value",
        within="SELECT FROM register_identifier i WHERE i.party_id = p.id"
        f" AND i.kind = '{kind}' AND ({{}})",
        each="i.value",
        normal=lambda text: _identifier_form(kind, text),
        operators=_WHOLE if is_sensitive else (),
        own=_by_hash(kind) if is_sensitive else None,
        is_sealed=is_sensitive,
        shows=lambda value: rules.shown(kind, value),
    )


def _identifier_form(kind: str, text: str) -> str | None:
    """The kept form of a whole identifier; of a part, its letters and digits."""
    checked = rules.check_identifier(kind, text)
    if checked.valid or kind in rules.SENSITIVE:
        return checked.normalised if checked.valid else None
    return re.sub(r"[^0-9A-Za-z]", "", text).upper() or None


def _by_hash(kind: str) -> Own:
    """A sensitive identifier is found only whole, by its keyed hash."""

    def own(op: Op, values: Any, today: Any) -> tuple[str, dict[str, Any]] | None:
        if op is not Op.IS:
            return None
        checked = rules.check_identifier(kind, str(values[0]))
        hashed = rules.keyed_hash(kind, checked.normalised, settings.IDENTIFIER_KEY)
        return (
            "EXISTS (SELECT FROM register_identifier i WHERE i.party_id = p.id"
            f" AND i.kind = '{kind}' AND i.value_hash = {{hash}})",
            {"hash": hashed},
        )

    return own


def _named(op: Op, values: Any, today: Any) -> tuple[str, dict[str, Any]] | None:
    """A part of a name is looked for in the index of the search, each half by its own."""
    if op not in {Op.CONTAINS, Op.BEGINS}:
        return None
    wanted = fold(str(values[0]))
    name = f"%{wanted}%" if op is Op.CONTAINS else f"{wanted}%"
    halves = " UNION ALL ".join(
        f"SELECT s.party_id FROM register_search s WHERE {half} AND s.body LIKE {{part}}"
        " AND s.name LIKE {name}"
        for half in ("NOT s.is_archived", "s.is_archived")
    )
    return f"p.id IN ({halves})", {"part": f"%{wanted}%", "name": name}


def _account(op: Op, values: Any, today: Any) -> tuple[str, dict[str, Any]] | None:
    if op is not Op.IS:
        return None
    return (
        "EXISTS (SELECT FROM register_bankaccount b WHERE b.party_id = p.id AND b.iban = {iban})",
        {"iban": rules.normalise_account(str(values[0]))},
    )


def _countries() -> Choices:
    known = Locale.parse(get_language() or "pl").territories
    names = [(str(c), str(n)) for c, n in known.items() if len(str(c)) == 2 and str(c).isalpha()]  # noqa: PLR2004  (ISO 3166)
    return sorted(names, key=lambda pair: (pair[0] not in {"PL", "SK"}, pair[1]))


def by_alphabet(language: str) -> str:
    """A Field's `order` by the name of the party `p`, in the reader's alphabet."""
    return "p.sort_sk" if language == "sk" else "p.sort_pl"


# A Field's `within`: what the party `p` is found by, folded.
WORDS_OF = "SELECT FROM register_search s WHERE s.party_id = p.id AND ({})"
_FIELDS = (
    Field(
        "name", _("Name"), Type.TEXT, heading=_IDENTITY, value="p.name", own=_named,
        within=WORDS_OF, each="s.name",
        is_folded=True, order=by_alphabet, never_null=True,
    ),
    Field(
        "number", _("Customer number"), Type.TEXT, heading=_IDENTITY, value="p.number",
        within=WORDS_OF, each="s.number",
        normal=lambda text: fold(text).replace(" ", "") or None,
        order=lambda _language: 'p.number COLLATE "C"', never_null=True, is_personal=False,
    ),
    Field(
        "kind", _("Kind"), Type.CHOICE, heading=_IDENTITY, value="p.kind",
        choices=lambda: Party.Kind.choices, is_grouped=True, never_null=True, is_personal=False,
    ),
    Field(
        "state", _("State"), Type.CHOICE, heading=_IDENTITY, value="p.state",
        choices=lambda: Party.State.choices, is_grouped=True, never_null=True, is_personal=False,
    ),
    Field("first_name", _("First name"), Type.TEXT, heading=_IDENTITY, value="p.first_name"),
    Field("last_name", _("Surname"), Type.TEXT, heading=_IDENTITY, value="p.last_name"),
    Field("birth_date", _("Date of birth"), Type.DATE, heading=_IDENTITY, value="p.birth_date"),
    Field(
        "country", _("Country"), Type.CHOICE, heading=_IDENTITY, value="p.country",
        choices=_countries, is_grouped=True, never_null=True, is_personal=False,
    ),
    Field(
        "language", _("Language of letters"), Type.CHOICE, heading=_IDENTITY, value="p.language",
        choices=lambda: Language.choices, is_grouped=True, never_null=True, is_personal=False,
    ),
    Field(
        "is_creditor", _("Creditor"), Type.YES_NO, heading=_IDENTITY, value="p.is_creditor",
        is_grouped=True, never_null=True, is_personal=False,
    ),
    Field("note", _("Note"), Type.TEXT, heading=_IDENTITY, value="p.note"),
    Field(
        "added", _("Added on"), Type.DATE, heading=_IDENTITY, is_grouped=True, is_personal=False,
        value=f"(p.created_at AT TIME ZONE '{settings.TIME_ZONE}')::date",
    ),
    *(_identifier(kind) for kind in rules.KERNEL_KIND),
    Field(
        "address", _("Address"), Type.TEXT, heading=_ADDRESS, join=_ADDRESSES, joined=_line("adr"),
        value=f"(SELECT {_line('a')} FROM register_address a WHERE a.party_id = p.id"
        f" ORDER BY a.{_PRESENT.replace(', ', ', a.')} LIMIT 1)",
        within="SELECT FROM register_address a WHERE a.party_id = p.id AND ({})", each=_line("a"),
        operators=(Op.CONTAINS, Op.EMPTY, Op.FILLED),
    ),
    Field("city", _("Town"), Type.TEXT, heading=_ADDRESS, is_grouped=True, **_of_address("city")),
    Field("street", _("Street"), Type.TEXT, heading=_ADDRESS, **_of_address("street")),
    Field("building", _("House number"), Type.TEXT, heading=_ADDRESS, **_of_address("building")),
    Field("flat", _("Flat"), Type.TEXT, heading=_ADDRESS, **_of_address("flat")),
    Field(
        "postal_code", _("Postal code"), Type.TEXT, heading=_ADDRESS, is_grouped=True,
        normal=lambda text: text.strip() or None, **_of_address("postal_code"),
    ),
    *(
        Field(
            name, label, Type.TEXT, heading=_ADDRESS, is_grouped=name in _PARTS_GROUPED,
            **_of_address(name),
        )
        for name, label in _PARTS.items()
    ),
    Field(
        "email", _("E-mail"), Type.TEXT, heading=_CONTACT, **_contact("EMAIL", "mail"),
        normal=lambda text: text.strip().lower() or None,
    ),
    Field(
        "phone", _("Phone"), Type.TEXT, heading=_CONTACT, **_contact("PHONE", "tel"),
        normal=lambda text: rules.normalise_phone(text, "PL") or re.sub(r"[\s-]", "", text) or None,
        shows=rules.shown_phone,
    ),
    Field(
        "iban", _("Bank account"), Type.TEXT, heading=_CONTACT, own=_account, operators=_WHOLE,
        normal=rules.normalise_account, each="b.iban", shows=rules.masked_account, is_sealed=True,
        within="SELECT FROM register_bankaccount b WHERE b.party_id = p.id AND ({})",
        value="(SELECT b.iban FROM register_bankaccount b WHERE b.party_id = p.id"
        " ORDER BY b.valid_to IS NULL DESC, b.id LIMIT 1)",
    ),
    Field(
        "place", _("Place in the tree"), Type.CHOICE, heading=_PLACE, value="p.place",
        choices=lambda: Party.Place.choices, is_grouped=True, never_null=True, is_personal=False,
    ),
    Field(
        "head", _("Superior party"), Type.TEXT, heading=_PLACE, is_grouped=True,
        value="(SELECT h.name FROM register_party h WHERE h.id = p.parent_id)",
        join="LEFT JOIN register_party head ON head.id = p.parent_id", joined="head.name",
    ),
    Field(
        "head_number", _("Number of the superior party"), Type.TEXT, heading=_PLACE,
        value="(SELECT h.number FROM register_party h WHERE h.id = p.parent_id)",
        join="LEFT JOIN register_party head ON head.id = p.parent_id", joined="head.number",
        is_personal=False,
    ),
    Field(
        "function", _("Function"), Type.TEXT, heading=_PLACE, value="p.function", is_grouped=True
    ),
)  # fmt: skip


def _fields(_viewer: Actor) -> Iterable[Field]:
    return _FIELDS


def fitting_parties(text: str) -> tuple[psql.Composable, dict[str, Any]] | None:
    """A statement that selects the ids of parties in which all words of the text stand, each
    anywhere, or that bear it as a whole number, with its values; None for a text without words."""
    patterns = text_parameters(text)
    if not patterns:
        return None
    names = [f"pattern_{place}" for place in range(len(patterns))]
    fits = psql.SQL(" AND ").join(
        psql.SQL("s.body LIKE {}").format(psql.Placeholder(name)) for name in names
    )
    # Each half can be read off the index whose condition it names.
    halves: list[psql.Composable] = [
        psql.SQL("SELECT s.party_id FROM register_search s WHERE {} AND {}").format(
            psql.SQL(half), fits
        )
        for half in ("NOT s.is_archived", "s.is_archived")
    ]
    values: dict[str, Any] = dict(zip(names, patterns, strict=True))
    whole = whole_number(text)
    if whole["exact"]:  # accounts and other sensitive numbers are found only so
        halves.append(
            psql.SQL("SELECT register_search_exact({}::text[], {}::bytea[], 200)").format(
                psql.Placeholder("whole"), psql.Placeholder("hashes")
            )
        )
        values |= {"whole": whole["exact"], "hashes": whole["hashes"]}
    return psql.SQL(" UNION ALL ").join(halves), values


def _text(text: str) -> tuple[psql.Composable, dict[str, Any]] | None:
    found = fitting_parties(text)
    return None if found is None else (psql.SQL("p.id IN ({})").format(found[0]), found[1])


PARTIES = Subject(
    key="parties",
    label=_("Customers"),
    source="register_party p",
    row="p.id",
    own=_fields,
    text=_text,
)
