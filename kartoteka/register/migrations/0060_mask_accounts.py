from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("register", "0030_custom_fields")]

    operations = [
        from_file("kartoteka.register", "search_refresh"),
        from_file("kartoteka.register", "mask_accounts"),
    ]
