"""The kinds of what hangs on customers: which columns each has, and what they are called."""

from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kartoteka.exchange import parsing
from kartoteka.exchange.fields import Field, Form
from kartoteka.exchange.kinds import cells, finishing, profile
from kartoteka.exchange.kinds.details import PERSON, Detail
from kartoteka.exchange.kinds.parts import Group, Target
from kartoteka.register.queries import choices


def _plain(
    column: str,
    label: profile.Words,
    names: str,
    reader: cells.Reader,
    form: Form = Form.TEXT,
    **said: object,
) -> Target:
    """A field called as its column, with its names between bars."""
    return Target(Field(column, label, tuple(names.split("|")), form, **said), column, reader)  # type: ignore[arg-type]


_yes = partial(
    _plain,
    reader=cells.yes_no,
    accepts=lambda _names, value: parsing.yes_or_no(value) is not None,
    shows=cells.shows_yes_no,
)
_LABEL = _plain(
    "label", _("Label"), "label|etykieta|opis|oznaczenie|oznacenie|popis", cells.text(60)
)
_TIME = (
    _plain("valid_from", _("Valid from"),
       "valid from|od|od dnia|wazny od|wazne od|obowiazuje od|data od|platne od|platny od|since",
       cells.day, Form.DATE),
    _plain("valid_to", _("Valid to"),
       "valid to|do|do dnia|wazny do|wazne do|obowiazuje do|data do|platne do|platny do|until",
       cells.day, Form.DATE),
)  # fmt: skip
_NOTE = _plain("note", pgettext_lazy("remark", "note"), "note|uwagi|poznamka|notatka|remarks",
           cells.text(2000, lines=True))  # fmt: skip


def _choice(column: str, label: profile.Words, names: str, of: choices.Choices) -> Target:
    reader = cells.one_of(of)
    return _plain(column, label, names, reader, prepares=profile.accepts(reader),
              shows=cells.shows_choice(of))  # fmt: skip


def _entry(column: str, label: profile.Words, names: str, of: str) -> Target:
    reader = cells.entry(of)
    return _plain(column, label, names, reader, prepares=profile.accepts(reader),
              shows=cells.shows_entry(of))  # fmt: skip


def _country(column: object) -> cells.Read:
    del column

    def read(written: str) -> str:
        found = parsing.country(written)
        if found is None:
            raise cells.Wrong("bad_value", written)
        return found

    return read


ADDRESSES = Detail(
    "ADDRESS",
    _("Addresses of customers"),
    (
        Group(
            "address", "address",
            (
                _choice("kind", _("Kind of address"),
                        "kind|rodzaj|typ|type|druh|rodzaj adresu|typ adresu|address type",
                        choices.ADDRESS_KINDS),
                _plain("street", _("Street"), "street|ulica|adres|address|adresa|ul",
                       cells.text(150)),
                _plain("building", _("Building"),
                   "building|nr domu|dom|house number|cislo domu|orientacne cislo", cells.text(20)),
                _plain("flat", _("Flat"), "flat|nr lokalu|lokal|mieszkanie|byt|apartment",
                   cells.text(20)),
                _plain("postal_code", _("Postal code"), "postal code|kod pocztowy|zip|psc|postcode",
                   cells.text(10), content="postal_code"),
                _plain("city", _("City"), "city|miasto|miejscowosc|town|mesto|obec",
                       cells.text(100), content="letters"),
                _plain("country", _("Country"), "country|kraj|krajina|panstwo|stat", _country,
                   content="country"),
                *(Target(target.field, target.column, target.reader)
                  for target in profile.SEAT.targets),
                _LABEL,
                _yes("is_default", _("First choice"),
                     "default|domyslny|pierwszy wybor|predvolena|glowny|hlavna"),
                *_TIME,
            ),
            finish=finishing.full_address,
        ),
    ),
    (("city",),),
)  # fmt: skip

_WISHES = (
    ("INVOICES", _("Wish: invoices"), "faktury|invoices"),
    ("REMINDERS", _("Wish: reminders"), "upomnienia|wezwania|reminders|upomienky"),
    ("SERVICE", _("Wish: service notices"), "service|serwis|serwisowe|servisne"),
    ("MARKETING", _("Wish: marketing"), "marketing|marketingowe|marketingove"),
)


def _wish(code: str, label: profile.Words, names: str) -> Group:
    name = f"use_{code.lower()}"
    field = _choice(name, label, names, choices.WISHES)
    target = Target(field.field, "wish", field.reader)
    return Group(name, "contact_use", (target,), fixed={"purpose": code}, needs=("wish",))


CONTACTS = Detail(
    "CONTACT",
    _("Phones and e-mails of customers"),
    (
        Group(
            "contact", "contact",
            (
                _plain("value", _("Phone or e-mail"),
                   "value|kontakt|contact|telefon|phone|email|e mail|wartosc|hodnota",
                   cells.text(254)),
                _choice("kind", _("Kind of contact"), "kind|rodzaj|typ|type|druh|rodzaj kontaktu",
                        choices.CONTACT_KINDS),
                _LABEL,
                _yes("is_preferred", _("Preferred"),
                     "preferred|preferowany|glowny|domyslny|preferovany|hlavny|primary"),
            ),
            needs=("value",), finish=finishing.contact,
        ),
        *(_wish(*one) for one in _WISHES),
    ),
    (("value",),),
)  # fmt: skip
ACCOUNTS = Detail(
    "ACCOUNT",
    _("Bank accounts of customers"),
    (
        Group(
            "account", "account",
            (
                _plain("iban", _("Bank account"),
                   "iban|nrb|konto|nr konta|rachunek|nr rachunku|numer rachunku|ucet|cislo uctu"
                   "|bank account|numer konta|rachunek bankowy", cells.text(60), content="iban"),
                _plain("currency", _("Currency"), "currency|waluta|mena", cells.text(3)),
                _LABEL,
                _yes("is_for_slips", _("For payment slips"), "for slips|do wplat|na poukazky"),
                _yes("is_default", _("First choice"),
                     "default|domyslny|domyslne|glowny|glowne|predvoleny|hlavny"),
                *_TIME,
            ),
            needs=("iban",), finish=finishing.account,
        ),
    ),
    (("iban",),),
)  # fmt: skip
ROLES = Detail(
    "ROLE",
    _("Roles of customers"),
    (Group("role", "role", (_entry("role_id", _("Role"), "role|rola|rola klienta|kategoria",
                                   "ROLE"), *_TIME), needs=("role_id",)),),
    (("role_id",),),
)  # fmt: skip
ACTIVITIES = Detail(
    "ACTIVITY",
    _("Activities of customers (PKD, NACE)"),
    (
        Group(
            "activity", "activity",
            (
                _plain("activity_id", _("Code of the activity"),
                   "pkd|nace|sk nace|kod pkd|kod nace|code|kod|activity|industry code",
                   cells.activity, prepares=profile.accepts(cells.activity),
                   shows=cells.shows_activity),
                _yes("is_main", _("Main activity"),
                     "main|glowna|glowne|przewazajaca|hlavna|przewazajace|is main"),
            ),
            needs=("activity_id",),
        ),
    ),
    (("activity_id",),),
)  # fmt: skip
TERMS = Detail(
    "TERMS",
    _("Trade terms of customers"),
    (
        Group(
            "terms", "terms",
            (
                *(Target(target.field, target.column, target.reader)
                  for group in profile.GROUPS if group.name == "terms"
                  for target in group.targets),
                _NOTE,
                *_TIME,
            ),
            finish=finishing.terms,
        ),
    ),
    (("payment_days", "discount", "credit_limit", "price_group", "is_dunned"),),
)  # fmt: skip
PERSONS = Detail(
    "PERSON",
    _("Persons who serve customers"),
    (
        Group(
            "person", "person",
            (
                _entry("function_id", _("Function"),
                       "function|funkcja|funkcia|rola|stanowisko|pozicia", "FUNCTION"),
                _plain("title", _("Exact title"), "title|tytul|nazwa stanowiska|titul",
                   cells.text(100)),
                _yes("signs", _("Signs for the customer"), "signs|podpisuje|podpisuje umowy"),
                _yes("gets_invoices", _("Receives invoices"),
                     "gets invoices|otrzymuje faktury|faktury|dostava faktury"),
                _yes("gets_calls", _("Receives calls"), "gets calls|odbiera telefony|telefony"),
                _NOTE,
                *_TIME,
            ),
            needs=("function_id",),
        ),
    ),
    (("person_external_id", "person_number"), ("function_id",)),
    whom=PERSON,
)  # fmt: skip
MEMBERS = Detail(
    "MEMBER",
    _("Customers in groups"),
    (
        Group(
            "member", "member",
            (
                _plain("group_id", _("Group"), "group|grupa|skupina|nazwa grupy|group name",
                   cells.group, prepares=profile.accepts(cells.group), shows=cells.shows_group),
                *_TIME,
            ),
            needs=("group_id",),
        ),
    ),
    (("group_id",),),
)  # fmt: skip
BLOCKS = Detail(
    "BLOCK",
    _("Blocks of customers"),
    (
        Group(
            "block", "block",
            (
                _choice("what", _("What is blocked"), "what|co|blokada|blokacia|rodzaj|typ|block",
                        choices.BLOCKS),
                _plain("reason", _("Reason"), "reason|powod|dovod|przyczyna|why", cells.text(2000)),
                *_TIME,
            ),
            needs=("what",), finish=finishing.block,
        ),
    ),
    (("what",),),
)  # fmt: skip
KINDS = tuple(
    detail.kind()
    for detail in (
        ADDRESSES, CONTACTS, ACCOUNTS, ROLES, ACTIVITIES, TERMS, PERSONS, MEMBERS, BLOCKS,
    )
)  # fmt: skip
