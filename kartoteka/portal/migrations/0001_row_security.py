from django.db import migrations

from kartoteka.kernel.migration import from_file

# Each room says in its own sql/portal.sql what a customer may read of it; here they are put in
# force together, lower rooms first, once all their tables stand.
ROOMS = ("kernel", "register", "agreements", "ledger", "billing", "payments", "correspondence")


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("access", "0001_initial"),
        ("register", "0001_initial"),
        ("documents", "0001_initial"),
        ("agreements", "0001_initial"),
        ("correspondence", "0002_reset_requests"),
        ("ledger", "0003_law"),
        ("billing", "0001_initial"),
        ("payments", "0002_guards"),
    ]
    operations = [from_file(f"kartoteka.{room}", "portal") for room in ROOMS]
