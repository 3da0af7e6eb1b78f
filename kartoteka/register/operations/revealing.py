"""How a sensitive value is shown: for a reason, which the history keeps with who saw it."""

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.register import rules
from kartoteka.register.operations.editing import NotThere
from kartoteka.trail import operations as trail


class ReasonMissing(Refusal):
    """A sensitive value is shown only for a reason."""

    code = "register.reason_missing"
    message = _("Say why you need to see it: the reason is kept in the history.")
    field = "reason"


class NotForYou(Refusal):
    """Only staff may see a sensitive value in clear."""

    code = "register.not_for_you"
    message = _("Only staff may see this number.")


def reveal(model: type[Model], pk: int, column: str, *, actor: Actor, reason: str) -> object:
    """The value of a row's sensitive `column`, once it is kept who saw it and why.

    Raises ReasonMissing, NotForYou, NotThere.
    """
    if not actor.may(Role.CLERK):
        raise NotForYou
    if not reason.strip():
        raise ReasonMissing
    with acting(actor):
        found = model._base_manager.filter(pk=pk).values_list(column, "party_id").first()
        if found is None:
            raise NotThere
        value, party_id = found
        trail.note_reveal(
            actor=actor,
            table=model._meta.db_table,
            row_id=pk,
            party_id=party_id,
            reason=rules.tidy(reason),
        )
        return value
