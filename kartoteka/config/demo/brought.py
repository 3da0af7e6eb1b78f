"""What customers of the demo brought: documents, one of them about to end, and files."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from kartoteka.documents import operations as documents
from kartoteka.documents import queries
from kartoteka.documents.rules import DocumentDraft
from kartoteka.documents.subjects import DOCUMENT, PARTY
from kartoteka.kernel import pdf
from kartoteka.kernel.actor import SYSTEM

_SOON = dt.timedelta(days=12)
_YEAR = dt.timedelta(days=365)
_AUTHORITY: Mapping[str, Any] = {
    "title": "Pełnomocnictwo", "language": "pl", "signed": "Anna Źródyńska",
    "lines": ["Upoważniam Grażynę Świderną do składania reklamacji",
              "i odbioru korespondencji w moim imieniu.", "Zdrojewo Łęgowe"],
}  # fmt: skip
_METER: Mapping[str, Any] = {
    "title": "Wodomierz WM-100774", "language": "pl", "signed": "odczytał inkasent",
    "lines": ["Świerkowa 7/12, klatka schodowa, parter", "Stan: 00412,7 m³", "Plomba: cała"],
}  # fmt: skip
_POLICY: Mapping[str, Any] = {
    "title": "Polisa OC 2214/77", "language": "pl", "signed": "za ubezpieczyciela",
    "lines": ["Spółdzielnia Mieszkaniowa „Łąkowa”", "Suma ubezpieczenia: 500 000 zł"],
}  # fmt: skip


def add_brought(parties: Mapping[str, int], today: dt.date) -> None:
    """Documents and attachments of the first customers."""
    anna, housing = parties["K-000002"], parties["K-000001"]
    types = {line.names["en"]: line.id for line in queries.types(viewer=SYSTEM)}
    _document(
        anna,
        today,
        DocumentDraft(
            types["Power of attorney"],
            issuer="Anna Źródyńska",
            valid_from=today - _YEAR,
            valid_to=today + _SOON,
            features={"person": "Grażyna Świderna", "scope": "reklamacje, korespondencja"},
        ),
        _AUTHORITY,
        "pelnomocnictwo.pdf",
    )
    _document(
        housing,
        today,
        DocumentDraft(
            types["Insurance policy"],
            number="2214/77",
            issuer="Ubezpieczalnia Zdrojowa",
            valid_from=today - _SOON,
            valid_to=today - _SOON + _YEAR,
            features={"sum": "500000"},
        ),
        _POLICY,
        "polisa-2214-77.pdf",
    )
    documents.attach(
        actor=SYSTEM,
        subject=PARTY,
        subject_id=anna,
        data=pdf.picture(pdf.layout("kartoteka.config.demo", "paper"), _METER, ppi=96),
        name="wodomierz-WM-100774.png",
        title="Wodomierz przy odczycie",
        category="PHOTO",
    )


def _document(
    party_id: int, today: dt.date, draft: DocumentDraft, page: Mapping[str, Any], name: str
) -> None:
    added = documents.add_document(actor=SYSTEM, party_id=party_id, draft=draft)
    line = queries.document(viewer=SYSTEM, public_id=added, on=today)
    documents.attach(
        actor=SYSTEM,
        subject=DOCUMENT,
        subject_id=line.id,
        data=pdf.render(pdf.layout("kartoteka.config.demo", "paper"), page),
        name=name,
        category="IDENTITY",
    )
