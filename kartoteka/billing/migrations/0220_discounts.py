from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0041_note_corrections")]

    operations = [
        migrations.AddField("PricedLine", "discount", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="discount in per cent")),
        migrations.AddField("PricedLine", "terms_from", models.DateField(blank=True, null=True, verbose_name="trade terms from")),
        migrations.AddConstraint("PricedLine", models.CheckConstraint(condition=models.Q(models.Q(("discount__isnull", True), ("terms_from__isnull", True)), models.Q(("discount__gt", 0), ("discount__lte", 100), ("terms_from__isnull", False)), _connector="OR"), name="billing_pricedline_discount_fits")),
    ]
