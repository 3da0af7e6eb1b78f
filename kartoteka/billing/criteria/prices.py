"""Price lists, and every published price, as lists."""

from collections.abc import Iterable

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.actor import Actor
from kartoteka.kernel.criteria import Field, Subject, Type
from kartoteka.kernel.labels import LANGUAGES
from kartoteka.ledger.criteria import text_by_number

_PRICES, _VERSION = _("Price list"), _("Version")
_STANDS = "FROM billing_priceversion v WHERE v.price_list_id = n.id"
_IN_FORCE = (
    f"{_STANDS} AND v.published_at IS NOT NULL AND v.withdrawn_at IS NULL"
    " AND v.valid_from <= %(today)s::date"
    " AND coalesce(v.valid_to, 'infinity') >= %(today)s::date"
)
_LATER = (
    f"{_STANDS} AND v.published_at IS NOT NULL AND v.withdrawn_at IS NULL"
    " AND v.valid_from > %(today)s::date"
)


def _words(column: str) -> str:
    """Of words in three languages those of the reader, else of the first language that has any."""
    language = get_language() or "pl"
    first = language if language in LANGUAGES else "pl"
    each = (f"nullif({column} ->> '{one}', '')" for one in dict.fromkeys((first, "en", *LANGUAGES)))
    return f"coalesce({', '.join(each)})"


def _price_fields(_viewer: Actor) -> Iterable[Field]:
    yield from (
        Field(
            "code", _("Code"), Type.TEXT, heading=_PRICES, value="n.code", never_null=True,
            is_personal=False,
        ),
        Field(
            "name", _("Name"), Type.TEXT, heading=_PRICES, value=_words("n.labels"),
            is_personal=False,
        ),
        Field(
            "creditor", _("Creditor"), Type.TEXT, heading=_PRICES, is_grouped=True,
            value="c.name", never_null=True, is_personal=False,
        ),
        Field(
            "groups", _("For whom"), Type.TEXT, heading=_PRICES, is_personal=False,
            value=f"(SELECT string_agg({_words('h.labels')}, ', ' ORDER BY h.position, h.code)"
            " FROM billing_pricelistgroup g JOIN register_choice h ON h.id = g.group_id"
            " WHERE g.price_list_id = n.id)",
        ),
        Field(
            "currency", _("Currency"), Type.TEXT, heading=_PRICES, value="n.currency",
            is_grouped=True, never_null=True, is_personal=False,
        ),
        Field(
            "net", _("Prices without VAT"), Type.YES_NO, heading=_PRICES, value="n.is_net",
            is_grouped=True, never_null=True, is_personal=False,
        ),
        Field(
            "from", _("In force from"), Type.DATE, heading=_VERSION, is_personal=False,
            value=f"(SELECT v.valid_from {_IN_FORCE})",
        ),
        Field(
            "to", _("To"), Type.DATE, heading=_VERSION, is_personal=False,
            value=f"(SELECT v.valid_to {_IN_FORCE})",
        ),
        Field(
            "items", _("Items in force"), Type.NUMBER, heading=_VERSION, is_personal=False,
            value=f"(SELECT (SELECT count(*) FROM billing_priceitem i WHERE i.version_id = v.id)"
            f" {_IN_FORCE})",
        ),
        Field(
            "next", _("Next version from"), Type.DATE, heading=_VERSION, is_personal=False,
            value=f"(SELECT min(v.valid_from) {_LATER})",
        ),
        Field(
            "draft", _("Has a draft"), Type.YES_NO, heading=_VERSION, is_grouped=True,
            value=f"EXISTS (SELECT {_STANDS} AND v.published_at IS NULL)", never_null=True,
            is_personal=False,
        ),
        Field(
            "public_id", _("Identifier"), Type.TEXT, heading=_PRICES, value="n.public_id::text",
            never_null=True, is_personal=False,
        ),
    )  # fmt: skip


PRICE_LISTS = Subject(
    key="price_lists",
    label=_("Price lists"),
    source="billing_pricelist n JOIN register_party c ON c.id = n.creditor_id",
    row="n.id",
    own=_price_fields,
    text=text_by_number("n.code"),
)


_ITEM = _("Item")
PRICE_STATES = (
    ("IN_FORCE", _("in force")),
    ("FUTURE", _("from later on")),
    ("PAST", _("past")),
)
_ITEM_FIELDS = (
    Field(
        "code", _("Code"), Type.TEXT, heading=_ITEM, value="i.code", never_null=True,
        is_personal=False,
    ),
    Field(
        "name", _("Name"), Type.TEXT, heading=_ITEM, value="i.name", never_null=True,
        is_personal=False,
    ),
    Field(
        "unit", pgettext_lazy("measure", "Unit"), Type.TEXT, heading=_ITEM, value="i.unit",
        is_grouped=True, never_null=True, is_personal=False,
    ),
    Field(
        "price", _("Price"), Type.NUMBER, heading=_ITEM, never_null=True,
        value="round(i.price, greatest(2, scale(trim_scale(i.price))))", is_added=False,
        is_personal=False,
    ),
    Field(
        "vat", _("VAT, %"), Type.NUMBER, heading=_ITEM, value="trim_scale(i.vat_percent)",
        is_grouped=True, is_added=False, is_personal=False,
    ),
    Field(
        "currency", _("Currency"), Type.TEXT, heading=_PRICES, value="n.currency",
        is_grouped=True, never_null=True, is_personal=False,
    ),
    Field(
        "net", _("Prices without VAT"), Type.YES_NO, heading=_PRICES, value="n.is_net",
        is_grouped=True, never_null=True, is_personal=False,
    ),
    Field(
        "list", _("Price list"), Type.TEXT, heading=_PRICES, value="n.code", is_grouped=True,
        never_null=True, is_personal=False,
    ),
    Field(
        "creditor", _("Creditor"), Type.TEXT, heading=_PRICES, value="c.name",
        is_grouped=True, never_null=True, is_personal=False,
    ),
    Field(
        "from", _("In force from"), Type.DATE, heading=_VERSION, value="v.valid_from",
        is_grouped=True, never_null=True, is_personal=False,
    ),
    Field(
        "to", _("To"), Type.DATE, heading=_VERSION, value="v.valid_to", is_grouped=True,
        is_personal=False,
    ),
    Field(
        "state", _("State"), Type.CHOICE, heading=_VERSION, is_grouped=True, never_null=True,
        value="CASE WHEN v.valid_from > %(today)s::date THEN 'FUTURE'"
        " WHEN v.valid_to < %(today)s::date THEN 'PAST' ELSE 'IN_FORCE' END",
        choices=lambda: PRICE_STATES, is_personal=False,
    ),
    Field(
        "list_id", _("Identifier"), Type.TEXT, heading=_PRICES, value="n.public_id::text",
        never_null=True, is_personal=False,
    ),
    Field(
        "version_id", _("Identifier of the version"), Type.TEXT, heading=_VERSION,
        value="v.public_id::text", never_null=True, is_personal=False,
    ),
)  # fmt: skip
PRICE_ITEMS = Subject(
    key="price_items",
    label=_("Prices"),
    source="billing_priceitem i JOIN billing_priceversion v ON v.id = i.version_id"
    " AND v.published_at IS NOT NULL AND v.withdrawn_at IS NULL"
    " JOIN billing_pricelist n ON n.id = v.price_list_id"
    " JOIN register_party c ON c.id = n.creditor_id",
    row="i.id",
    own=lambda _viewer: _ITEM_FIELDS,
    text=text_by_number("i.code"),
)
