from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("usersessions", "0001_initial"),
    ]
    operations = [from_file("kartoteka.access", "sign_in_rights")]
