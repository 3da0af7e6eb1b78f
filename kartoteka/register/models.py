"""Tables of the register. Higher rooms may point at Party; nobody but operations writes."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.access.models import Language, User


def _sort_key(language: str) -> models.GeneratedField:
    return models.GeneratedField(
        expression=Func(F("name"), Value(language), function="sort_key"),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )


class DateRange(Func):
    """daterange(valid_from, valid_to, '[]'): both days belong to the validity."""

    function = "daterange"
    output_field = models.TextField()


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

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=250)
    first_name = models.CharField(max_length=100, blank=True, db_default="")
    last_name = models.CharField(max_length=150, blank=True, db_default="")
    birth_date = models.DateField(null=True, blank=True)
    country = models.CharField(max_length=2, db_default="PL")
    language = models.CharField(max_length=2, choices=Language.choices, db_default="pl")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    place = models.CharField(max_length=7, choices=Place.choices, db_default="HEAD")
    function = models.CharField(max_length=100, blank=True, db_default="")
    state = models.CharField(max_length=8, choices=State.choices, db_default="ACTIVE")
    is_creditor = models.BooleanField(db_default=False)
    note = models.TextField(blank=True, db_default="")
    sort_pl = _sort_key("pl")
    sort_sk = _sort_key("sk")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="register_party_head_has_no_parent",
                condition=Q(place="HEAD", parent__isnull=True)
                | (~Q(place="HEAD") & Q(parent__isnull=False)),
            ),
            models.CheckConstraint(name="register_party_has_name", condition=~Q(name="")),
        ]
        indexes = [
            models.Index("sort_pl", "id", name="register_party_sort_pl"),
            models.Index("sort_sk", "id", name="register_party_sort_sk"),
        ]


class Identifier(models.Model):
    """A number that some authority gave to a party, normalised and checked.

    Sensitive kinds (PESEL, RC) keep a keyed hash beside the value; they are found by it only.
    `is_head` follows the party's place in its tree (a trigger keeps it): the units of a
    municipality share the NIP of their head.
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

    SENSITIVE = frozenset({"PESEL", "RC"})

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    value = models.CharField(max_length=20)
    value_hash = models.BinaryField(max_length=32, null=True)
    is_head = models.BooleanField(db_default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("party", "kind", name="register_identifier_one_per_kind"),
            models.UniqueConstraint(
                "kind",
                "value",
                condition=Q(is_head=True) & ~Q(kind__in=["PESEL", "RC"]),
                name="register_identifier_unique",
            ),
            models.UniqueConstraint(
                "kind",
                "value_hash",
                condition=Q(kind__in=["PESEL", "RC"]),
                name="register_identifier_hash_unique",
            ),
            models.CheckConstraint(
                name="register_identifier_sensitive_has_hash",
                condition=~Q(kind__in=["PESEL", "RC"]) | Q(value_hash__isnull=False),
            ),
        ]


class Address(models.Model):
    """Where a party is or wants its letters, valid from day to day, both inclusive."""

    class Kind(models.TextChoices):
        REGISTERED = "REGISTERED", _("registered")
        CORRESPONDENCE = "CORRESPONDENCE", _("correspondence")
        DELIVERY = "DELIVERY", _("delivery")
        PICKUP = "PICKUP", _("pick-up")

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    street = models.CharField(max_length=150, blank=True, db_default="")
    building = models.CharField(max_length=20, blank=True, db_default="")
    flat = models.CharField(max_length=20, blank=True, db_default="")
    postal_code = models.CharField(max_length=10, blank=True, db_default="")
    city = models.CharField(max_length=100)
    country = models.CharField(max_length=2, db_default="PL")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="register_address_valid_in_order",
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
            ),
            ExclusionConstraint(
                name="register_address_one_at_a_time",
                expressions=[
                    ("party", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (
                        DateRange("valid_from", "valid_to", Value("[]")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(kind__in=["REGISTERED", "CORRESPONDENCE"]),
            ),
        ]


class Contact(models.Model):
    """A phone number (E.164) or e-mail address (lower case), with the text that was typed."""

    class Kind(models.TextChoices):
        PHONE = "PHONE", _("phone")
        EMAIL = "EMAIL", _("e-mail")

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    value = models.CharField(max_length=254)
    typed = models.CharField(max_length=254, blank=True, db_default="")
    label = models.CharField(max_length=60, blank=True, db_default="")
    is_preferred = models.BooleanField(db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("party", "kind", "value", name="register_contact_unique"),
        ]
        indexes = [models.Index("value", name="register_contact_value")]


class BankAccount(models.Model):
    """An account of a party: IBAN, or the domestic number as it came where it is no IBAN."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="bank_accounts")
    iban = models.CharField(max_length=34)
    currency = models.CharField(max_length=3, blank=True, db_default="")
    label = models.CharField(max_length=60, blank=True, db_default="")
    is_for_slips = models.BooleanField(db_default=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("party", "iban", name="register_bankaccount_unique"),
        ]
        indexes = [models.Index("iban", name="register_bankaccount_iban")]


class PortalGrant(models.Model):
    """A portal user may act for a party, until it is taken away."""

    user = models.ForeignKey(User, on_delete=models.PROTECT)
    party = models.ForeignKey(Party, on_delete=models.PROTECT)
    granted_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "user",
                "party",
                condition=Q(ended_at__isnull=True),
                name="register_portalgrant_unique",
            ),
        ]
