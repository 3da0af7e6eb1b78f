"""The report on a person as a PDF for the person."""

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
    return [
        {
            "title": _t("What we hold"),
            "parts": [
                {
                    "title": section.title[:1].upper() + section.title[1:],
                    "rows": section.rows,
                    "more": _t("There is more of it; ask us for the rest.")
                    if section.is_cut
                    else "",
                }
                for section in shown.sections
                if section.rows
            ],
            "empty": _t("Nothing."),
        },
        _chapter(
            _t("What we use it for"),
            [
                [(one.words, " · ".join(filter(None, [one.basis_label, one.basis_note])))]
                for one in shown.purposes
            ],
        ),
        _chapter(
            _t("Where it came from"),
            [
                [(days.written(one.day, language), f"{one.what} ({one.count}) · {one.who}")]
                for one in shown.arrivals
            ],
        ),
        _chapter(
            _t("To whom it went"),
            [
                [
                    (
                        days.written(one.disclosed_on, language),
                        " · ".join(
                            filter(
                                None,
                                [one.recipient, ", ".join(one.scope), one.basis, one.basis_note],
                            )
                        ),
                    )
                ]
                for one in shown.disclosures
            ],
        ),
        _chapter(
            _t("How long it stays"),
            [
                [(days.written(one.until, language), f"{one.purpose} · {one.provision}")]
                for one in shown.keepings
            ],
        ),
        _chapter(
            _t("Your requests"),
            [
                [(days.written(one.received_on, language), f"{one.kind_label} · {one.state_label}")]
                for one in shown.requests
            ],
        ),
        _chapter(
            _t("Who was shown sensitive numbers"),
            [
                [(days.written(one.at.date(), language), f"{one.what} · {one.who}")]
                for one in shown.reveals
            ],
        ),
    ]


def _chapter(title: str, rows: list[list[tuple[str, str]]]) -> dict[str, object]:
    parts = [{"title": "", "rows": rows, "more": ""}] if rows else []
    return {"title": title, "parts": parts, "empty": _t("Nothing.")}
