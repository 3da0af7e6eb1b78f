from django.db import migrations

from kartoteka.kernel.migration import from_file

ACT = "art. 10 ust. 1 ustawy z 8.03.2013"
# country, from, to, amount from which, that amount included, euro, legal basis
TIERS = [
    ("PL", "2013-04-28", "2019-12-31", 0, False, 40, ACT),
    ("PL", "2020-01-01", None, 0, False, 40, ACT),
    ("PL", "2020-01-01", None, 5000, False, 70, ACT),
    ("PL", "2020-01-01", None, 50000, True, 100, ACT),
    ("SK", "2013-02-01", None, 0, False, 40, "§ 2 nar. vl. 21/2013 Z. z."),
]


def law(apps, schema_editor):
    tier = apps.get_model("billing", "CompensationTier")
    names = ("country", "valid_from", "valid_to", "least", "includes_least", "euro", "basis")
    tier.objects.bulk_create(tier(**dict(zip(names, row, strict=True))) for row in TIERS)


class Migration(migrations.Migration):
    dependencies = [("billing", "0007_compensation"), ("trail", "0001_initial")]
    operations = [
        migrations.RunPython(law, migrations.RunPython.noop),
        from_file("kartoteka.billing", "compensation_guards"),
    ]
