"""How a party is reached and paid: addresses, contacts, bank accounts."""

from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from kartoteka.register.models.parties import Party


class Address(models.Model):
    """Where a party is or wants its letters, valid from day to day, both inclusive.

    Of a registered and a correspondence address one is valid at a time, of the other kinds one is
    the first choice and none stands twice: triggers keep it (sql/reach.sql); an exclusion
    constraint took most of a bulk load's time. Symbols are TERYT's (Slovakia: the municipality's
    code); `registration_number` is the Slovak súpisné číslo, `building` the orientačné.
    """

    class Kind(models.TextChoices):
        REGISTERED = "REGISTERED", _("registered")
        CORRESPONDENCE = "CORRESPONDENCE", _("correspondence")
        DELIVERY = "DELIVERY", _("delivery")
        PICKUP = "PICKUP", _("pick-up")
        POINT = "POINT", _("point of service")

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    street = models.CharField(_("street"), max_length=150, blank=True, db_default="")
    building = models.CharField(_("building"), max_length=20, blank=True, db_default="")
    flat = models.CharField(_("flat"), max_length=20, blank=True, db_default="")
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True, db_default="")
    city = models.CharField(_("city"), max_length=100)
    country = models.CharField(_("country"), max_length=2, db_default="PL")
    label = models.CharField(_("label"), max_length=60, blank=True, db_default="")
    is_default = models.BooleanField(_("first choice"), db_default=False)
    registration_number = models.CharField(
        _("register number"), max_length=10, blank=True, db_default=""
    )
    post_office = models.CharField(_("post office"), max_length=100, blank=True, db_default="")
    region = models.CharField(_("voivodeship or region"), max_length=60, blank=True, db_default="")
    county = models.CharField(_("county or district"), max_length=60, blank=True, db_default="")
    commune = models.CharField(_("commune"), max_length=80, blank=True, db_default="")
    commune_symbol = models.CharField(
        _("Symbol of the commune (TERC)"), max_length=7, blank=True, db_default=""
    )
    place_symbol = models.CharField(
        _("Symbol of the place (SIMC)"), max_length=7, blank=True, db_default=""
    )
    street_symbol = models.CharField(
        _("Symbol of the street (ULIC)"), max_length=5, blank=True, db_default=""
    )
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
        indexes = [models.Index(Func(F("city"), function="fold"), name="register_address_town")]


class Contact(models.Model):
    """A phone number (E.164) or e-mail address (lower case), with the text that was typed."""

    class Kind(models.TextChoices):
        PHONE = "PHONE", _("phone")
        EMAIL = "EMAIL", _("e-mail")

    party = models.ForeignKey(  # the index of what is unique begins with it
        Party, on_delete=models.CASCADE, related_name="contacts", db_index=False
    )
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
    """An account of a party: IBAN, or the domestic number as it came where it is no IBAN.

    The same number of one currency is there once at a time, and of a currency one account is the
    first choice at a time: triggers keep it (sql/reach.sql).
    """

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="bank_accounts")
    iban = models.CharField(_("account number"), max_length=34)
    currency = models.CharField(_("currency"), max_length=3, blank=True, db_default="")
    label = models.CharField(_("label"), max_length=60, blank=True, db_default="")
    is_for_slips = models.BooleanField(_("for payment slips"), db_default=False)
    is_default = models.BooleanField(_("first choice"), db_default=False)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("bank account")
        constraints = [
            models.CheckConstraint(
                name="register_bankaccount_valid_in_order",
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
            ),
        ]
        indexes = [models.Index("iban", name="register_bankaccount_iban")]
