"""The custom fields of the demo: a tab about water meters, filled in for those written by hand."""

import datetime as dt
from collections.abc import Mapping

from kartoteka.kernel.actor import SYSTEM
from kartoteka.register.fields.definitions import FieldDraft, FieldType
from kartoteka.register.operations.fields import definitions, dictionaries, values

_ACCESS = (
    ("cellar", {"pl": "piwnica", "sk": "pivnica", "en": "cellar"}, "blue"),
    ("pit", {"pl": "studzienka", "sk": "šachta", "en": "pit"}, "amber"),
    ("staircase", {"pl": "klatka schodowa", "sk": "schodisko", "en": "staircase"}, "green"),
)
_METERS: Mapping[str, Mapping[str, str]] = {
    "K-000001": {"meter": "WM-100231", "access": "cellar", "deposit": "1 200,00"},
    "K-000002": {"meter": "WM-100774", "access": "staircase"},
    "K-000003": {"meter": "WM-100318", "access": "pit"},
    "K-000005": {"meter": "WM-100905", "access": "cellar", "deposit": "300,00"},
    "K-000006": {"meter": "WM-100412", "access": "pit", "people": "4"},
    "K-000007": {"meter": "WM-200118", "access": "cellar"},
}
_READ_EVERY = 17  # days between the readings of one customer and of the next


def add_fields(parties: Mapping[str, int], today: dt.date) -> None:
    """Defines the tab and fills it in for the customers that are there."""
    words = {"pl": "Wodomierz", "sk": "Vodomer", "en": "Water meter"}
    tab = definitions.add_tab(actor=SYSTEM, record="party", key="meter", labels=words)
    access = dictionaries.add_dictionary(
        actor=SYSTEM,
        key="access",
        labels={"pl": "Dostęp do wodomierza", "sk": "Prístup k vodomeru", "en": "Way to the meter"},
    )
    for code, labels, colour in _ACCESS:
        dictionaries.add_value(
            actor=SYSTEM, dictionary_id=access, code=code, labels=labels, colour=colour
        )
    for draft in _drafts(tab, access):
        definitions.add_field(actor=SYSTEM, draft=draft)
    for ordinal, (number, said) in enumerate(_METERS.items(), 1):
        if number in parties:
            read_on = today - dt.timedelta(days=_READ_EVERY * ordinal)
            values.set_fields(
                actor=SYSTEM,
                record="party",
                record_id=parties[number],
                values={**said, "read_on": read_on.isoformat()},
            )


def _drafts(tab: int, access: int) -> list[FieldDraft]:
    return [
        FieldDraft(
            tab, "meter", FieldType.TEXT,
            {"pl": "Numer wodomierza", "sk": "Číslo vodomera", "en": "Meter number"},
            helps={"pl": "WM- i sześć cyfr z tabliczki.", "sk": "WM- a šesť číslic zo štítku.",
                   "en": "WM- and the six digits on the plate."},
            is_unique=True, pattern="WM-[0-9]{6}",
        ),
        FieldDraft(
            tab, "access", FieldType.DICTIONARY,
            {"pl": "Gdzie jest", "sk": "Kde je", "en": "Where it is"}, dictionary_id=access,
        ),
        FieldDraft(
            tab, "read_on", FieldType.DATE,
            {"pl": "Ostatni odczyt", "sk": "Posledný odpočet", "en": "Last reading"},
            is_indexed=True,
        ),
        FieldDraft(
            tab, "deposit", FieldType.MONEY, {"pl": "Kaucja", "sk": "Kaucia", "en": "Deposit"},
            headings={"pl": "Rozliczenie", "sk": "Zúčtovanie", "en": "Settlement"},
            currency="PLN", only_kinds=("COMPANY", "SOLE_TRADER"),
        ),
        FieldDraft(
            tab, "people", FieldType.NUMBER,
            {"pl": "Osób w gospodarstwie", "sk": "Osôb v domácnosti", "en": "People in the house"},
            minimum="1", maximum="30", only_kinds=("HOUSEHOLD", "PERSON"),
        ),
    ]  # fmt: skip
