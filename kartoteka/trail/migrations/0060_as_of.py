from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("trail", "0010_evidence")]

    operations = [from_file("kartoteka.trail", "as_of_function")]
