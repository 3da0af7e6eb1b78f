"""What may be done: documents in bulk, moving what is printed on forms."""

from kartoteka.insight.operations.mailing import (
    MailingDraft,
    MailingRuns,
    NobodyToWriteTo,
    drop,
    give_up,
    make,
    make_later,
    plan,
    plan_for,
    take,
    take_many,
)
from kartoteka.insight.operations.offsets import move_print

__all__ = [
    "MailingDraft",
    "MailingRuns",
    "NobodyToWriteTo",
    "drop",
    "give_up",
    "make",
    "make_later",
    "move_print",
    "plan",
    "plan_for",
    "take",
    "take_many",
]
