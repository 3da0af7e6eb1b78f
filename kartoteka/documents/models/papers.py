"""Documents that customers bring: types with their own features, and the documents themselves."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.labels import said
from kartoteka.register.models import Party


class DocumentType(models.Model):
    """A kind of document: its name, its features and when its end is warned of.

    `name` is `{pl, sk, en}`; `features` a list of `{key, words, kind, required, options}` (see
    rules.Feature); `required_of` the kinds of party that must have a valid one; `warn_days` how
    long before its end a document is shown as ending.
    """

    code = models.SlugField(max_length=40, unique=True, editable=False)
    name = models.JSONField(_("name"))
    features = models.JSONField(_("features"), default=list)
    warn_days = models.PositiveSmallIntegerField(_("warning, days before the end"), db_default=30)
    needs_number = models.BooleanField(_("number required"), db_default=False)
    needs_end = models.BooleanField(_("last day required"), db_default=False)
    required_of = ArrayField(
        models.CharField(max_length=12, choices=Party.Kind.choices),
        verbose_name=_("required of"),
        default=list,
        blank=True,
    )
    is_retired = models.BooleanField(_("no longer used"), db_default=False)

    class Meta:
        verbose_name = _("document type")
        constraints = [
            models.CheckConstraint(
                name="documents_documenttype_warn_days", condition=Q(warn_days__lte=730)
            ),
        ]


class CustomerDocument(models.Model):
    """A document that a customer supplied; valid from–to, both days inclusive, NULL without end.

    `features` are the values that the type asks for, by key, as text (numbers with a point, days
    as YYYY-MM-DD, yes and no as "yes" and "no").
    """

    class State(models.TextChoices):
        IN_FORCE = "IN_FORCE", _("in force")
        WITHDRAWN = "WITHDRAWN", _("withdrawn")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="documents", db_index=False
    )
    type = models.ForeignKey(
        DocumentType,
        on_delete=models.PROTECT,
        verbose_name=_("document type"),
        db_index=False,
    )
    number = models.CharField(_("number"), max_length=100, blank=True, db_default="")
    issuer = models.CharField(_("issued by"), max_length=200, blank=True, db_default="")
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    features = models.JSONField(_("features"), default=dict)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, db_default="IN_FORCE")
    reason = models.CharField(_("reason"), max_length=200, blank=True, db_default="")
    note = models.CharField(_("remark"), max_length=1000, blank=True, db_default="")

    class Meta:
        verbose_name = _("customer's document")
        constraints = [
            models.CheckConstraint(
                name="documents_customerdocument_in_order",
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
            ),
            models.UniqueConstraint(
                "party",
                "type",
                "number",
                condition=Q(state="IN_FORCE") & ~Q(number=""),
                name="documents_customerdocument_once",
            ),
        ]
        indexes = [
            models.Index("party", "type", name="documents_paper_party"),
            models.Index(
                "valid_to",
                "id",
                name="documents_paper_end",
                condition=Q(state="IN_FORCE", valid_to__isnull=False),
            ),
            models.Index("type", "party", name="documents_paper_type"),
        ]

    @staticmethod
    def key_names() -> dict[str, str]:
        """The names of all features by key, in the reader's language: for the history."""
        language = get_language() or "pl"
        known = DocumentType.objects.values_list("features", flat=True)
        return {one["key"]: said(one["name"], language) for features in known for one in features}
