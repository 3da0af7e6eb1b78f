from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    initial = True
    # Rights by default must stand before the first table is made, Django's own included.
    run_before = [
        ("account", "0001_initial"),
        ("contenttypes", "0001_initial"),
        ("mfa", "0001_initial"),
        ("procrastinate", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]
    operations = [from_file("kartoteka.kernel", "functions")]
