"""Groups of parties: put together by hand, or those that a stored query finds."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.access.models import User
from kartoteka.register.models.parties import Party
from kartoteka.register.models.segments import Colour, in_order, no_overlap


class PartyGroup(models.Model):
    """A group of parties. With a `query` (a tree of kernel.criteria) it is dynamic: its members are
    those whom the query finds on the day. `owner` sees it, with `is_shared` everybody."""

    labels = models.JSONField(_("name"))
    colour = models.CharField(
        _("colour"), max_length=8, choices=Colour.choices, blank=True, db_default=""
    )
    note = models.TextField(_("note"), blank=True, db_default="")
    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("owner")
    )
    is_shared = models.BooleanField(_("shared with all staff"), db_default=True)
    query = models.JSONField(_("conditions"), null=True, blank=True)
    is_retired = models.BooleanField(_("retired"), db_default=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("group")
        constraints = [
            models.CheckConstraint(name="register_partygroup_has_words", condition=~Q(labels={})),
        ]


class GroupMember(models.Model):
    """A party is in a group from day to day, both inclusive."""

    group = models.ForeignKey(
        PartyGroup, on_delete=models.CASCADE, related_name="members", verbose_name=_("group")
    )
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="memberships")
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("membership of a group")
        constraints = [
            in_order("register_groupmember_valid_in_order"),
            no_overlap("register_groupmember_no_overlap", "group", "party"),
        ]
