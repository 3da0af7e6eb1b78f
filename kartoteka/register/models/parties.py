"""Who a party is: the party itself and the numbers that authorities gave it."""

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Left, Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kartoteka.access.models import Language

SENSITIVE = ["PESEL", "RC"]
ERASED = "—"  # the name of whoever is erased, in every language; numbers become it and the row's id


def _sort_key(language: str) -> models.GeneratedField:
    return models.GeneratedField(
        expression=Func(F("name"), Value(language), function="sort_key"),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )


class Party(models.Model):
    """Somebody with whom the office deals: a customer, a debtor, or one of its own firms."""

    class Kind(models.TextChoices):
        COMPANY = "COMPANY", _("company")
        SOLE_TRADER = "SOLE_TRADER", _("sole trader")
        PERSON = "PERSON", _("person")
        PUBLIC_BODY = "PUBLIC_BODY", _("public body")
        HOUSEHOLD = "HOUSEHOLD", _("household")

    class Place(models.TextChoices):
        HEAD = "HEAD", _("head office")
        BRANCH = "BRANCH", _("branch")
        CONTACT = "CONTACT", _("contact person")

    class State(models.TextChoices):
        ACTIVE = "ACTIVE", _("active")
        ARCHIVED = "ARCHIVED", _("archived")

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    number = models.CharField(_("number"), max_length=40)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=250)
    first_name = models.CharField(_("first name"), max_length=100, blank=True, db_default="")
    last_name = models.CharField(_("last name"), max_length=150, blank=True, db_default="")
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    country = models.CharField(_("country"), max_length=2, db_default="PL")
    language = models.CharField(
        _("language"), max_length=2, choices=Language.choices, db_default="pl"
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("superior party"),
    )
    place = models.CharField(
        _("place in the tree"), max_length=7, choices=Place.choices, db_default="HEAD"
    )
    function = models.CharField(_("function"), max_length=100, blank=True, db_default="")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, db_default="ACTIVE")
    is_creditor = models.BooleanField(_("creditor"), db_default=False)
    # Always the one that stands: who was merged into a party that is merged itself follows it.
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="former",
        db_index=False,
        verbose_name=_("merged into"),
    )
    note = models.TextField(pgettext_lazy("remark", "note"), blank=True, db_default="")
    sort_pl = _sort_key("pl")
    sort_sk = _sort_key("sk")
    is_head = models.GeneratedField(
        expression=models.ExpressionWrapper(
            Q(parent__isnull=True), output_field=models.BooleanField()
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    # Set once by operations.erasing: what is left of the row names nobody and changes no more.
    erased_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("party")
        constraints = [
            models.UniqueConstraint("number", name="register_party_number_unique"),
            # What register_identifier's foreign key points at, so that a move of the party moves
            # the uniqueness of its identifiers too.
            models.UniqueConstraint("id", "is_head", name="register_party_head"),
            models.CheckConstraint(
                name="register_party_head_has_no_parent",
                condition=Q(place="HEAD", parent__isnull=True)
                | (~Q(place="HEAD") & Q(parent__isnull=False)),
            ),
            models.CheckConstraint(name="register_party_has_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="register_party_erased_is_nobody",
                condition=Q(erased_at__isnull=True)
                | Q(
                    name=ERASED,
                    first_name="",
                    last_name="",
                    birth_date__isnull=True,
                    function="",
                    note="",
                    number__startswith=ERASED,
                    state="ARCHIVED",
                ),
            ),
            models.CheckConstraint(
                name="register_party_merged_is_archived",
                condition=Q(merged_into__isnull=True)
                | (Q(state="ARCHIVED", is_creditor=False) & ~Q(merged_into=F("id"))),
            ),
        ]
        indexes = [
            models.Index(
                fields=["sort_pl", "id"], include=["kind", "state"], name="register_party_sort_pl"
            ),
            models.Index(
                fields=["sort_sk", "id"], include=["kind", "state"], name="register_party_sort_sk"
            ),
            models.Index(
                "merged_into",
                condition=Q(merged_into__isnull=False),
                name="register_party_merged_into",
            ),
        ]


class Identifier(models.Model):
    """A number that some authority gave to a party, normalised and checked.

    One of a kind, but of EU VAT numbers one of each country (the first two letters).

    Sensitive kinds (PESEL, RC) keep a keyed hash beside the value; they are found by it only.
    `is_head` repeats the party's (a composite foreign key with ON UPDATE CASCADE keeps it): the
    units of a municipality share the NIP of their head.
    """

    class Kind(models.TextChoices):
        NIP = "NIP", "NIP"
        REGON = "REGON", "REGON"
        KRS = "KRS", "KRS"
        PESEL = "PESEL", "PESEL"
        ICO = "ICO", "IČO"
        DIC = "DIC", "DIČ"
        ICDPH = "ICDPH", "IČ DPH"
        EU_VAT = "EU_VAT", _("EU VAT number")
        RC = "RC", "rodné číslo"

    party = models.ForeignKey(  # an index of what is unique begins with it
        Party,
        on_delete=models.CASCADE,
        related_name="identifiers",
        db_constraint=False,
        db_index=False,
    )
    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices)
    value = models.CharField(_("value"), max_length=20)
    value_hash = models.BinaryField(max_length=32, null=True)
    is_head = models.BooleanField(db_default=True, editable=False)
    # Why another may have it too: such a row stands outside the uniqueness of heads.
    exception = models.ForeignKey(
        "register.IdentifierException",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        editable=False,
    )

    class Meta:
        verbose_name = _("identifier")
        constraints = [
            models.UniqueConstraint(
                "party",
                "kind",
                Case(When(kind="EU_VAT", then=Left("value", 2)), default=Value("")),
                name="register_identifier_one_per_kind",
            ),
            models.UniqueConstraint(
                "value",
                "kind",
                condition=Q(is_head=True, exception__isnull=True) & ~Q(kind__in=SENSITIVE),
                name="register_identifier_unique",
            ),
            models.UniqueConstraint(
                "value_hash",
                "kind",
                condition=Q(is_head=True, exception__isnull=True) & Q(kind__in=SENSITIVE),
                name="register_identifier_hash_unique",
            ),
            models.CheckConstraint(
                name="register_identifier_hash_if_sensitive",
                condition=Q(kind__in=SENSITIVE, value_hash__isnull=False)
                | (~Q(kind__in=SENSITIVE) & Q(value_hash__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(
                "value",
                name="register_identifier_branch",
                condition=Q(is_head=False) | Q(exception__isnull=False),
            ),
        ]
