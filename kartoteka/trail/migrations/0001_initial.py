from django.conf import settings
from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("kernel", "0001_functions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        from_file("kartoteka.trail", "changes"),
        from_file("kartoteka.trail", "watch_access"),
    ]
