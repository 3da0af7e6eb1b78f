"""Letters, e-mails and invitations when two parties are merged: they move as they are."""

from django.utils.translation import gettext_lazy as _

from kartoteka.register.operations.merging.keys import Keys

MOVERS = [
    Keys("correspondence_letter", "party_id", _("letters"), called="r.title"),
    Keys("correspondence_email", "party_id", _("e-mails"), called="r.subject"),
    Keys(
        "correspondence_invitation",
        "party_id",
        _("invitations to the portal"),
        called="(SELECT login FROM access_user WHERE access_user.id = r.user_id)",
        collides="k.user_id = r.user_id AND k.used_at IS NULL AND k.ended_at IS NULL"
        " AND r.used_at IS NULL AND r.ended_at IS NULL",
    ),
]
