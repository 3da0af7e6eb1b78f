from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("portal", "0002_contents"), ("register", "0053_reach")]
    operations = [
        from_file("kartoteka.register", "portal_blocks"),
        from_file("kartoteka.register", "portal_reach"),
    ]
