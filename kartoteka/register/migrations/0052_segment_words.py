import csv
from importlib.resources import files

from django.db import migrations

from kartoteka.kernel.migration import from_file

# What every office begins with, in Polish, Slovak and English; it adds, renames and retires.
CHOICES = {
    "ROLE": [
        ("CUSTOMER", "", "klient", "zákazník", "customer"),
        ("DEBTOR", "amber", "dłużnik", "dlžník", "debtor"),
        ("CREDITOR", "green", "wierzyciel", "veriteľ", "creditor"),
        ("SUPPLIER", "blue", "dostawca", "dodávateľ", "supplier"),
        ("EMPLOYEE", "blue", "pracownik", "zamestnanec", "employee"),
        ("SALESPERSON", "blue", "handlowiec", "obchodný zástupca", "sales person"),
        ("PARTNER", "", "partner", "partner", "partner"),
    ],
    "PRIORITY": [
        ("HIGH", "red", "wysoki", "vysoká", "high"),
        ("NORMAL", "", "zwykły", "bežná", "normal"),
        ("LOW", "grey", "niski", "nízka", "low"),
    ],
    "CLASSIFICATION": [
        ("STRATEGIC", "blue", "strategiczny", "strategický", "strategic"),
        ("REGULAR", "", "stały", "stály", "regular"),
        ("OCCASIONAL", "grey", "okazjonalny", "príležitostný", "occasional"),
    ],
    "SOURCE": [
        ("RECOMMENDATION", "", "polecenie", "odporúčanie", "recommendation"),
        ("WEBSITE", "", "strona internetowa", "webová stránka", "website"),
        ("ADVERTISEMENT", "", "reklama", "reklama", "advertisement"),
        ("FAIR", "", "targi", "veľtrh", "trade fair"),
        ("OWN_SEARCH", "", "własne poszukiwanie", "vlastné vyhľadávanie", "own search"),
        ("TAKEOVER", "", "przejęcie wierzytelności", "postúpenie pohľadávok", "assigned claims"),
    ],
    "FUNCTION": [
        ("OWNER", "", "właściciel", "majiteľ", "owner"),
        ("BOARD_MEMBER", "", "członek zarządu", "člen predstavenstva", "board member"),
        ("STATUTORY", "", "reprezentant ustawowy", "štatutárny zástupca", "statutory representative"),
        ("PROXY", "", "pełnomocnik", "splnomocnenec", "authorised representative"),
        ("ACCOUNTANT", "", "księgowy", "účtovník", "accountant"),
        ("ADMINISTRATOR", "", "zarządca nieruchomości", "správca nehnuteľnosti", "property manager"),
        ("TECHNICAL", "", "kontakt techniczny", "technický kontakt", "technical contact"),
        ("GUARDIAN", "", "opiekun prawny", "zákonný zástupca", "legal guardian"),
        ("HEIR", "", "spadkobierca", "dedič", "heir"),
    ],
    "PRICE_GROUP": [
        ("STANDARD", "", "podstawowa", "základná", "standard"),
    ],
}  # fmt: skip
SCHEMES = {"nace2": ("PKD2007", "NACE2"), "nace21": ("PKD2025", "NACE21")}


def choices(apps, schema_editor):
    choice = apps.get_model("register", "Choice")
    choice.objects.bulk_create(
        choice(
            list=name,
            code=code,
            colour=colour,
            labels={"pl": pl, "sk": sk, "en": en},
            position=place,
        )
        for name, entries in CHOICES.items()
        for place, (code, colour, pl, sk, en) in enumerate(entries, start=1)
    )


def activities(apps, schema_editor):
    activity = apps.get_model("register", "Activity")
    path = files("kartoteka.register") / "data" / "activities.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines(), delimiter=";"))
    activity.objects.bulk_create(
        activity(
            scheme=scheme,
            code=row["code"],
            parent_code="" if row[revision] == "top" else row[revision],
            level=1 if row[revision] == "top" else 2,
            labels={language: row[language] for language in ("pl", "sk", "en")},
        )
        for revision, schemes in SCHEMES.items()
        for scheme in schemes
        for row in rows
        if row[revision]
    )


class Migration(migrations.Migration):
    dependencies = [("register", "0051_segments")]
    operations = [
        migrations.RunPython(choices, migrations.RunPython.noop),
        migrations.RunPython(activities, migrations.RunPython.noop),
        from_file("kartoteka.register", "segments"),
    ]
