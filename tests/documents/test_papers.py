"""Customers' documents: valid on a day, warned of before their end, missed where required."""

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

import pytest

from kartoteka.documents import operations, queries
from kartoteka.documents.models import CustomerDocument, DocumentType
from kartoteka.documents.rules import Feature, kept_value
from kartoteka.kernel.actor import SYSTEM, Actor, Realm
from kartoteka.register import operations as register
from kartoteka.register.operations.editing import ChangedMeanwhile, NotThere
from kartoteka.trail import queries as trail
from tests import build
from tests.documents.making import a_document

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 26)
CUSTOMER = Actor(user_id=None, realm=Realm.PORTAL)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def shown(public_id: uuid.UUID, on: dt.date = DAY) -> queries.DocumentLine:
    return queries.document(viewer=SYSTEM, public_id=public_id, on=on)


def ending(within_days: int | None = None) -> list[str]:
    found = queries.expiring(viewer=SYSTEM, on=DAY, within_days=within_days)
    return [one.number for one in found]


def test_keeps_what_the_type_asks_for_in_one_form() -> None:
    public_id = a_document(
        build.a_party(), "policy", number=" PZU  77 ", issuer="PZU", valid_to=day("2027-05-01"),
        features={"sum": "1 200,50", "unknown": "x"},
    )  # fmt: skip
    kept = shown(public_id)
    assert (kept.number, kept.issuer, kept.type_name) == ("PZU 77", "PZU", "Insurance policy")
    assert [(one.name, one.value) for one in kept.features] == [("Sum insured", "1200.50")]


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        ("TEXT", "  dwa  słowa ", "dwa słowa"),
        ("TEXT", "x" * 201, None),
        ("NUMBER", "1 234,5", "1234.5"),
        ("NUMBER", "NaN", None),
        ("NUMBER", "1e999", None),
        ("NUMBER", "12x", None),
        ("DAY", dt.date(2026, 2, 28), "2026-02-28"),
        ("DAY", "2026-02-30", None),
        ("YESNO", True, "yes"),
        ("YESNO", "no", "no"),
        ("YESNO", "perhaps", None),
        ("CHOICE", "A", "A"),
        ("CHOICE", "C", None),
        ("TEXT", "", ""),
        ("YESNO", None, ""),
    ],
)
def test_a_value_fits_its_feature_or_not(kind: str, value: Any, kept: str | None) -> None:
    feature = Feature("x", {"pl": "Cecha"}, kind, options=("A", "B"))
    assert kept_value(feature, value) == kept


def test_refuses_what_the_type_forbids() -> None:
    party = build.a_party()
    with pytest.raises(operations.NumberMissing):
        a_document(party, "extract", number=" ")
    with pytest.raises(operations.EndMissing):
        a_document(party, "policy")
    with pytest.raises(operations.FeatureMissing) as missing:
        a_document(party, "authority")
    assert missing.value.field == "feature_person"
    with pytest.raises(operations.FeatureUnfit) as unfit:
        a_document(party, "policy", valid_to=DAY, features={"sum": "dużo"})
    assert (unfit.value.field, unfit.value.facts["value"]) == ("feature_sum", "dużo")
    with pytest.raises(operations.EndsBeforeItBegins):
        a_document(party, valid_from=day("2026-02-02"), valid_to=day("2026-02-01"))
    with pytest.raises(NotThere):
        a_document(987_654)
    DocumentType.objects.filter(code="title").update(is_retired=True)
    with pytest.raises(operations.NoSuchType):
        a_document(party, "title")
    assert CustomerDocument.objects.count() == 0


def test_one_number_of_a_type_is_in_force_once() -> None:
    party = build.a_party()
    first = a_document(party)
    with pytest.raises(operations.DocumentTwice):
        a_document(party)
    a_document(party, "mandate")
    a_document(build.a_party("Bartek"))
    operations.withdraw_document(actor=SYSTEM, document_id=shown(first).id, reason="błąd")
    a_document(party)
    with pytest.raises(operations.DocumentTwice):
        operations.reinstate_document(actor=SYSTEM, document_id=shown(first).id)


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "state"),
    [
        (None, None, "VALID"),
        ("2026-11-26", "2026-11-26", "ENDING"),
        ("2026-11-27", None, "COMING"),
        (None, "2026-11-25", "ENDED"),
        (None, "2026-12-26", "ENDING"),
        (None, "2026-12-27", "VALID"),
    ],
)
def test_what_a_document_is_on_a_day(
    valid_from: str | None, valid_to: str | None, state: str
) -> None:
    public_id = a_document(
        build.a_party(),
        valid_from=day(valid_from) if valid_from else None,
        valid_to=day(valid_to) if valid_to else None,
    )
    assert shown(public_id).state == state


def test_each_type_warns_as_early_as_it_says() -> None:
    party = build.a_party()
    a_document(party, "extract", number="30", valid_to=day("2027-01-10"))
    a_document(party, "policy", number="60", valid_to=day("2027-01-10"))
    assert ending() == ["60"]
    assert ending(within_days=45) == ["30", "60"]
    assert ending(within_days=44) == []
    assert queries.warned(viewer=SYSTEM, on=DAY) == queries.Warned(1, 0)


def test_a_later_document_of_the_type_ends_the_warning() -> None:
    party = build.a_party()
    a_document(party, number="old", valid_to=day("2026-11-20"))
    a_document(party, number="ending", valid_to=day("2026-12-01"))
    assert ending() == ["ending"]
    assert queries.warned(viewer=SYSTEM, on=DAY, party_id=party) == queries.Warned(1, 0)
    new = a_document(party, number="new", valid_from=day("2026-12-02"))
    assert ending() == []
    papers = queries.documents_of(viewer=SYSTEM, party_id=party, on=DAY)
    assert [one.needs_care for one in papers] == [False, False, False]
    operations.withdraw_document(actor=SYSTEM, document_id=shown(new).id, reason="odwołane")
    assert ending() == ["ending"]


def test_archived_customers_wait_for_nothing() -> None:
    party = build.a_party()
    a_document(party, valid_to=day("2026-11-20"))
    assert queries.warned(viewer=SYSTEM, on=DAY).ended == 1
    register.archive_party(actor=SYSTEM, party_id=party)
    assert queries.warned(viewer=SYSTEM, on=DAY).together == 0


def test_misses_what_is_required_of_a_kind_of_party() -> None:
    DocumentType.objects.filter(code="extract").update(required_of=["COMPANY"])
    company = build.a_party("Firma", number="K-1")
    build.a_party("Osoba", kind="PERSON")
    branch = build.a_party("Oddział", parent_id=company, place="BRANCH")
    missed = queries.missing(viewer=SYSTEM, on=DAY)
    assert [(one.party_number, one.type_name) for one in missed] == [
        ("K-1", "Extract from a register")
    ]
    assert queries.missing(viewer=SYSTEM, on=DAY, party_id=branch) == []
    a_document(company, valid_to=day("2026-11-25"))
    assert len(queries.missing(viewer=SYSTEM, on=DAY)) == 1
    assert queries.missing(viewer=SYSTEM, on=day("2026-11-25")) == []
    a_document(company, number="2")
    assert queries.missing(viewer=SYSTEM, on=DAY) == []


def test_a_change_keeps_its_history_and_tells_of_another() -> None:
    party = build.a_party()
    before = shown(a_document(party))
    draft = operations.DocumentDraft(type_id=before.type_id, number="7", valid_to=day("2027-01-01"))
    operations.change_document(actor=SYSTEM, document_id=before.id, draft=draft)
    with pytest.raises(ChangedMeanwhile):
        operations.change_document(
            actor=SYSTEM, document_id=before.id, draft=draft, expected_version=before.version
        )
    change = trail.changes_of(viewer=SYSTEM, party_id=party)[0]
    assert ("number", "1/2026", "7") in [(f.label, f.old, f.new) for f in change.fields]


def test_history_says_type_and_features_in_words() -> None:
    party = build.a_party()
    a_document(party, "authority", features={"person": "Jan Kos"})
    fields = {f.label: f.new for f in trail.changes_of(viewer=SYSTEM, party_id=party)[0].fields}
    assert fields["document type"] == "Power of attorney"
    assert fields["features"] == "Authorised person: Jan Kos"


def test_withdrawing_needs_a_reason_and_can_be_taken_back() -> None:
    public_id = a_document(build.a_party())
    with pytest.raises(operations.ReasonMissing):
        operations.withdraw_document(actor=SYSTEM, document_id=shown(public_id).id, reason=" ")
    operations.withdraw_document(actor=SYSTEM, document_id=shown(public_id).id, reason="odwołane")
    assert (shown(public_id).state, shown(public_id).reason) == ("WITHDRAWN", "odwołane")
    operations.reinstate_document(actor=SYSTEM, document_id=shown(public_id).id)
    assert (shown(public_id).state, shown(public_id).reason) == ("VALID", "")


def test_only_staff_see_documents() -> None:
    party = build.a_party()
    public_id = a_document(party, valid_to=DAY)
    assert queries.documents_of(viewer=CUSTOMER, party_id=party, on=DAY) == []
    assert queries.expiring(viewer=CUSTOMER, on=DAY) == []
    assert queries.warned(viewer=CUSTOMER, on=DAY).together == 0
    assert queries.missing(viewer=CUSTOMER, on=DAY) == []
    assert queries.types(viewer=CUSTOMER) == []
    with pytest.raises(queries.NoSuchContent):
        queries.document(viewer=CUSTOMER, public_id=public_id, on=DAY)


def test_the_one_box_finds_a_document_by_its_number() -> None:
    party = build.a_party()
    a_document(party, number="KRS 0000123/26")
    found = queries.search(viewer=SYSTEM, text="krs 0000123", limit=5)
    assert [(one.party_id, one.number) for one in found] == [(party, "KRS 0000123/26")]


def a_draft(**said: Any) -> operations.TypeDraft:
    return operations.TypeDraft(**{"name": {"pl": "Koncesja", "sk": "Koncesia"}, **said})


def test_administrators_keep_the_types() -> None:
    boss = build.an_administrator().as_actor()
    kinds = (Feature("f1", {"pl": "Zakres"}, "CHOICE", options=("A", "B")),)
    type_id = operations.add_type(actor=boss, draft=a_draft(features=kinds, warn_days=90))
    line = queries.document_type(viewer=boss, type_id=type_id)
    assert (line.name, line.warn_days, line.used) == ("Koncesja", 90, 0)
    (feature,) = line.features
    assert replace(feature, key="f1") == kinds[0]
    assert len(feature.key) == 12
    operations.change_type(actor=boss, type_id=type_id, draft=a_draft(is_retired=True))
    assert type_id not in [one.id for one in queries.types(viewer=boss)]
    assert type_id in [one.id for one in queries.types(viewer=boss, with_retired=True)]
    clerk = build.a_user().as_actor()
    with pytest.raises(operations.NotAllowed):
        operations.add_type(actor=clerk, draft=a_draft())
    with pytest.raises(operations.NotAllowed):
        operations.change_type(actor=clerk, type_id=type_id, draft=a_draft())
    with pytest.raises(operations.NameMissing):
        operations.add_type(actor=boss, draft=a_draft(name={"pl": " "}))
    broken = (Feature("f1", {"pl": "Zakres"}, "CHOICE"),)
    with pytest.raises(operations.OptionsMissing):
        operations.add_type(actor=boss, draft=a_draft(features=broken))
    with pytest.raises(operations.types.WarnDaysOutside):
        operations.add_type(actor=boss, draft=a_draft(warn_days=731))


def test_a_feature_with_values_neither_goes_nor_changes_its_kind() -> None:
    choice = Feature("f1", {"pl": "Zakres"}, "CHOICE", options=("A", "B"))
    type_id = operations.add_type(actor=SYSTEM, draft=a_draft(features=(choice,)))
    (kept,) = queries.document_type(viewer=SYSTEM, type_id=type_id).features
    draft = operations.DocumentDraft(type_id=type_id, features={kept.key: "A"})
    operations.add_document(actor=SYSTEM, party_id=build.a_party(), draft=draft)

    def change(*features: Feature) -> None:
        operations.change_type(actor=SYSTEM, type_id=type_id, draft=a_draft(features=features))

    for features in (
        (),
        (replace(kept, kind="TEXT"),),
        (replace(kept, options=("B",)),),
    ):
        with pytest.raises(operations.FeatureInUse) as refused:
            change(*features)
        assert refused.value.facts == {"count": 1, "feature": "Zakres"}
    change(replace(kept, name={"pl": "Zakres prac"}, options=("A", "C")))
    assert queries.document_type(viewer=SYSTEM, type_id=type_id).features[0].key == kept.key
