from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("register", "0021_town_index")]

    operations = [from_file("kartoteka.register", "field_stamps")]
