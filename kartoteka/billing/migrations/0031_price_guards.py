from django.db import migrations

from kartoteka.kernel.migration import from_file


class Migration(migrations.Migration):
    dependencies = [("billing", "0030_prices"), ("trail", "0001_initial")]
    operations = [from_file("kartoteka.billing", "price_guards")]
