"""Who may act for a party in the portal."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.access.models import User
from kartoteka.register.models.parties import Party


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
