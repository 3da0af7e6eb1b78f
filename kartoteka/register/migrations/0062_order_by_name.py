from django.db import migrations, models


class Migration(migrations.Migration):
    """The index that leads a list by names tells kind and state, too: rows of others are passed by
    without looking them up."""

    dependencies = [("register", "0061_field_stamp")]

    operations = [
        operation
        for language in ("pl", "sk")
        for operation in (
            migrations.RemoveIndex("party", f"register_party_sort_{language}"),
            migrations.AddIndex(
                "party",
                models.Index(
                    fields=[f"sort_{language}", "id"],
                    include=["kind", "state"],
                    name=f"register_party_sort_{language}",
                ),
            ),
        )
    ]
