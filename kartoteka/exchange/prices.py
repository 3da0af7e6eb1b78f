"""Price lists of other makes: their columns found, their rows read, nothing of them lost."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kartoteka.exchange import guessing
from kartoteka.exchange.fields import Described, Field
from kartoteka.exchange.reading import reader
from kartoteka.exchange.reading.lying import lying_at
from kartoteka.exchange.reading.refusals import ROW_SENTENCES
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal

MOST_ROWS = 5000
_SHOWN = 80
PRICES = Described(
    code="PRICE",
    label=_("Price list"),
    settings=(),
    fields=(
        Field("code", _("Code"),
              ("kod", "symbol", "indeks", "kod towaru", "kod uslugi", "kod pozycji", "nr",
               "cislo", "cislo polozky", "kod polozky", "item", "code", "sku", "id")),
        Field("name", _("Name"),
              ("nazwa", "nazwa towaru", "nazwa uslugi", "usluga", "opis", "nazov", "nazov polozky",
               "popis", "polozka", "sluzba", "name", "description", "service", "pozycja")),
        Field("unit", pgettext_lazy("measure", "Unit"),
              ("jednostka", "jm", "j m", "jedn", "jednostka miary", "merna jednotka", "mj", "m j",
               "jednotka", "unit", "uom")),
        Field("price", _("Price"),
              ("cena netto", "cena", "cena jednostkowa", "cena brutto", "stawka", "cena bez dph",
               "cena bez vat", "cena s dph", "jednotkova cena", "price", "unit price", "net price",
               "gross price", "netto", "brutto", "rate")),
        Field("vat", _("VAT, %"),
              ("vat", "stawka vat", "vat procent", "dph", "sadzba dph", "vat rate", "tax")),
    ),
)  # fmt: skip


class TooManyRows(Refusal):
    code = "exchange.prices_too_many_rows"
    message = _("The table has more than 5,000 rows. Divide it into several price lists.")


class NoRows(Refusal):
    code = "exchange.prices_no_rows"
    message = _("There is no table with rows in this file. Choose another file.")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of prices as it was read: its columns, its rows with their numbers, the rows that
    cannot be used with the reason, and which column seems to be which field."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    bad: tuple[tuple[int, str], ...]
    suggested: Mapping[str, str]


def read(*, viewer: Actor, data: bytes, name: str) -> Sheet:
    """The first table with rows of a file (CSV of any encoding and separator, XLSX).

    Raises Unreadable, NoRows, TooManyRows.
    """
    if not viewer.may(Role.CLERK):
        raise NoRows
    with lying_at(data, name) as path:
        place = reader.Where(path=path)
        contents = reader.tables(place)
        tables = [each.name for each in contents.tables if len(each.columns) > 1]
        if not tables or contents.kind == "database":
            raise NoRows
        rows: list[tuple[int, tuple[str, ...]]] = []
        bad: list[tuple[int, str]] = []
        with reader.all_rows(place, table=tables[0], limit=MOST_ROWS + 1) as (header, batches):
            for batch in batches:
                rows += [(number, tuple(map(str, cells))) for number, *cells in batch.rows]
                bad += [(one.number, _told(one)) for one in batch.bad]
    if len(rows) > MOST_ROWS:
        raise TooManyRows
    if not rows and not bad:
        raise NoRows
    found = guessing.suggest(PRICES, header, [cells for _number, cells in rows[:200]])
    return Sheet(
        header=tuple(header),
        rows=tuple(rows),
        bad=tuple(bad),
        suggested={field: one.column.name for field, one in found.items()},
    )


def _told(one: reader.BadRow) -> str:
    return f"{str(ROW_SENTENCES[one.code]) % one.facts} {' · '.join(one.values)[:_SHOWN]}"
