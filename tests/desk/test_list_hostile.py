"""Lists under hostile hands: forged marks, queries that cannot be, numbers that stay masked."""

import base64
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from kartoteka.access.models import JobProgress, SavedView
from kartoteka.kernel import listing
from kartoteka.kernel.actor import SYSTEM
from kartoteka.kernel.listing import Order, Which
from kartoteka.register import operations as register
from kartoteka.register.criteria.parties import PARTIES
from kartoteka.register.operations import AccountDraft, BlockDraft
from tests.build import a_party, a_user
from tests.desk.test_every_list import TODAY

pytestmark = pytest.mark.django_db


def mark(*said: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


def one(field: str, op: str, value: Any) -> str:
    return json.dumps({"all": [{"field": field, "op": op, "value": [value]}]})


def opened(client: Client, said: dict[str, Any], name: str = "parties") -> int:
    return client.get(f"{reverse(name)}?{urlencode(said)}").status_code


@pytest.fixture
def two() -> Sequence[int]:
    return [
        a_party(
            name,
            kind="PERSON",
            identifiers={"PESEL": pesel},
            accounts=(AccountDraft(account),),
        )
        for name, pesel, account in (
            ("Młoda Ewa", "02070803628", "PL61109010140000071219812874"),
            ("Nowak Adam", "44051401359", "PL27114020040000300201355387"),
        )
    ]


@pytest.mark.parametrize("key", ["pesel", "iban"])
def test_no_order_and_no_mark_tells_a_sealed_number(
    client: Client, two: Sequence[int], key: str
) -> None:
    which = Which(SYSTEM, TODAY)
    page = listing.page(PARTIES, which, ["name", key], [Order(key, downwards=True)], limit=1)
    assert page.rows[0][0] == two[0]
    assert base64.urlsafe_b64decode(page.after + "==") == f"[{two[0]}]".encode()
    exported = listing.everything(PARTIES, which, ["name"], [Order(key, downwards=True)])
    assert [name for (name,) in exported] == ["Młoda Ewa", "Nowak Adam"]

    client.force_login(a_user())
    said = {"where": "", "columns": f"name,{key}", "sort": f"-{key}"}
    page_text = client.get(f"{reverse('parties')}?{urlencode(said)}").text
    assert page_text.count('class="k-sort"') == 1
    orders = page_text.split('name="order"')[1:]
    assert len(orders) == 3
    assert all(f'value="{key}"' not in part.partition("</select>")[0] for part in orders)


def test_rows_are_paged_by_what_they_have_several_of(two: Sequence[int]) -> None:
    for what in ("SALES", "CONTACT"):
        register.set_blocks(
            actor=SYSTEM,
            party_ids=[two[1]],
            draft=BlockDraft((what,), "x", TODAY),
        )
    which = Which(SYSTEM, TODAY)
    first = listing.page(PARTIES, which, ["name", "blocks"], [Order("blocks")], limit=1)
    second = listing.page(PARTIES, which, ["name"], [Order("blocks")], limit=1, after=first.after)
    assert [row for row, _values in first.rows + second.rows] == list(two)
    assert second.after == ""


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", "\x00"), ("name", "\ud800"), ("city", "\x00"), ("city", "\udfff"),
        ("place", "\x00"), ("discount", "1e999999"),
        ("discount", "1e-99999"), ("discount", "-Infinity"),
        ("discount", "NaN"), ("birth_date", "0001-01-01"), ("birth_date", "9999-12-31"),
        ("birth_date", "infinity"), ("roles", ["\x00"]), ("roles", [1]), ("roles", "x"),
        ("is_creditor", 1), ("name", ["x"]),
    ],
)  # fmt: skip
def test_a_forged_mark_is_a_mark_that_fits_or_none(client: Client, key: str, value: Any) -> None:
    a_party()
    client.force_login(a_user())
    for way in ("after", "before"):
        said = {"where": "", "columns": f"name,{key}", "sort": key, way: mark(1, value)}
        assert opened(client, said) == 200


@pytest.mark.parametrize(
    "where",
    [
        one("name", "is", "\ud800a"), one("email", "contains", "\udfff"),
        one("\ud800", "is", "x"), one("kind", "one_of", "\ud800"),
        one("groups", "one_of", "\ud800"), one("discount", "is", "1e-99999"),
        one("discount", "over", "1e400"),
        one("discount", "is", float("nan")), '{"field":"discount","op":"is","value":1e999}',
        '{"all":[' * 50 + "]}" * 50, "[" * 100_000, one("name", ["is"], "x"),  # type: ignore[arg-type]
        json.dumps({"field": "name", "op": "one_of", "value": ["a"] * 10_000}),
    ],
)  # fmt: skip
def test_a_query_that_cannot_be_is_refused_in_words(client: Client, where: str) -> None:
    client.force_login(a_user())
    assert opened(client, {"where": where}) == 422


def test_what_cannot_be_understood_is_done_to_nobody(client: Client, two: Sequence[int]) -> None:
    client.force_login(a_user())
    broken = urlencode({"where": one("field_gone", "is", "x")})
    sent = {"address": f"?{broken}", "all": "1", "sure": "1", "do": "save", "name": "alle"}
    acted = client.post(reverse("parties_act", args=["archive"]), sent)
    exported = client.get(f"{reverse('parties_export', args=['csv'])}?{broken}")
    saved = client.post(reverse("parties_views"), sent)

    assert acted["Location"] == f"{reverse('parties')}?{broken}"
    assert exported["Location"] == f"{reverse('parties')}?{broken}"
    assert saved["Location"] == reverse("parties")
    assert JobProgress.objects.count() == 0
    assert SavedView.objects.count() == 0
