"""The reports, each declared once: its figures, what it can be asked, where its figures lead.

A new report is one `Report` in `REPORTS` and one file in `sql/` that makes the CTE `summed` (key,
currency, figures) of `keyed`, or, where its rows are single entries, its whole SELECT.
"""

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.criteria import Type

BANDS = (30, 60, 90, 180, 365)
MOST_BANDS = 11
# What stands open on a day; what was posted in a period.
STOCK, FLOW = "stock", "flow"
EFFECTIVE, SHOWN = "effective", "shown"
MODES = ((EFFECTIVE, _("by effective dates")), (SHOWN, _("as the program showed it that day")))
BY: dict[str, str | Promise] = {
    "customer": _("customer"),
    "creditor": _("creditor"),
    "point": _("point"),
    "agreement": _("agreement"),
    "group": _("group"),
    "classification": _("classification"),
    "priority": _("priority"),
    "source": _("source of acquisition"),
    "month": _("month"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A figure or fact of each row. `leads` says what of the asking changes on the way to the
    entries behind it; None: it leads nowhere. Money columns are added up by currency."""

    key: str
    label: str | Promise
    type: Type = Type.MONEY
    leads: Mapping[str, Any] | None = None
    is_added: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """What is counted (`sql`), over what (`of`: STOCK or FLOW), by what rows can be made (`by`),
    and which report shows the entries behind a figure (`entries`). `only_shown`: an
    earlier day is told as the program showed it, and `past` says what is not known of it.
    `has_opening`: it begins with all that was before the period. `order` is the column it begins
    with, the largest first."""

    key: str
    name: str | Promise
    about: str | Promise
    of: str
    columns: tuple[Column, ...]
    sql: str = ""
    by: tuple[str, ...] = tuple(BY)
    entries: str = ""
    has_bands: bool = False
    only_shown: bool = False
    past: str | Promise = ""
    is_entries: bool = False
    has_opening: bool = False
    order: str = ""

    @property
    def file(self) -> str:
        """The name of its statement."""
        return self.sql or self.key

    def columns_of(self, asked: "Asked") -> tuple[Column, ...]:
        """Its columns; of bands as many as are asked for."""
        if not self.has_bands:
            return self.columns
        first = Column("b0", _t("not due"), leads={"side": "DEBIT", "band": 0})
        ends = [0, *asked.bands]
        bands = [
            Column(f"b{n}", f"{low + 1}–{high}", leads={"side": "DEBIT", "band": n})
            for n, (low, high) in enumerate(itertools.pairwise(ends), start=1)
        ]
        over = _t("over %(days)s") % {"days": ends[-1]}
        last = Column(f"b{len(ends)}", over, leads={"side": "DEBIT", "band": len(ends)})
        return (*self.columns, first, *bands, last)


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a report is asked. `on` is the day it speaks of, of a period the last; `mode` whether
    by effective dates or by what had been recorded by the end of `on`. With `tree` the customer is
    asked about with everybody in the same tree. `band`, `late`, `side` and
    `kind` narrow the entries behind a figure."""

    on: dt.date
    first: dt.date | None = None
    mode: str = EFFECTIVE
    by: str = "customer"
    creditor: int | None = None
    party: int | None = None
    group: int | None = None
    segment: int | None = None
    point: int | None = None
    agreement: int | None = None
    currency: str = ""
    bands: tuple[int, ...] = BANDS
    band: int | None = None
    late: bool = False
    side: str = ""
    kind: str = ""
    sort: str = ""
    tree: bool = False


REPORTS: Sequence[Report] = (
    Report(
        "arrears",
        _("Arrears"),
        _("What is to be paid, what of it is late and since when, and what is overpaid."),
        STOCK,
        (
            Column("due", _("To pay"), leads={"side": "DEBIT"}),
            Column("overdue", _("Overdue"), leads={"side": "DEBIT", "late": True}),
            Column("overdue_count", _("Documents overdue"), Type.NUMBER),
            Column("oldest_on", _("Oldest due"), Type.DATE),
            Column("overpaid", _("Overpaid"), leads={"side": "CREDIT"}),
            Column("balance", _("Balance"), leads={}),
        ),
        entries="open_entries",
        order="overdue",
    ),
    Report(
        "ageing",
        _("Ageing"),
        _("What is to be paid, by how many days it has been due; you choose the bands."),
        STOCK,
        (Column("total", _("Together"), leads={"side": "DEBIT"}),),
        entries="open_entries",
        has_bands=True,
        order="total",
    ),
    Report(
        "payments",
        _("Payments"),
        _("What was paid in a period, what of it has gone back since and what is not used today."),
        FLOW,
        (
            Column("payments", _("Payments"), Type.NUMBER),
            Column("amount", _("Amount"), leads={"side": "CREDIT", "kind": "PAYMENT"}),
            Column("returned", _("Returned or voided")),
            Column("unused", _("Not used")),
            Column("earliest_on", _("First"), Type.DATE),
            Column("latest_on", _("Last"), Type.DATE),
        ),
        entries="posted_entries",
        order="amount",
    ),
    Report(
        "turnover",
        _("Turnover"),
        _(
            "What stood at the beginning of a period, what was added and taken, "
            "what stood at its end."
        ),
        FLOW,
        (
            Column("opening", _("Opening balance")),
            Column("debits", _("Debits"), leads={"side": "DEBIT"}),
            Column("credits", _("Credits"), leads={"side": "CREDIT"}),
            Column("closing", _("Closing balance")),
        ),
        entries="posted_entries",
        has_opening=True,
        order="closing",
    ),
    Report(
        "interest",
        _("Interest"),
        _("Interest of open debts to a day: noted and open, and accrued beyond the notes."),
        STOCK,
        (
            Column("principal", _("Principal"), leads={"side": "DEBIT"}),
            Column("noted", _("Noted, open")),
            Column("accrued", _("Accrued, not noted")),
            Column("unknown", _("Rate missing"), Type.NUMBER),
        ),
        entries="open_entries",
        order="accrued",
    ),
    Report(
        "overpayments",
        _("Overpayments"),
        _("Payments that are not used: how much, how many, since when."),
        STOCK,
        (
            Column("overpaid", _("Overpaid"), leads={"side": "CREDIT"}),
            Column("credits", _("Payments"), Type.NUMBER),
            Column("oldest_on", _("Oldest of"), Type.DATE),
            Column("days", _("Days"), Type.NUMBER, is_added=False),
        ),
        entries="open_entries",
        order="overpaid",
    ),
    Report(
        "limitation",
        _("Limitation ahead"),
        _(
            "Open claims by when they become time-barred; costs and interest with their document, "
            "for they end with it at the latest."
        ),
        STOCK,
        (
            Column("barred", _("Barred")),
            Column("month", _("Within a month")),
            Column("quarter", _("Within a quarter")),
            Column("year", _("Within a year")),
            Column("later", _("Later")),
            Column("pending", _("Does not run")),
            Column("next_on", _("Next last day"), Type.DATE),
        ),
        entries="open_entries",
        only_shown=True,
        past=_(
            "As it was shown: what stood open and what had been recorded of claims by the end of "
            "that day. The rules of what kind claims are, who is a consumer, and the law are those "
            "of today."
        ),
        order="month",
    ),
    Report(
        "open_entries",
        _("Open entries"),
        _("The documents and payments that stand open, one by one."),
        STOCK,
        (
            Column("document", _("Document"), Type.TEXT),
            Column("kind", _("Kind"), Type.CHOICE),
            Column("issued_on", _("Issued"), Type.DATE),
            Column("due_on", _("Due"), Type.DATE),
            Column("days", _("Days late"), Type.NUMBER, is_added=False),
            Column("amount", _("Amount")),
            Column("open", _("Remains")),
        ),
        by=(),
        is_entries=True,
        order="days",
    ),
    Report(
        "posted_entries",
        _("Entries of a period"),
        _("The documents and payments of a period, one by one."),
        FLOW,
        (
            Column("document", _("Document"), Type.TEXT),
            Column("kind", _("Kind"), Type.CHOICE),
            Column("issued_on", _("Issued"), Type.DATE),
            Column("effective_on", _("Effective"), Type.DATE),
            Column("debit", _("Debit")),
            Column("credit", _("Credit")),
        ),
        by=(),
        is_entries=True,
        order="effective_on",
    ),
)
BY_KEY: Mapping[str, Report] = {one.key: one for one in REPORTS}
