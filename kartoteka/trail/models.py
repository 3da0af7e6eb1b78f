"""The history table as Django sees it; the database owns and fills it (sql/changes.sql)."""

from django.db import models


class Change(models.Model):
    """One changed row: only the columns that changed, old and new, or a thin row for an insert."""

    at = models.DateTimeField()
    actor = models.BigIntegerField(null=True)
    real_actor = models.BigIntegerField(null=True)
    address = models.TextField(blank=True)
    db_role = models.TextField(null=True)
    table = models.TextField(db_column="table_name")
    row = models.BigIntegerField(null=True, db_column="row_id")
    party = models.BigIntegerField(null=True, db_column="party_id")
    op = models.CharField(max_length=1)
    old = models.JSONField(null=True, db_column="old_values")
    new = models.JSONField(null=True, db_column="new_values")

    class Meta:
        managed = False
        db_table = "trail_change"
