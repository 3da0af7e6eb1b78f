"""What may be done: documents in bulk."""

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

__all__ = [
    "MailingDraft",
    "MailingRuns",
    "NobodyToWriteTo",
    "drop",
    "give_up",
    "make",
    "make_later",
    "plan",
    "plan_for",
    "take",
    "take_many",
]
