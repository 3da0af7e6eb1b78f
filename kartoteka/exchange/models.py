"""Tables of imports: where rows come from, how columns were mapped, what every run did."""

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Source(models.Model):
    """A database that a superadministrator or the command line has named.

    `secret` is its address, encrypted; `shown` is the same without user and password.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=60)
    secret = models.TextField()
    shown = models.CharField(max_length=250)
    system = models.CharField(max_length=20)
    is_active = models.BooleanField(db_default=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint("name", name="exchange_source_name_unique")]


class Mapping(models.Model):
    """Which column goes where, kept under a name. A change is a new version; runs keep theirs.

    `plan` holds table or query, columns, settings and how the file is written.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True)
    plan = models.JSONField()
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("name", "version", name="exchange_mapping_version_unique"),
        ]


class Run(models.Model):
    """One import from the first choice to the report. `plan` as in Mapping, while it is made."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("being prepared")
        CHECKING = "CHECKING", _("dry run under way")
        CHECKED = "CHECKED", _("checked")
        RUNNING = "RUNNING", _("under way")
        DONE = "DONE", _("done")
        FAILED = "FAILED", _("failed")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True)
    mapping = models.ForeignKey(Mapping, on_delete=models.PROTECT, null=True, blank=True)
    file = models.CharField(max_length=120, blank=True, db_default="")
    file_name = models.CharField(max_length=200, blank=True, db_default="")
    plan = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, db_default=State.DRAFT)
    job = models.UUIDField(null=True, blank=True)
    counts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True, db_default="")
    message = models.TextField(blank=True, db_default="")
    started_by = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)


class RunRow(models.Model):
    """A row of a run that a person should see, with the reason, and what would change in it.

    `what` is by what a person knows it again where it comes from.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="rows", db_index=False)
    number = models.BigIntegerField()
    outcome = models.CharField(max_length=8)
    field = models.CharField(max_length=30, blank=True, db_default="")
    code = models.CharField(max_length=30, blank=True, db_default="")
    facts = models.JSONField(default=dict)
    what = models.CharField(max_length=160, blank=True, db_default="")

    class Meta:
        indexes = [models.Index("run", "outcome", "number", name="exchange_runrow_order")]


class ExternalId(models.Model):
    """What a row of ours is called in the program that it came from."""

    system = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    external_id = models.CharField(max_length=120)
    row = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "system", "kind", "external_id", name="exchange_externalid_unique"
            ),
        ]
        indexes = [models.Index("kind", "row", name="exchange_externalid_row")]
