"""What may be done with personal data as such. Each topic has its file."""

from kartoteka.privacy.operations.consents import (
    EvidenceMissing,
    NoSuchParty,
    NotInFuture,
    note_consent,
)
from kartoteka.privacy.operations.disclosing import (
    DisclosureDraft,
    NobodyConcerned,
    RecipientMissing,
    ScopeMissing,
    Selection,
    disclose,
    disclose_by_hand,
)
from kartoteka.privacy.operations.erasing import (
    Erased,
    ErasedAlready,
    StillHeld,
    erase,
    erase_many,
)
from kartoteka.privacy.operations.many_consents import note_many_consents
from kartoteka.privacy.operations.policies import (
    KindsMissing,
    NoSuchPolicy,
    PolicyDraft,
    PolicyNameTaken,
    add_policy,
    change_policy,
)
from kartoteka.privacy.operations.purposes import (
    NoSuchPurpose,
    PurposeCodeTaken,
    PurposeDraft,
    PurposeNameMissing,
    RetentionNotWhole,
    add_purpose,
    change_purpose,
)
from kartoteka.privacy.operations.requests import (
    AnsweredBeforeItCame,
    AnswerMissing,
    NoSuchRequest,
    ProlongedAlready,
    ReasonMissing,
    TooLateToProlong,
    answer,
    prolong,
    take_down,
)
from kartoteka.privacy.operations.restricting import (
    EndsBeforeItBegan,
    NotRestricted,
    RestrictedAlready,
    lift_restriction,
    restrict,
)
from kartoteka.privacy.operations.rights import NotAllowed
from kartoteka.privacy.operations.running import ErasingRuns, erase_due_later, erase_due_queued

__all__ = [
    "AnswerMissing",
    "AnsweredBeforeItCame",
    "DisclosureDraft",
    "EndsBeforeItBegan",
    "Erased",
    "ErasedAlready",
    "ErasingRuns",
    "EvidenceMissing",
    "KindsMissing",
    "NoSuchParty",
    "NoSuchPolicy",
    "NoSuchPurpose",
    "NoSuchRequest",
    "NobodyConcerned",
    "NotAllowed",
    "NotInFuture",
    "NotRestricted",
    "PolicyDraft",
    "PolicyNameTaken",
    "ProlongedAlready",
    "PurposeCodeTaken",
    "PurposeDraft",
    "PurposeNameMissing",
    "ReasonMissing",
    "RecipientMissing",
    "RestrictedAlready",
    "RetentionNotWhole",
    "ScopeMissing",
    "Selection",
    "StillHeld",
    "TooLateToProlong",
    "add_policy",
    "add_purpose",
    "answer",
    "change_policy",
    "change_purpose",
    "disclose",
    "disclose_by_hand",
    "erase",
    "erase_due_later",
    "erase_due_queued",
    "erase_many",
    "lift_restriction",
    "note_consent",
    "note_many_consents",
    "prolong",
    "restrict",
    "take_down",
]
