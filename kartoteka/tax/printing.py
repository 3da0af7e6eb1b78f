"""The printed summary of an information: what the customer is told, laid out for a window envelope.

It is no official form. The figures, the rows behind them and the corrected one are all on it; the
PESEL is masked, the whole one stands in the e-Declaration only.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from kartoteka.kernel import days, money, pdf
from kartoteka.tax import rules
from kartoteka.tax.models import Information, Kind

LANGUAGE = "pl"  # the language of the authority, whatever that of the customer


def summary(told: Information, *, recipient: Sequence[str] | None = None) -> bytes:
    """The summary as PDF, addressed to `recipient` (lines), else to the residence it tells."""
    return pdf.render(pdf.layout("kartoteka.tax", "summary"), print_data(told, recipient))


def print_data(told: Information, recipient: Sequence[str] | None) -> dict[str, Any]:
    """What the layout takes."""
    facts = told.facts
    person, payer, office = facts["person"], facts["payer"], facts["office"]
    lines = list(recipient or [person["name"], *rules.address_lines(facts["residence"])])
    title = _("Tax information for %(year)s") % {"year": facts["year"]}
    if told.corrects_id is not None:
        title = _("Correction of tax information for %(year)s") % {"year": facts["year"]}
    rows = [
        [str(Kind(row.kind).label), days.written(row.on, LANGUAGE), row.title, _figure(row.amount)]
        for row in told.rows.order_by("on", "item_id")
    ]
    return {
        "title": title,
        "sender": [payer["name"], *rules.address_lines(payer.get("address") or {})],
        "recipient": lines,
        "date": days.written(told.issued_on, LANGUAGE),
        "intro": _(
            "We told the tax office on the form %(form)s about the income below, which counts "
            "among income from other sources. Take it into your yearly return."
        )
        % {"form": told.form},
        "reason": _("Reason of the correction: %(reason)s") % {"reason": told.reason}
        if told.reason
        else "",
        "facts": [
            [_("Payer"), f"{payer['name']}, NIP {payer['nip']}"],
            [_("Taxpayer"), f"{person['first_name']} {person['last_name']}"],
            [str(person["identifier"]), person["shown"] or ""],
            [_("Tax office"), " ".join(filter(None, [office["code"], office.get("name") or ""]))],
        ],
        "heads": [_("Kind"), _("Day"), _("What for"), _("Amount")],
        "rows": rows,
        "total_label": _("Total"),
        "total": _figure(told.total),
        "after": _("This is a summary for you, not the form itself."),
    }


def _figure(amount: Any) -> str:
    return money.format_amount(amount, "PLN", LANGUAGE)
