"""A report on paper: pages of as many rows as fit, each with its own sums, the whole at the end."""

import datetime as dt
from collections.abc import Iterable, Sequence
from contextlib import closing
from decimal import Decimal
from itertools import islice
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from kartoteka.access.queries import office_name
from kartoteka.agreements.models import Agreement, Point
from kartoteka.insight import queries
from kartoteka.insight.reports import BY, MODES, SHOWN, Asked
from kartoteka.kernel import days, labels, pdf
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.criteria import Field, Type
from kartoteka.kernel.errors import Refusal
from kartoteka.register.models import Choice, Party
from kartoteka.register.queries.groups import group

MOST_ROWS = 5000
ROWS = 30  # of a page
_WIDE, _SMALL, _PLAIN = 9, 6.5, 8
_FIGURES = {Type.MONEY, Type.NUMBER}


class TooManyForPaper(Refusal):
    code = "insight.too_many_for_paper"
    message = _(
        "The report has more than %(most)s rows, too many for paper. Narrow it, or take the "
        "CSV file or the workbook."
    )


def report_pdf(
    *,
    viewer: Actor,
    key: str,
    asked: Asked,
    today: dt.date,
    parameters: Sequence[str],
    made: str,
) -> bytes:
    """The whole report as a PDF in the active language; `parameters` say what was asked, `made`
    when and by whom. Raises TooManyForPaper, and as `queries.everything`."""
    language = get_language() or "pl"
    fields = queries.fields_of(key, asked)
    with closing(
        queries.everything(viewer=viewer, key=key, asked=asked, today=today)
    ) as everything:
        rows = list(islice(everything, MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise TooManyForPaper(most=MOST_ROWS)
    totals = queries.totals(viewer=viewer, key=key, asked=asked, today=today)
    sums = [(_t("Together"), "", one.currency, *one.values) for one in totals]
    parts = [rows[start : start + ROWS] for start in range(0, len(rows), ROWS)] or [[]]
    return pdf.render(
        pdf.layout("kartoteka.insight", "report"),
        {
            "language": language,
            "title": str(queries.report(key).name),
            "office": office_name() or "Kartoteka",
            "parameters": list(parameters),
            "footer": made,
            "size": _SMALL if len(fields) > _WIDE else _PLAIN,
            "columns": [
                {
                    "head": str(one.label),
                    "figure": one.type in _FIGURES or one.type is Type.DATE,
                    "share": 3 if one.key in {"words", "document"} else 1,
                }
                for one in fields
            ],
            "pages": [
                {
                    "rows": _worded(fields, part, language),
                    "sums": _worded(fields, _summed(fields, part), language),
                }
                for part in parts
            ],
            "sums": _worded(fields, sums, language),
        },
    )


def told(viewer: Actor, key: str, asked: Asked, language: str) -> list[str]:
    """What was asked, in words, where no form has them; all that narrows it among them."""
    said = [f"{_t('As of')}: {days.written(asked.on, language)}"]
    if asked.first is not None:
        said.insert(0, f"{_t('From')}: {days.written(asked.first, language)}")
    if queries.report(key).by:
        said.append(f"{_t('Rows by')}: {BY[asked.by]}")
    past = queries.report(key).past if asked.mode == SHOWN else ""
    said.append(str(past or dict(MODES)[asked.mode]))
    return [*said, *_narrowed(viewer, asked), *([asked.currency] if asked.currency else [])]


def _narrowed(viewer: Actor, asked: Asked) -> Iterable[str]:
    """Whom and what a report leaves out is said on it: else a part is taken for the whole."""
    if asked.creditor is not None:
        yield f"{_t('Creditor')}: {_said(Party, asked.creditor, 'name')}"
    for label, model, key in (
        (_t("Customer number"), Party, asked.party),
        (_t("Point"), Point, asked.point),
        (_t("Agreement"), Agreement, asked.agreement),
    ):
        if key is not None:
            yield f"{label}: {_said(model, key, 'number')}"
    if asked.tree and asked.party is not None:
        yield _t("With their whole tree")
    if asked.group is not None:
        line = group(viewer=viewer, group_id=asked.group)
        yield f"{_t('Group')}: {line.label if line else '—'}"
    if asked.segment is not None:
        entry = Choice.objects.filter(pk=asked.segment).first()
        yield f"{_t('Segment')}: {labels.said(entry.labels) if entry else '—'}"


def _said(model: type[Party | Point | Agreement], key: int, fact: str) -> str:
    found = model.objects.filter(pk=key).values_list(fact, flat=True).first()
    return "—" if found is None else str(found)


def _summed(fields: Sequence[Field], rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """The sums of a page, a row for each currency."""
    found = []
    place = next(at for at, one in enumerate(fields) if one.key == "currency")
    for currency in sorted({row[place] for row in rows}):
        own = [row for row in rows if row[place] == currency]
        sums: list[Any] = [
            sum((row[at] or Decimal(0) for row in own), Decimal(0))
            if one.type is Type.MONEY
            else None
            for at, one in enumerate(fields)
        ]
        sums[0], sums[place] = _t("On this page"), currency
        found.append(sums)
    return found


def _worded(
    fields: Sequence[Field], rows: Iterable[Sequence[Any]], language: str
) -> list[list[str]]:
    words = [{code: str(said) for code, said in one.choices()} for one in fields]
    return [
        [shown(value, language, known) for value, known in zip(row, words, strict=True)]
        for row in rows
    ]


def shown(value: Any, language: str, words: dict[str, str] | None = None) -> str:
    """A value as people of the language write it."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return amount(value, language)
    if isinstance(value, dt.date):
        return days.written(value, language)
    return (words or {}).get(value, str(value))


def amount(value: Decimal, language: str) -> str:
    """An amount without its currency: 1 234,50 or 1,234.50."""
    figure = f"{abs(value):,.2f}"
    if language != "en":
        figure = figure.replace(",", "\u202f").replace(".", ",")
    return f"\u2212{figure}" if value < 0 else figure
