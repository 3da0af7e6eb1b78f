"""Asking registers of firms: who has this NIP, REGON, KRS or IČO, and taking what they say."""

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.gateways import bir, fs, rpo, ruz, vies
from kartoteka.gateways.bir.fields import Hit, brief
from kartoteka.gateways.evidence import Answer, Evidence, Verdict, Why
from kartoteka.gateways.places import place
from kartoteka.kernel import identifiers
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.register import comparing
from kartoteka.register.models import Enquiry, Party
from kartoteka.register.operations.editing import NotThere
from kartoteka.register.operations.revealing import NotForYou
from kartoteka.trail import operations as trail

_REGISTERS = {"NIP": "BIR", "REGON": "BIR", "KRS": "BIR", "ICO": "RPO"}


class NoSuchNumber(Refusal):
    """The text is no number by which a firm could be looked up."""

    code = "register.no_such_number"
    message = _("%(value)s is no NIP, REGON, KRS or IČO: check its digits.")
    field = "number"


class NumberMissing(Refusal):
    """The party has no number by which registers know firms."""

    code = "register.number_missing"
    message = _("The customer has no NIP, REGON, KRS or IČO to ask about. Add one first.")


@dataclass(slots=True)
class _Asked:
    """What a look-up gathers: subjects, what their details are asked by, all evidence."""

    why: Why | None = None
    found: list[dict[str, Any]] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)

    def heard(self, answer: Answer[Any]) -> bool:
        """Keeps the evidence; whether there is an answer."""
        self.evidence += answer.evidence
        if not answer.answered:
            self.why = answer.why
        return answer.answered


def recognised(text: str) -> tuple[str, str]:
    """The kind (NIP, REGON, KRS or ICO) and normal form of a number. Raises NoSuchNumber.

    Ten digits are a KRS where they begin with a zero, which no NIP does.
    """
    for kind in ("NIP", "REGON", "ICO", "KRS"):
        checked = identifiers.check(kind.lower(), text)
        normal = checked.normalised
        fits = normal.startswith("0") is (kind == "KRS") if kind in {"NIP", "KRS"} else True
        if checked.valid and fits:
            return kind, normal
    raise NoSuchNumber(value=text.strip()[:40])


def look_up(*, actor: Actor, number: str, party_id: int | None = None) -> int:
    """Ask the register of firms about a number, and keep the answer; returns the enquiry's id.

    For GUS up to five calls, for Slovakia up to four; never inside a transaction. An enquiry that
    was not answered is kept too, with the reason. Raises NoSuchNumber, NotForYou.
    """
    if not actor.may(Role.CLERK):
        raise NotForYou
    kind, normal = recognised(number)
    asked = _ask_slovakia(normal) if kind == "ICO" else _ask_gus(kind, normal)
    kept = trail.keep_evidence(actor=actor, evidence=asked.evidence, party_id=party_id)
    with acting(actor):
        return Enquiry.objects.create(
            party_id=party_id,
            about="SUBJECT",
            number_kind=kind,
            number=normal,
            way=_REGISTERS[kind],
            state="NO_ANSWER" if asked.why else "ANSWERED",
            why=asked.why.value if asked.why else "",
            found=asked.found,
            evidence_id=kept[-1] if kept else None,
            evidence_ids=kept,
            asked_by=actor.user_id,
            answered_at=Now(),
        ).pk


def look_up_party(*, actor: Actor, party_id: int) -> int:
    """As look_up, by the first number that the party has. Raises NumberMissing, NotForYou."""
    if not actor.may(Role.CLERK):
        raise NotForYou
    numbers = dict(
        Party.objects.filter(pk=party_id).values_list("identifiers__kind", "identifiers__value")
    )
    number = next((numbers[kind] for kind in ("NIP", "ICO", "REGON", "KRS") if kind in numbers), "")
    if not number:
        raise NumberMissing
    return look_up(actor=actor, number=number, party_id=party_id)


def pick(*, actor: Actor, enquiry_id: int, choice: int) -> None:
    """Ask for all that is known of one of several hits, unless that was done already.

    Raises NotThere for a choice that there is not. Without an answer the short data stay.
    """
    row = Enquiry.objects.filter(pk=enquiry_id, about="SUBJECT").first()
    if row is None or not row.found or not 0 <= choice < len(row.found):
        raise NotThere
    one = row.found[choice]
    if "hit" not in one:
        return
    answer = bir.details(Hit(**one["hit"]))
    kept = trail.keep_evidence(actor=actor, evidence=answer.evidence, party_id=row.party_id)
    if answer.value is None:
        return
    with acting(actor):
        row.found[choice] = {"subject": comparing.written(answer.value)}
        row.evidence_ids = [*row.evidence_ids, *kept]
        row.save(update_fields=["found", "evidence_ids"])


def _ask_gus(kind: str, number: str) -> _Asked:
    asked = _Asked()
    answer = bir.find(kind, number)
    if not asked.heard(answer):
        return asked
    hits = [hit for hit in answer.value or [] if not hit.is_branch] or (answer.value or [])
    asked.found = [_brief(hit) for hit in hits]
    if len(hits) == 1:
        details = bir.details(hits[0])
        asked.evidence += details.evidence
        if details.value is not None:
            asked.found = [{"subject": comparing.written(details.value)}]
    return asked


def _brief(hit: Hit) -> dict[str, Any]:
    """A search row, with what its reports are asked by."""
    return {"subject": comparing.written(brief(hit)), "hit": asdict(hit)}


def _ask_slovakia(ico: str) -> _Asked:
    """RPO says who it is, RÚZ the DIČ, Finančná správa (or VIES, where it is not set up) IČ DPH."""
    asked = _Asked()
    answer = rpo.find(ico)
    if not asked.heard(answer):
        return asked
    numbers: dict[str, str] = {}
    if answer.value:
        tax = ruz.dic(ico) if place("ruz").is_set_up else None
        asked.evidence += tax.evidence if tax else ()
        if tax and tax.value:
            numbers["DIC"] = tax.value
        if vat := _ic_dph(asked, ico, numbers.get("DIC", "")):
            numbers["ICDPH"] = vat
    asked.found = [
        {"subject": comparing.written(replace(one, identifiers={**one.identifiers, **numbers}))}
        for one in answer.value or []
    ]
    return asked


def _ic_dph(asked: _Asked, ico: str, dic: str) -> str:
    if place("fs").is_set_up and place("fs").key:
        answer = fs.ic_dph(ico)
        asked.evidence += answer.evidence
        if answer.answered:
            return answer.value or ""
    if dic and place("vies").is_set_up:
        valid = vies.check(f"SK{dic}")
        asked.evidence += valid.evidence
        return f"SK{dic}" if valid.verdict is Verdict.YES else ""
    return ""
