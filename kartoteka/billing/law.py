"""The law of limitation as the database has it."""

from kartoteka.billing.limitation import Effect, Law, Term
from kartoteka.billing.models import LimitationEffect, LimitationTerm

_TERM = ("country", "claim", "valid_from", "valid_to", "years", "to_year_end", "basis")
_EFFECT = ("country", "event", "valid_from", "valid_to", "effect", "basis")


def in_force() -> Law:
    """All terms and effects, those of earlier law among them."""
    terms = LimitationTerm.objects.order_by("pk").values_list(*_TERM)
    effects = LimitationEffect.objects.order_by("pk").values_list(*_EFFECT)
    return Law(tuple(Term(*row) for row in terms), tuple(Effect(*row) for row in effects))
