"""Who acts for a party in person, and for what each contact may be used."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kartoteka.register.models.parties import Party
from kartoteka.register.models.reach import Contact
from kartoteka.register.models.segments import Choice, in_order, no_overlap


class PersonLink(models.Model):
    """A person serves a party in a function, from day to day; one person may serve several."""

    person = models.ForeignKey(
        Party, on_delete=models.CASCADE, related_name="serves", verbose_name=_("person")
    )
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="persons")
    function = models.ForeignKey(
        Choice, on_delete=models.PROTECT, related_name="+", verbose_name=_("function")
    )
    title = models.CharField(_("exact title"), max_length=100, blank=True, db_default="")
    signs = models.BooleanField(_("signs for the customer"), db_default=False)
    gets_invoices = models.BooleanField(_("receives invoices"), db_default=False)
    gets_calls = models.BooleanField(_("receives calls"), db_default=False)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True, db_default="")

    class Meta:
        verbose_name = _("person of the customer")
        constraints = [
            in_order("register_personlink_valid_in_order"),
            no_overlap("register_personlink_no_overlap", "person", "party", "function"),
            models.CheckConstraint(
                name="register_personlink_not_oneself", condition=~Q(person=F("party"))
            ),
        ]


class ContactUse(models.Model):
    """For what a contact is preferred, allowed or not wanted. Consents as the law knows them lie
    in the room of privacy; this is how people wish to be reached.

    `party` and `channel` repeat the contact's, so that one is preferred per channel and purpose.
    """

    class Purpose(models.TextChoices):
        INVOICES = "INVOICES", _("invoices")
        REMINDERS = "REMINDERS", _("reminders")
        SERVICE = "SERVICE", _("service notices")
        MARKETING = "MARKETING", _("marketing")

    class Wish(models.TextChoices):
        PREFERRED = "PREFERRED", _("use this first")
        ALLOWED = "ALLOWED", _("may be used")
        REFUSED = "REFUSED", _("must not be used")

    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="uses", verbose_name=_("contact")
    )
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=5, choices=Contact.Kind.choices, editable=False)
    purpose = models.CharField(_("purpose"), max_length=9, choices=Purpose.choices)
    wish = models.CharField(_("wish"), max_length=9, choices=Wish.choices)

    class Meta:
        verbose_name = _("use of a contact")
        constraints = [
            models.UniqueConstraint("contact", "purpose", name="register_contactuse_unique"),
            models.UniqueConstraint(
                "party",
                "channel",
                "purpose",
                name="register_contactuse_one_preferred",
                condition=Q(wish="PREFERRED"),
            ),
        ]
