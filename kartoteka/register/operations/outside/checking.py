"""Asking about one party: whether it pays VAT, whether its account is on the white list."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kartoteka.gateways import vies, white_list
from kartoteka.gateways.evidence import Answer, Verdict, Why
from kartoteka.kernel import sql, staging
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.register.models import BankAccount, Enquiry, Identifier
from kartoteka.register.operations.editing import NotThere
from kartoteka.register.operations.revealing import NotForYou
from kartoteka.trail import operations as trail

_HERE = "kartoteka.register"
_COLUMNS = ("enquiry_id", "status", "why", "way", "as_of", "evidence_id")
_POLISH = 28


class NoVatNumber(Refusal):
    """There is nothing by which the VAT status could be asked for."""

    code = "register.no_vat_number"
    message = _("The customer has no NIP and no EU VAT number to ask about. Add one first.")


class NoNip(Refusal):
    """The white list knows accounts only together with a NIP."""

    code = "register.no_nip"
    message = _("The white list knows accounts only together with a NIP. Add the NIP first.")


class NotAPolishAccount(Refusal):
    """The white list has Polish accounts only."""

    code = "register.not_a_polish_account"
    message = _("The white list has Polish accounts only.")


@dataclass(frozen=True, slots=True)
class Answered:
    """An enquiry's answer: `status` "" where there was none, then `why` says the reason."""

    enquiry_id: int
    status: str
    way: str
    as_of: dt.date | None
    evidence_id: int | None
    why: str = ""


def check_vat(*, actor: Actor, party_id: int, on: dt.date, at: dt.datetime) -> list[int]:
    """Ask the white list about the party's NIP as of `on`, and VIES about its EU VAT number now.

    `at` is the moment. Keeps evidence, answers and standings; returns the enquiries' ids. Never
    inside a transaction. Raises NoVatNumber, NotForYou.
    """
    _require(actor)
    numbers = _numbers(party_id)
    nip, eu = numbers.get("NIP", ""), numbers.get("ICDPH") or numbers.get("EU_VAT", "")
    if not nip and not eu:
        raise NoVatNumber
    asked = []
    if nip:
        answer = white_list.search([nip], on)
        status = vat_status(answer, nip)
        question = _Question(party_id, "VAT", nip, "SEARCH", on)
        asked.append(_keep(actor, question, answer, status, at))
    if eu:
        valid = vies.check(eu)
        status = {Verdict.YES: "VALID", Verdict.NO: "INVALID"}.get(valid.verdict, "")
        question = _Question(party_id, "EU_VAT", eu, "VIES", on)
        asked.append(_keep(actor, question, valid, status, at))
    return asked


def check_account(*, actor: Actor, account_id: int, on: dt.date, at: dt.datetime) -> int:
    """Ask the white list whether the account is listed for its owner's NIP as of `on`.

    Returns the enquiry's id. Never inside a transaction. Raises NotThere, NoNip,
    NotAPolishAccount, NotForYou.
    """
    _require(actor)
    row = BankAccount.objects.filter(pk=account_id).first()
    if row is None:
        raise NotThere
    nip = _numbers(row.party_id).get("NIP", "")
    if not nip:
        raise NoNip
    if not row.iban.startswith("PL") or len(row.iban) != _POLISH:
        raise NotAPolishAccount
    answer = white_list.check(nip, row.iban[2:], on)
    status = {Verdict.YES: "LISTED", Verdict.NO: "NOT_LISTED"}.get(answer.verdict, "")
    question = _Question(row.party_id, "ACCOUNT", nip, "CHECK", on, row)
    return _keep(actor, question, answer, status, at)


def vat_status(answer: Answer[dict[str, white_list.Payer | None]], nip: str) -> str:
    """The status of a NIP in an answer of the white list; "" where it gave none for it."""
    if answer.value is None or nip not in answer.value:
        return ""
    payer = answer.value[nip]
    return payer.status if payer else white_list.NOT_REGISTERED


def why_none(answer: Answer) -> str:
    """The reason that an answer gives no status."""
    return (answer.why or Why.REFUSED).value


def settle_answers(*, actor: Actor, answers: Iterable[Answered], at: dt.datetime) -> None:
    """Write answers into their enquiries and the parties' standings, any number at once.

    An answer without a status is "no answer": it says since when, and leaves the last status.
    """
    with acting(actor):
        sql.run(_HERE, "answer_begin")
        rows = ([getattr(one, name) for name in _COLUMNS] for one in answers)
        staging.fill("register_answering", _COLUMNS, rows)
        sql.run(_HERE, "answer_take", {"at": at})


@dataclass(frozen=True, slots=True)
class _Question:
    """What was asked about one party, as of `on`."""

    party_id: int
    about: str
    number: str
    way: str
    on: dt.date
    account: BankAccount | None = None


def _keep(actor: Actor, asked: _Question, answer: Answer, status: str, at: dt.datetime) -> int:
    kept = trail.keep_evidence(actor=actor, evidence=answer.evidence, party_id=asked.party_id)
    with acting(actor):
        row = Enquiry.objects.create(
            party_id=asked.party_id,
            about=asked.about,
            number=asked.number,
            account=asked.account,
            iban=asked.account.iban if asked.account else "",
            way=asked.way,
            asked_by=actor.user_id,
        )
        why = "" if status else why_none(answer)
        last = kept[-1] if kept else None
        said = Answered(row.pk, status, asked.way, asked.on, last, why)
        settle_answers(actor=actor, answers=[said], at=at)
    return row.pk


def _numbers(party_id: int) -> dict[str, str]:
    return dict(Identifier.objects.filter(party_id=party_id).values_list("kind", "value"))


def _require(actor: Actor) -> None:
    if not actor.may(Role.CLERK):
        raise NotForYou
