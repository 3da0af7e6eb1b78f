"""Fields of customers beyond who they are: more addresses and contacts, roles, groups, terms."""

from collections.abc import Callable, Sequence
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kartoteka.exchange import parsing, words
from kartoteka.exchange.fields import Column, Field, Form
from kartoteka.exchange.kinds import cells, finishing
from kartoteka.exchange.kinds.parts import Finish, Group, Target
from kartoteka.register.queries import choices

_field = partial(Field, subject=words.PARTY)
_STREETS = ("ulica", "adres", "street", "address", "adresa")
STATE = "state"
Words = str | Promise
_STATES = {
    "zarchiwizowany": "ARCHIVED", "archiwalny": "ARCHIVED", "nieaktywny": "ARCHIVED",
    "inactive": "ARCHIVED", "neaktivny": "ARCHIVED", "aktywny": "ACTIVE", "czynny": "ACTIVE",
    "aktivny": "ACTIVE",
}  # fmt: skip
Accepts = Callable[[Sequence[str], str], bool]


def accepts(reader: cells.Reader) -> Callable[[], Accepts]:
    """What judges whether the values of a column could be read so."""

    def prepare() -> Accepts:
        read = reader(Column(""))

        def judge(_names: Sequence[str], value: str) -> bool:
            try:
                cells.several(read, value)
            except cells.Wrong:
                return False
            return True

        return judge

    return prepare


def _beside(words_of: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names before and after each of the words that say whose they are."""
    return tuple(
        text
        for word in words_of.split("|")
        for name in names
        for text in (f"{name} {word}", f"{word} {name}")
    )


_MAIL = (
    "korespondencyjny|korespondencyjna|korespondencyjne|koresp|korespondencji|mailing"
    "|correspondence|korespondencna|korespondencne|korespondencny"
)


def _mail(name: str, column: str, label: Words, names: tuple[str, ...], longest: int) -> Target:
    field = _field(name, label, _beside(_MAIL, names))
    return Target(field, column, cells.text(longest))


SEAT = Group(
    "seat",
    "address",
    (
        Target(
            _field("registration_number", _("Register number"),
                   ("supisne cislo", "cislo supisne", "registration number", "numer rejestrowy"),
                   headings=(_("register number"),)),
            "registration_number", cells.text(10)),
        Target(
            _field("post_office", _("Post office"), ("post office", "urzad pocztowy", "posta"),
                   headings=(_("post office"),)),
            "post_office", cells.text(100)),
        Target(
            _field("region", _("Voivodeship or region"),
                   ("wojewodztwo", "region", "kraj samospravny", "woj", "voivodeship", "province"),
                   headings=(_("voivodeship or region"),)),
            "region", cells.text(60)),
        Target(
            _field("county", _("County or district"),
                   ("powiat", "okres", "county", "district", "pow"),
                   headings=(_("county or district"),)),
            "county", cells.text(60)),
        Target(
            _field("commune", _("Commune"), ("gmina", "commune", "municipality", "gm"),
                   headings=(_("commune"),)),
            "commune", cells.text(80)),
        Target(
            _field("commune_symbol", _("Symbol of the commune (TERC)"),
                   ("terc", "teryt", "kod terc", "symbol terc", "kod teryt"),
                   headings=(_("Symbol of the commune (TERC)"),)),
            "commune_symbol", cells.text(10)),
        Target(
            _field("place_symbol", _("Symbol of the place (SIMC)"),
                   ("simc", "kod simc", "kod obce", "kod miejscowosci", "symbol simc"),
                   headings=(_("Symbol of the place (SIMC)"),)),
            "place_symbol", cells.text(10)),
        Target(
            _field("street_symbol", _("Symbol of the street (ULIC)"),
                   ("ulic", "kod ulic", "kod ulicy", "symbol ulic"),
                   headings=(_("Symbol of the street (ULIC)"),)),
            "street_symbol", cells.text(10)),
    ),
    fixed={"kind": "REGISTERED"},
    finish=finishing.address,
)  # fmt: skip
MAIL = Group(
    "mail",
    "address",
    (
        _mail("mail_street", "street", _("Correspondence: street"), _STREETS, 150),
        _mail("mail_building", "building", _("Correspondence: building"),
              ("nr domu", "dom", "building", "house number", "cislo domu"), 20),
        _mail("mail_flat", "flat", _("Correspondence: flat"),
              ("nr lokalu", "lokal", "flat", "byt"), 20),
        _mail("mail_postal_code", "postal_code", _("Correspondence: postal code"),
              ("kod pocztowy", "kod", "postal code", "psc", "zip"), 10),
        _mail("mail_city", "city", _("Correspondence: city"),
              ("miejscowosc", "miasto", "city", "town", "mesto", "obec"), 100),
    ),
    fixed={"kind": "CORRESPONDENCE"},
    finish=finishing.address,
)  # fmt: skip


def _contact(name: str, kind: str, label: Words, names: tuple[str, ...]) -> Group:
    field = _field(name, label, names, content=kind.lower())
    return Group(
        name,
        "contact",
        (Target(field, "value", cells.text(254)),),
        fixed={"kind": kind},
        needs=("value",),
        finish=finishing.contact,
    )


def _list(
    part: str,
    column: str,
    field: Field,
    reader: cells.Reader,
    *,
    finish: Finish | None = None,
) -> Group:
    target = Target(field, column, reader)
    return Group(field.name, part, (target,), is_list=True, needs=(column,), finish=finish)


def _entry(name: str, of: str, label: Words, names: tuple[str, ...], heading: Words) -> Field:
    return _field(
        name, label, names, prepares=accepts(cells.entry(of)), shows=cells.shows_entry(of),
        headings=(heading,),
    )  # fmt: skip


GROUPS: tuple[Group, ...] = (
    SEAT,
    MAIL,
    _contact("email2", "EMAIL", _("Second e-mail"),
             ("email 2", "e mail 2", "mail 2", "second email", "drugi email", "druhy email",
              "email dodatkowy", "email faktury", "invoice email")),
    _contact("phone2", "PHONE", _("Second phone"),
             ("telefon 2", "phone 2", "tel 2", "second phone", "drugi telefon", "druhy telefon",
              "telefon dodatkowy", "mobil 2", "komorka 2", "telefon domowy", "home phone")),
    _contact("phone3", "PHONE", _("Third phone"),
             ("telefon 3", "phone 3", "tel 3", "telefon sluzbowy", "work phone")),
    Group(
        "iban2", "account",
        (Target(_field("iban2", _("Second bank account"),
                       ("konto 2", "rachunek 2", "nr konta 2", "iban 2", "bank account 2",
                        "ucet 2", "second bank account"), content="iban"),
                "iban", cells.text(60)),),
        needs=("iban",), finish=finishing.account,
    ),
    _list("role", "role_id",
          _entry("roles", "ROLE", _("Roles"),
                 ("role", "roles", "rola", "roly", "kategoria", "kategorie", "kategoria klienta"),
                 _("Roles")), cells.entry("ROLE")),
    Group(
        "segment", "segment",
        (
            Target(_entry("priority", "PRIORITY", _("Priority"),
                          ("priority", "priorytet", "priorita"), _("Priority")),
                   "priority_id", cells.entry("PRIORITY")),
            Target(_entry("classification", "CLASSIFICATION", _("Classification"),
                          ("classification", "klasyfikacja", "klasifikacia", "klasa", "trieda",
                           "segment"), _("Classification")),
                   "classification_id", cells.entry("CLASSIFICATION")),
            Target(_entry("source", "SOURCE", _("Source of acquisition"),
                          ("source", "zrodlo", "zrodlo pozyskania", "zdroj", "lead source",
                           "zdroj ziskania"), _("Source of acquisition")),
                   "source_id", cells.entry("SOURCE")),
        ),
    ),
    Group(
        "activity", "activity",
        (Target(_field("activity", _("Main activity (PKD, NACE)"),
                       ("pkd", "nace", "pkd glowne", "kod pkd", "sk nace", "industry code",
                        "kod nace", "activity"),
                       prepares=accepts(cells.activity), shows=cells.shows_activity,
                       headings=(_("Industry (code)"),)),
                "activity_id", cells.activity),),
        fixed={"is_main": "true"}, needs=("activity_id",),
    ),
    _list("activity", "activity_id",
          _field("activities", _("Other activities (PKD, NACE)"),
                 ("pkd pozostale", "inne pkd", "other activities", "dalsie nace"),
                 prepares=accepts(cells.activity), shows=cells.shows_activity), cells.activity),
    _list("member", "group_id",
          _field("groups", _("Groups"), ("group", "groups", "grupa", "grupy", "skupina", "skupiny"),
                 prepares=accepts(cells.group), shows=cells.shows_group,
                 headings=(_("Groups"),), help=_("Groups into which customers are put by hand.")),
          cells.group),
    Group(
        "terms", "terms",
        (
            Target(_field("payment_days", _("Days to pay"),
                          ("payment days", "dni platnosci", "termin platnosci dni",
                           "termin platnosci", "dni splatnosti", "lehota splatnosti",
                           "payment terms", "days to pay"), Form.AMOUNT,
                          headings=(_("Days to pay"),)),
                   "payment_days", cells.figure(0, 365)),
            Target(_field("discount", _("Discount in per cent"),
                          ("discount", "rabat", "upust", "zlava"), Form.AMOUNT,
                          headings=(_("Discount in per cent"),)),
                   "discount", cells.figure(0, 100, 2)),
            Target(_field("credit_limit", _("Credit limit"),
                          ("credit limit", "limit kredytowy", "limit kupiecki", "uverovy limit",
                           "kreditny limit", "limit"), Form.AMOUNT),
                   "credit_limit", cells.figure(0, 999_999_999_999, 2)),
            Target(_field("limit_currency", _("Currency of the limit"),
                          ("waluta limitu", "mena limitu", "limit currency")),
                   "currency", cells.text(3)),
            Target(_field("price_group", _("Price group"),
                          ("price group", "grupa cenowa", "cennik", "cenova skupina",
                           "price list"),
                          prepares=accepts(cells.entry("PRICE_GROUP")),
                          shows=cells.shows_entry("PRICE_GROUP")),
                   "price_group_id", cells.entry("PRICE_GROUP")),
            Target(_field("is_dunned", _("May be reminded and dunned"),
                          ("windykowac", "upominac", "dunning", "upominat"),
                          accepts=lambda _names, value: parsing.yes_or_no(value) is not None,
                          shows=cells.shows_yes_no,
                          headings=(_("May be reminded and dunned"),)),
                   "is_dunned", cells.yes_no),
        ),
        finish=finishing.terms,
        needs=("payment_days", "discount", "credit_limit", "price_group_id", "is_dunned"),
    ),
    _list("block", "what",
          _field("blocks", _("Blocks"), ("blocks", "blokady", "blokada", "blokacie", "blokacia"),
                 prepares=accepts(cells.one_of(choices.BLOCKS)),
                 shows=cells.shows_choice(choices.BLOCKS), headings=(_("Blocks"),),
                 help=_("What is blocked; the reason is then the import.")),
          cells.one_of(choices.BLOCKS), finish=finishing.block),
)  # fmt: skip
ARCHIVING = Group(
    STATE,
    "",
    (
        Target(
            _field(STATE, _("State"),
                   ("state", "stan", "status", "stav"),
                   prepares=accepts(cells.one_of(choices.STATES, _STATES)),
                   shows=cells.shows_choice(choices.STATES), headings=(_("State"),),
                   help=_("Archived ones are put away; who is archived here stays so.")),
            STATE, cells.one_of(choices.STATES, _STATES)),
    ),
)  # fmt: skip
FIELDS: tuple[Field, ...] = tuple(
    target.field for group in (*GROUPS, ARCHIVING) for target in group.targets
)
