"""Thirty custom fields of every customer, defined as an office would, with invented values."""

import datetime as dt
from decimal import Decimal
from typing import Any

import django

django.setup()

# ruff: noqa: E402  (Django must be ready before its models are imported)
from bench.generator import mixed
from bench.work import Result, Task, timed
from kartoteka.kernel.actor import SYSTEM
from kartoteka.register.fields.definitions import FieldDraft
from kartoteka.register.models import Party
from kartoteka.register.operations.fields import definitions, upkeep, values
from kartoteka.register.queries import fields as queries

SIZES = (4, 8, 16, 64, 256, 1024)  # values of the six dictionaries
FIGURES, TEXTS, DATES, YES_NO = 12, 6, 4, 2
DAY = dt.date(2020, 1, 1)


def define(task: Task) -> Result:
    """The tab, its fields and their indexes."""
    tab = definitions.add_tab(actor=SYSTEM, record="party", key="bench", labels={"pl": "Pomiar"})

    def add(key: str, kind: str, **said: Any) -> None:
        draft = FieldDraft(tab_id=tab, key=key, kind=kind, labels={"pl": key}, **said)
        definitions.add_field(actor=SYSTEM, draft=draft)

    for place, size in enumerate(SIZES):
        add(f"dict{place}", "DICTIONARY", own_values=tuple(f"Wartość {n}" for n in range(size)),
            is_indexed=place < 4)  # fmt: skip
    for place in range(FIGURES):
        money = {"currency": "PLN", "decimals": 2} if place % 2 else {}
        add(f"figure{place}", "MONEY" if money else "NUMBER", is_indexed=place < 2, **money)
    for place in range(TEXTS):
        add(f"text{place}", "TEXT")
    for place in range(DATES):
        add(f"date{place}", "DATE", is_indexed=place == 0)
    for place in range(YES_NO):
        add(f"yes{place}", "YES_NO")
    upkeep.tend_indexes(actor=SYSTEM)
    return Result()


def fill(task: Task) -> Result:
    """Values of every customer, in parts of 20,000."""
    keys = list(Party.objects.filter(is_creditor=False).order_by("pk").values_list("pk", flat=True))
    options = codes()

    def work() -> None:
        for start in range(0, len(keys), 20_000):
            part = enumerate(keys[start : start + 20_000], start)
            rows = ((pk, of(index, options)) for index, pk in part)
            values.set_fields_many(actor=SYSTEM, record="party", rows=rows)

    return timed(len(keys), work)


def of(index: int, codes: list[list[str]]) -> dict[str, Any]:
    """The thirty values of one customer."""
    found: dict[str, Any] = {
        f"dict{place}": options[mixed(index, 200 + place) % len(options)]
        for place, options in enumerate(codes)
    }
    for place in range(FIGURES):
        number = mixed(index, 300 + place) % 100_000
        found[f"figure{place}"] = Decimal(number).scaleb(-2 if place % 2 else 0)
    for place in range(TEXTS):
        found[f"text{place}"] = f"uwaga {mixed(index, 400 + place)}"
    for place in range(DATES):
        found[f"date{place}"] = str(DAY + dt.timedelta(days=mixed(index, 500 + place) % 3_000))
    for place in range(YES_NO):
        found[f"yes{place}"] = mixed(index, 600 + place) % 2 == 0
    return found


def codes() -> list[list[str]]:
    known = {one.key: one for one in queries.definitions(viewer=SYSTEM, record="party")}
    return [[o.code for o in known[f"dict{place}"].options] for place in range(len(SIZES))]
