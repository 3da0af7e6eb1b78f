from django.db import migrations


def counted(apps, schema_editor):
    """Claims to which something has happened are counted anew; a new office has none."""
    if not apps.get_model("billing", "Limitation").objects.exists():
        return
    from kartoteka.billing.operations.limitation import count_anew
    from kartoteka.kernel.actor import SYSTEM

    count_anew(actor=SYSTEM)


class Migration(migrations.Migration):
    dependencies = [("billing", "0300_interest_limits")]

    operations = [migrations.RunPython(counted, migrations.RunPython.noop)]
