"""The report on a person as a PDF for the person."""

import datetime as dt

from django.utils import translation
from django.utils.translation import gettext as _t

from kartoteka.access import queries as access
from kartoteka.kernel import days, pdf
from kartoteka.privacy.queries import Report


def report_pdf(shown: Report) -> bytes:
    """The PDF of a report, in the active language."""
    language = translation.get_language() or "pl"
    return pdf.render(
        pdf.layout("kartoteka.privacy", "report"),
        {
            "language": language,
            "title": _t("Report on personal data"),
            "office": access.office_name() or "Kartoteka",
            "as_of": _t("As of %(day)s") % {"day": days.written(shown.on, language)},
            "person": f"{shown.name}, {shown.number}",
            "explanation": _t(
                "Art. 15 GDPR: what we hold, what for, where it came from, to whom it went and"
                " how long it stays. Sensitive numbers are shown in part only."
            ),
            "chapters": _chapters(shown, language),
        },
    )


def _chapters(shown: Report, language: str) -> list[dict[str, object]]:
    """Chapters with tables: each a title, a sentence where it is empty, and rows of pairs."""

    def on(day: dt.date) -> str:
        return days.written(day, language)

    return [
        _held(shown),
        _chapter(
            _t("What we use it for"),
            [(one.words, _joined(one.basis_label, one.basis_note)) for one in shown.purposes],
        ),
        _chapter(
            _t("Where it came from"),
            [
                (on(one.day), _joined(f"{one.what} ({one.count})", one.who))
                for one in shown.arrivals
            ],
        ),
        _chapter(
            _t("To whom it went"),
            [
                (
                    on(one.disclosed_on),
                    _joined(one.recipient, ", ".join(one.scope), one.basis, one.basis_note),
                )
                for one in shown.disclosures
            ],
        ),
        _chapter(
            _t("How long it stays"),
            [(on(one.until), _joined(one.purpose, one.provision)) for one in shown.keepings],
        ),
        _chapter(
            _t("Your requests"),
            [
                (on(one.received_on), _joined(one.kind_label, one.state_label))
                for one in shown.requests
            ],
        ),
        _chapter(
            _t("Who was shown sensitive numbers"),
            [(on(one.at.date()), _joined(one.what, one.who)) for one in shown.reveals],
        ),
    ]


def _held(shown: Report) -> dict[str, object]:
    """The chapter of what is held: a part for each table, a row of several pairs for each of its
    rows."""
    parts = [
        {
            "title": section.title[:1].upper() + section.title[1:],
            "rows": section.rows,
            "more": _t("There is more of it; ask us for the rest.") if section.is_cut else "",
        }
        for section in shown.sections
        if section.rows
    ]
    return {"title": _t("What we hold"), "parts": parts, "empty": _t("Nothing.")}


def _chapter(title: str, pairs: list[tuple[str, str]]) -> dict[str, object]:
    parts = [{"title": "", "rows": [[pair] for pair in pairs], "more": ""}] if pairs else []
    return {"title": title, "parts": parts, "empty": _t("Nothing.")}


def _joined(*words: str) -> str:
    return " · ".join(word for word in words if word)
