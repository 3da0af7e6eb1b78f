"""What outside registers add to lists and searches of parties: VAT, EU VAT, legal state."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.actor import Actor
from kartoteka.kernel.criteria import Field, Type
from kartoteka.register import comparing
from kartoteka.register.models.outside import Status

_HEADING = _("Outside registers")
_VAT = ("ACTIVE", "EXEMPT", "NOT_REGISTERED")
_EU_VAT = ("VALID", "INVALID")
_ACCOUNT = ("LISTED", "NOT_LISTED")


def _standing(key: str, about: str, column: str) -> dict[str, Any]:
    alias = f"standing_{about.lower()}"
    value = f"nullif({{}}.{column}, '')" if column == "status" else f"{{}}.{column}"
    mine = f"{{0}}.party_id = p.id AND {{0}}.about = '{about}'"
    return {
        "key": key,
        "value": "(SELECT {} FROM register_standing h WHERE {})".format(
            value.format("h"), mine.format("h")
        ),
        "join": f"LEFT JOIN register_standing {alias} ON {mine.format(alias)}",
        "joined": value.format(alias),
    }


def _words(codes: Iterable[str]) -> list[tuple[str, str]]:
    return [(code, str(Status(code).label)) for code in codes]


def outside_fields(_viewer: Actor) -> Iterable[Field]:
    """VAT status with its day, EU VAT number, accounts on the white list, legal state."""
    yield Field(
        label=_("VAT status"), type=Type.CHOICE, heading=_HEADING, is_grouped=True,
        choices=lambda: _words(_VAT), is_personal=False, **_standing("vat_status", "VAT", "status"),
    )  # fmt: skip
    yield Field(
        label=_("VAT status as of"), type=Type.DATE, heading=_HEADING, is_personal=False,
        **_standing("vat_as_of", "VAT", "as_of"),
    )  # fmt: skip
    yield Field(
        label=_("EU VAT number, in VIES"), type=Type.CHOICE, heading=_HEADING, is_grouped=True,
        choices=lambda: _words(_EU_VAT), is_personal=False,
        **_standing("vies_status", "EU_VAT", "status"),
    )  # fmt: skip
    yield Field(
        key="account_status",
        label=_("Bank account, on the white list"),
        type=Type.CHOICE,
        heading=_HEADING,
        choices=lambda: _words(_ACCOUNT),
        is_personal=False,
        value="(SELECT max(h.status) FROM register_standing h JOIN register_bankaccount b"
        " ON b.id = h.account_id AND b.iban = h.iban"
        " WHERE h.party_id = p.id AND h.about = 'ACCOUNT' AND h.status <> '')",
        within="SELECT FROM register_standing h JOIN register_bankaccount b"
        " ON b.id = h.account_id AND b.iban = h.iban"
        " WHERE h.party_id = p.id AND h.about = 'ACCOUNT' AND ({})",
        each="h.status",
    )
    yield Field(
        key="legal_state",
        label=_("Legal state"),
        type=Type.CHOICE,
        heading=_HEADING,
        choices=lambda: [(code, str(words)) for code, words in comparing.STATES.items()],
        is_grouped=True,
        is_personal=False,
        value="(SELECT nullif(f.state, '') FROM register_outsidefacts f WHERE f.party_id = p.id)",
        join="LEFT JOIN register_outsidefacts facts ON facts.party_id = p.id",
        joined="nullif(facts.state, '')",
    )
