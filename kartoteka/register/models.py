"""Tables of the register. Higher rooms may point at Party; nobody but operations writes."""

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.access.models import Language, User

SENSITIVE = ["PESEL", "RC"]


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
    note = models.TextField(_("note"), blank=True, db_default="")
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
        ]
        indexes = [
            models.Index("sort_pl", "id", name="register_party_sort_pl"),
            models.Index("sort_sk", "id", name="register_party_sort_sk"),
        ]


class Identifier(models.Model):
    """A number that some authority gave to a party, normalised and checked.

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

    party = models.ForeignKey(
        Party, on_delete=models.CASCADE, related_name="identifiers", db_constraint=False
    )
    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices)
    value = models.CharField(_("value"), max_length=20)
    value_hash = models.BinaryField(max_length=32, null=True)
    is_head = models.BooleanField(db_default=True, editable=False)

    class Meta:
        verbose_name = _("identifier")
        constraints = [
            models.UniqueConstraint("party", "kind", name="register_identifier_one_per_kind"),
            models.UniqueConstraint(
                "value",
                "kind",
                condition=Q(is_head=True) & ~Q(kind__in=SENSITIVE),
                name="register_identifier_unique",
            ),
            models.UniqueConstraint(
                "value_hash",
                "kind",
                condition=Q(is_head=True) & Q(kind__in=SENSITIVE),
                name="register_identifier_hash_unique",
            ),
            models.CheckConstraint(
                name="register_identifier_hash_if_sensitive",
                condition=Q(kind__in=SENSITIVE, value_hash__isnull=False)
                | (~Q(kind__in=SENSITIVE) & Q(value_hash__isnull=True)),
            ),
        ]
        indexes = [
            models.Index("value", name="register_identifier_branch", condition=Q(is_head=False)),
        ]


class Address(models.Model):
    """Where a party is or wants its letters, valid from day to day, both inclusive.

    Of a registered and a correspondence address one is valid at a time: a trigger keeps it
    (register_address_one_at_a_time); an exclusion constraint took most of a bulk load's time.
    """

    class Kind(models.TextChoices):
        REGISTERED = "REGISTERED", _("registered")
        CORRESPONDENCE = "CORRESPONDENCE", _("correspondence")
        DELIVERY = "DELIVERY", _("delivery")
        PICKUP = "PICKUP", _("pick-up")

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    street = models.CharField(_("street"), max_length=150, blank=True, db_default="")
    building = models.CharField(_("building"), max_length=20, blank=True, db_default="")
    flat = models.CharField(_("flat"), max_length=20, blank=True, db_default="")
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True, db_default="")
    city = models.CharField(_("city"), max_length=100)
    country = models.CharField(_("country"), max_length=2, db_default="PL")
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("address")
        constraints = [
            models.CheckConstraint(
                name="register_address_valid_in_order",
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
            ),
        ]


class Contact(models.Model):
    """A phone number (E.164) or e-mail address (lower case), with the text that was typed."""

    class Kind(models.TextChoices):
        PHONE = "PHONE", _("phone")
        EMAIL = "EMAIL", _("e-mail")

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(_("kind"), max_length=5, choices=Kind.choices)
    value = models.CharField(_("value"), max_length=254)
    typed = models.CharField(max_length=254, blank=True, db_default="", editable=False)
    label = models.CharField(_("label"), max_length=60, blank=True, db_default="")
    is_preferred = models.BooleanField(_("preferred"), db_default=False)

    class Meta:
        verbose_name = _("contact")
        constraints = [
            models.UniqueConstraint("party", "kind", "value", name="register_contact_unique"),
            models.UniqueConstraint(
                "party",
                "kind",
                condition=Q(is_preferred=True),
                name="register_contact_one_preferred",
            ),
        ]
        indexes = [models.Index("value", name="register_contact_value")]


class BankAccount(models.Model):
    """An account of a party: IBAN, or the domestic number as it came where it is no IBAN."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="bank_accounts")
    iban = models.CharField(_("account number"), max_length=34)
    currency = models.CharField(_("currency"), max_length=3, blank=True, db_default="")
    label = models.CharField(_("label"), max_length=60, blank=True, db_default="")
    is_for_slips = models.BooleanField(_("for payment slips"), db_default=False)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("bank account")
        constraints = [
            models.UniqueConstraint("party", "iban", name="register_bankaccount_unique"),
        ]
        indexes = [models.Index("iban", name="register_bankaccount_iban")]


class PortalGrant(models.Model):
    """A portal user may act for a party, until it is taken away."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, verbose_name=_("user"))
    party = models.ForeignKey(Party, on_delete=models.PROTECT)
    granted_at = models.DateTimeField(_("granted at"), db_default=Now())
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("portal access")
        constraints = [
            models.UniqueConstraint(
                "user",
                "party",
                condition=Q(ended_at__isnull=True),
                name="register_portalgrant_unique",
            ),
        ]
