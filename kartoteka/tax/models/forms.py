"""Forms whose XSD the office has installed, and which value stands where in them."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.documents.models import Content


class Schema(models.Model):
    """A form by its XSD; a new version is a new row. `code` is what the form calls itself."""

    name = models.CharField(_("file"), max_length=200)
    namespace = models.CharField(_("namespace"), max_length=300, blank=True)
    code = models.CharField(_("form"), max_length=40, blank=True, db_default="")
    version = models.CharField(_("version"), max_length=60, blank=True, db_default="")
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    installed_at = models.DateTimeField(db_default=Now(), editable=False)
    actor = models.BigIntegerField(null=True, editable=False)

    class Meta:
        verbose_name = _("form of an e-Declaration")


class SchemaFile(models.Model):
    """A file that a form is made of, in the order of reading; the first is the form itself."""

    schema = models.ForeignKey(Schema, on_delete=models.PROTECT, related_name="files")
    place = models.SmallIntegerField()
    name = models.CharField(max_length=200)
    content = models.ForeignKey(Content, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint("schema", "place", name="tax_schemafile_place"),
        ]


class FormYear(models.Model):
    """Which form a year is told on, as the office has chosen."""

    year = models.SmallIntegerField(_("year"), primary_key=True)
    schema = models.ForeignKey(Schema, on_delete=models.PROTECT, verbose_name=_("form"))

    class Meta:
        verbose_name = _("form of a year")


class Mapping(models.Model):
    """What stands at a path of a form: a known value, or always the same text."""

    schema = models.ForeignKey(Schema, on_delete=models.CASCADE, related_name="mappings")
    path = models.CharField(_("place in the form"), max_length=500)
    value = models.CharField(_("value"), max_length=40, blank=True, db_default="")
    text = models.CharField(_("fixed text"), max_length=200, blank=True, db_default="")

    class Meta:
        verbose_name = _("value in a form")
        constraints = [
            models.UniqueConstraint("schema", "path", name="tax_mapping_unique"),
            models.CheckConstraint(
                name="tax_mapping_says_one_thing",
                condition=(Q(value="") & ~Q(text="")) | (~Q(value="") & Q(text="")),
            ),
        ]
