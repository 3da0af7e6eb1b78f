import csv
import datetime as dt
from importlib.resources import files

from django.db import migrations

from kartoteka.kernel import days

FIRST, LAST = dt.date(1990, 1, 1), dt.date(2060, 12, 31)
SK_OLD_BASIS = "par. 3 nar. vl. 87/1995 as am. 586/2008 (par. 10c; par. 3 nar. vl. 21/2013)"
SK_KINDS = {
    "sk_civil_delay_by_first_day": True,
    "sk_commercial_delay_fixed_by_first_day": True,
    "sk_commercial_delay_half_year": False,
}
ACCESSORIES_FIRST = ["COST", "INTEREST", "PRINCIPAL"]
INTEREST_FIRST = ["INTEREST", "COST", "PRINCIPAL"]
PRINCIPAL_FIRST = ["PRINCIPAL", "INTEREST", "COST"]
SCHEMES = [
    # code, country, regime, order inside a debt, interest that takes part, legal basis
    ("PL_UTILITY", "PL", "civil", ACCESSORIES_FIRST, "POSTED", "PL_KC_451"),
    ("PL_COLLECTION", "PL", "civil", ACCESSORIES_FIRST, "ACCRUED", "PL_KC_451"),
    ("SK_BUSINESS", "SK", "business", INTEREST_FIRST, "POSTED", "SK_OBZ_330"),
    ("SK_BUSINESS_COLLECTION", "SK", "business", INTEREST_FIRST, "ACCRUED", "SK_OBZ_330"),
    ("SK_CONSUMER", "SK", "consumer", PRINCIPAL_FIRST, "POSTED", "SK_OZ_566"),
]


def rates(apps, schema_editor):
    rate = apps.get_model("ledger", "InterestRate")
    kind = apps.get_model("ledger", "InterestKind")
    path = files("kartoteka.ledger") / "data" / "interest_rates.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    rate.objects.bulk_create(
        rate(
            kind=row["kind"],
            country=row["country"],
            valid_from=row["valid_from"],
            valid_to=row["valid_to"] or None,
            percent=row["annual_percent"],
            legal_basis=row["legal_basis"],
            confidence=row["confidence"],
        )
        for row in rows
    )
    kind.objects.bulk_create(
        kind(
            code=code,
            country=country,
            is_fixed=SK_KINDS.get(code, False),
            old_before=dt.date(2013, 2, 1) if code in SK_KINDS else None,
            old_kind="sk_ecb_base" if code in SK_KINDS else "",
            old_points=8 if code in SK_KINDS else 0,
            old_basis=SK_OLD_BASIS if code in SK_KINDS else "",
        )
        for code, country in {row["kind"]: row["country"] for row in rows}.items()
    )


def schemes(apps, schema_editor):
    scheme = apps.get_model("ledger", "Scheme")
    scheme.objects.bulk_create(
        scheme(
            code=code,
            country=country,
            regime=regime,
            components=components,
            interest=interest,
            basis=basis,
        )
        for code, country, regime, components, interest, basis in SCHEMES
    )


def calendar(apps, schema_editor):
    moved = apps.get_model("ledger", "MovedDay")
    moved.objects.bulk_create(
        (
            moved(country=country, day=day, worked_on=worked_on)
            for country in days.COUNTRIES
            for day, worked_on in days.moved_terms(country, FIRST, LAST).items()
        ),
        batch_size=5000,
    )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_guards")]
    operations = [
        migrations.RunPython(rates, migrations.RunPython.noop),
        migrations.RunPython(schemes, migrations.RunPython.noop),
        migrations.RunPython(calendar, migrations.RunPython.noop),
    ]
