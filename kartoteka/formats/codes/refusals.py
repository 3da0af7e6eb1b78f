"""Why a payment code is refused, and what is merely odd about one.

`CodeRefused` is a plain exception of this pure package, not a Django `Refusal`: a room or a screen
that codes a payment turns it into its own. `code` is stable, `facts` fill the sentence.
"""

import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from kartoteka.formats.sentences import N_, worded

SENTENCES = {
    "code.too_long": N_("%(field)s has %(length)s characters, at most %(limit)s are allowed."),
    "code.too_many_bytes": N_("The code takes %(length)s bytes, at most %(limit)s are allowed."),
    "code.missing": N_("%(field)s is missing."),
    "code.shape": N_("%(field)s has a wrong shape: %(value)s."),
    "code.characters": N_("%(field)s has characters that this code does not allow."),
    "code.amount": N_("The amount %(value)s is not allowed: from %(least)s to %(most)s."),
    "code.fields": N_("This is no such code: it has %(found)s fields instead of %(wanted)s."),
    "code.header": N_("This is no such code: it does not begin as one."),
    "code.version": N_("The code is of version %(version)s, which is not known here."),
    "code.alphabet": N_("The code has characters outside its alphabet."),
    "code.damaged": N_("The code is damaged: its contents do not unpack."),
    "code.checksum": N_("The code is damaged: its checksum does not fit its contents."),
    "code.reference_and_text": N_("Give either a reference or a text, not both."),
    "code.too_many": N_("The code names %(found)s %(field)s, at most %(limit)s are allowed."),
    "check.account": N_("The check digits of the account %(value)s are wrong."),
    "check.nip": N_("The check digit of the NIP %(value)s is wrong."),
    "check.reference": N_("The check digits of the reference %(value)s are wrong."),
    "check.country": N_("The country is %(value)s; Polish banks read only PL."),
    "check.bic": N_("Version 001 of this code should name the bank (BIC)."),
    "check.empty": N_("%(field)s is empty."),
}


class CodeRefused(Exception):  # noqa: N818  (a refusal is an answer, not an error)
    """The standard forbids this code, or the text is no such code."""

    def __init__(self, code: str, **facts: Any) -> None:
        self.code = code
        self.facts = facts
        super().__init__(code)

    def __str__(self) -> str:
        return worded(SENTENCES, self.code, self.facts)


@dataclass(frozen=True, slots=True)
class Warned:
    """Something odd inside a well-formed code."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return worded(SENTENCES, self.code, self.facts)


def limit(name: str, text: str, most: int) -> str:
    """Refuse `text` longer than `most` characters or with characters that are no text (controls,
    ends of lines, halves of a letter); give it back."""
    if len(text) > most:
        raise CodeRefused("code.too_long", field=name, length=len(text), limit=most)
    if any(unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} for sign in text):
        raise CodeRefused("code.characters", field=name)
    return text


def limit_amount(amount: Decimal | None, least: Decimal, most: Decimal) -> None:
    """Refuse an amount outside `least`..`most` or finer than a hundredth; none at all is fine."""
    if amount is None:
        return
    if (
        not amount.is_finite()
        or not least <= amount <= most
        or amount != round(amount, 2)
        or amount.is_signed()
    ):
        raise CodeRefused("code.amount", value=amount, least=least, most=most)
