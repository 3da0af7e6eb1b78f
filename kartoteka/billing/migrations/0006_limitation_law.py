import json
from importlib.resources import files

from django.db import migrations

from kartoteka.kernel.migration import from_file


def law(apps, schema_editor):
    path = files("kartoteka.billing") / "data" / "limitation.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    for name, part, columns in (
        (
            "LimitationTerm",
            "terms",
            "country claim valid_from valid_to years to_year_end basis confidence",
        ),
        ("LimitationEffect", "effects", "country event valid_from valid_to effect basis"),
        ("ClaimRule", "rules", "country entry_kind debtor claim"),
    ):
        model = apps.get_model("billing", name)
        model.objects.bulk_create(
            model(**dict(zip(columns.split(), row, strict=True))) for row in told[part]
        )


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0005_limitation"),
        ("kernel", "0020_blanking"),
        ("trail", "0001_initial"),
        ("register", "0020_erased"),
    ]
    operations = [
        migrations.RunPython(law, migrations.RunPython.noop),
        from_file("kartoteka.billing", "limitation_guards"),
        from_file("kartoteka.billing", "erase"),
    ]
