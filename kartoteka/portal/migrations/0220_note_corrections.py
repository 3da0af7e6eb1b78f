from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("portal", "0200_agreement_rates"), ("billing", "0041_note_corrections")]
    operations = [from_file("kartoteka.billing", "portal_corrections")]
