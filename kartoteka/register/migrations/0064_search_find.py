from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("register", "0063_search_match")]

    operations = [from_file("kartoteka.register", "search_find")]
