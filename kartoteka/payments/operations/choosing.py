"""How sure the office wants to be, and the payers that it knows: seen, corrected, switched off."""

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import constraints
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.kernel.folding import fold
from kartoteka.payments.models import Matching, Payer
from kartoteka.payments.operations.rights import require
from kartoteka.payments.scoring import Choice


class NotSound(Refusal):
    code = "payments.choice_not_sound"
    message = _("Give 50 to 200 points, a lead of 5 to 100 and 1 to 20 payments.")


class NoSuchPayer(Refusal):
    code = "payments.no_such_payer"
    message = _("This payer is not known any more.")


class PayerKnown(Refusal):
    code = "payments.payer_known"
    message = _("There is a rule with these words for this account and customer already.")
    field = "title"


constraints.means("payments_matching_sound", NotSound)
constraints.means("payments_payer_unique", PayerKnown)


def choose_matching(*, actor: Actor, choice: Choice) -> None:
    """Says how many points a payment needs, how far ahead of the next customer, and after how many
    payments a learned payer is certain. Raises NotAllowed, NotSound."""
    require(actor, Role.ADMINISTRATOR)
    with acting(actor), constraints.spoken():
        Matching.objects.filter(pk=1).update(
            threshold=choice.threshold, lead=choice.lead, confirmations=choice.confirmations
        )


def change_payer(*, actor: Actor, payer_id: int, title: str, is_off: bool) -> None:
    """Says with which words of the title a bank account pays for a customer (none: any), and
    whether the rule is asked at all. New words are a person's: they are believed at once.

    Raises NotAllowed, NoSuchPayer, PayerKnown.
    """
    require(actor, Role.CLERK)
    with acting(actor), constraints.spoken():
        payer = _payer(payer_id)
        words = fold(title)[:100]
        if words != payer.title:
            payer.title, payer.origin = words, Payer.Origin.HAND
        payer.is_off = is_off
        payer.save(update_fields=["title", "origin", "is_off"])


def forget_payer(*, actor: Actor, payer_id: int) -> None:
    """Undoes what was learned; the next payment that is booked begins anew.

    Raises NotAllowed, NoSuchPayer.
    """
    require(actor, Role.CLERK)
    with acting(actor):
        _payer(payer_id).delete()


def _payer(payer_id: int) -> Payer:
    found = Payer.objects.select_for_update().filter(pk=payer_id).first()
    if found is None:
        raise NoSuchPayer
    return found
