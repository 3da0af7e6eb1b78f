from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("documents", "0010_attachments"), ("trail", "0001_initial")]
    operations = [
        from_file("kartoteka.documents", "types"),
        from_file("kartoteka.documents", "watch"),
    ]
