from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("register", "0062_order_by_name")]

    operations = [from_file("kartoteka.register", "search_match")]
