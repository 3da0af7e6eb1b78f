"""Fields that the office adds itself: tabs, fields, dictionaries; and the values of parties.

The values of a record lie in one `jsonb` column of a table beside it, keyed by the field's key. A
room whose records have such fields makes a table like `PartyFields` and declares the kind of record
in `register.record_kinds`.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kartoteka.register.fields.definitions import COLOURS, FieldType, IndexState
from kartoteka.register.models.parties import Party

_ROLES = [
    ("CLERK", _("everybody at the desk")),
    ("ADMINISTRATOR", _("administrators")),
    ("SUPERADMINISTRATOR", _("superadministrators")),
]


class FieldTab(models.Model):
    """A part of a record's page on which fields stand, named in three languages."""

    record = models.CharField(_("kind of record"), max_length=30)
    key = models.CharField(_("code"), max_length=40)
    labels = models.JSONField(_("name"))
    place = models.IntegerField(_("place in order"), db_default=0)
    is_in_details = models.BooleanField(_("panel in Details"), db_default=False)
    is_retired = models.BooleanField(_("retired"), db_default=False)

    class Meta:
        verbose_name = _("tab of fields")
        constraints = [
            models.UniqueConstraint("record", "key", name="register_fieldtab_key_unique"),
        ]


class Dictionary(models.Model):
    """A list of values to choose from, shared by several fields or the own one of a field."""

    key = models.CharField(_("code"), max_length=40)
    labels = models.JSONField(_("name"))
    is_shared = models.BooleanField(_("shared"), db_default=True)

    class Meta:
        verbose_name = _("dictionary")
        constraints = [models.UniqueConstraint("key", name="register_dictionary_key_unique")]


class DictionaryValue(models.Model):
    """A value of a dictionary. A retired one stays readable where it is used."""

    dictionary = models.ForeignKey(
        Dictionary, on_delete=models.CASCADE, related_name="values", verbose_name=_("dictionary")
    )
    code = models.CharField(_("code"), max_length=40)
    labels = models.JSONField(_("name"))
    colour = models.CharField(_("colour"), max_length=8, choices=COLOURS, blank=True, db_default="")
    place = models.IntegerField(_("place in order"), db_default=0)
    is_retired = models.BooleanField(_("retired"), db_default=False)

    class Meta:
        verbose_name = _("value of a dictionary")
        constraints = [
            models.UniqueConstraint("dictionary", "code", name="register_dictionaryvalue_unique"),
        ]


class CustomField(models.Model):
    """The definition of a field; `key` is what values are kept under and never changes."""

    record = models.CharField(_("kind of record"), max_length=30)
    key = models.CharField(_("code"), max_length=40)
    tab = models.ForeignKey(FieldTab, on_delete=models.PROTECT, verbose_name=_("tab of fields"))
    kind = models.CharField(_("type"), max_length=12, choices=FieldType.choices)
    labels = models.JSONField(_("name"))
    helps = models.JSONField(_("help"), default=dict)
    headings = models.JSONField(_("heading above"), default=dict)
    dictionary = models.ForeignKey(
        Dictionary,
        on_delete=models.PROTECT,
        null=True,
        related_name="fields",
        verbose_name=_("dictionary"),
    )
    is_required = models.BooleanField(_("required"), db_default=False)
    is_unique = models.BooleanField(_("no two alike"), db_default=False)
    minimum = models.CharField(_("least"), max_length=20, db_default="")
    maximum = models.CharField(_("most"), max_length=20, db_default="")
    pattern = models.CharField(_("pattern"), max_length=200, db_default="")
    currency = models.CharField(_("currency"), max_length=3, db_default="")
    decimals = models.SmallIntegerField(_("decimal places"), db_default=0)
    default = models.JSONField(_("default"), null=True)
    only_kinds = models.JSONField(_("only for"), default=list)
    if_field = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, verbose_name=_("only if the field")
    )
    if_values = models.JSONField(_("has one of the values"), default=list)
    seen_by = models.CharField(_("seen by"), max_length=18, choices=_ROLES, db_default="CLERK")
    edited_by = models.CharField(_("edited by"), max_length=18, choices=_ROLES, db_default="CLERK")
    place = models.IntegerField(_("place in order"), db_default=0)
    is_retired = models.BooleanField(_("retired"), db_default=False)
    is_indexed = models.BooleanField(_("quick search"), db_default=False)
    index_state = models.CharField(
        max_length=7, choices=IndexState.choices, db_default="NONE", editable=False
    )
    index_note = models.CharField(max_length=200, db_default="", editable=False)

    class Meta:
        verbose_name = _("custom field")
        constraints = [
            models.UniqueConstraint("record", "key", name="register_customfield_key_unique"),
            models.CheckConstraint(
                name="register_customfield_dictionary_if_chosen_from",
                condition=Q(kind__in=["DICTIONARY", "MULTI_CHOICE"], dictionary__isnull=False)
                | (~Q(kind__in=["DICTIONARY", "MULTI_CHOICE"]) & Q(dictionary__isnull=True)),
            ),
            models.CheckConstraint(
                name="register_customfield_not_if_itself",
                condition=Q(if_field__isnull=True) | ~Q(if_field=F("id")),
            ),
        ]


class PartyFields(models.Model):
    """The values of a party's fields, beside the party."""

    party = models.OneToOneField(
        Party, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    fields = models.JSONField(_("fields"), default=dict)

    class Meta:
        verbose_name = _("fields")
