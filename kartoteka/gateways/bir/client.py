"""Talking to BIR: one session for all processes, a new one when the old has expired.

An expired session is answered with nothing at all, like a subject that is not there: only
StatusSesji and KomunikatKod tell them apart.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NoReturn

from django.core.cache import cache
from django.utils import timezone

from kartoteka.gateways import calling
from kartoteka.gateways.bir import envelope, fields
from kartoteka.gateways.bir.fields import Hit
from kartoteka.gateways.evidence import Answer, Evidence, Verdict, Why, no_answer
from kartoteka.gateways.places import Place, place
from kartoteka.gateways.subject import Subject
from kartoteka.kernel import allowance

MOST_AT_ONCE = 20
_VERSION, _OLDER = "BIR12", "BIR11"
_SESSION, _LASTS = "gateways.bir.session", 50 * 60
_ANSWERS = {"DaneSzukajPodmioty", "DanePobierzPelnyRaport"}
_NOT_FOUND, _NO_SESSION, _TOO_MANY = "4", "7", "2"
_OFFICE_HOURS, _AWAKE = range(8, 17), range(6, 22)


def limits() -> allowance.Limits:
    """How often GUS lets itself be asked at this hour in Warsaw."""
    hour = timezone.localtime(timezone.now(), timezone=calling.WARSAW).hour
    if hour in _OFFICE_HOURS:
        return {"second": 3, "minute": 120, "hour": 6000}
    if hour in _AWAKE:
        return {"second": 3, "minute": 150, "hour": 8000}
    return {"second": 4, "minute": 200, "hour": 10000}


def find(kind: str, number: str) -> Answer[list[Hit]]:
    """All subjects with a NIP, REGON (9 or 14 digits) or KRS; NO where GUS knows none."""
    name = {"NIP": "Nip", "REGON": "Regon", "KRS": "Krs"}[kind]
    return _searched({name: number}, 1)


def find_many(kind: str, numbers: Iterable[str]) -> Answer[list[Hit]]:
    """The subjects with any of at most 20 numbers: NIP, or REGON of 9 digits."""
    asked = sorted(set(numbers))
    if not 0 < len(asked) <= MOST_AT_ONCE:
        reason = f"BIR takes 1 to {MOST_AT_ONCE} numbers, not {len(asked)}"
        raise ValueError(reason)
    name = {"NIP": "Nipy", "REGON": "Regony9zn"}[kind]
    return _searched({name: ",".join(asked)}, len(asked))


def details(found: Hit) -> Answer[Subject]:
    """All that GUS says of a subject that `find` gave: up to three reports."""
    talk = _Talk(place("bir"))
    name, pkd = found.reports
    try:
        report = talk.report(found.regon, name) if name else {}
        if not report and name:
            report = talk.report(found.regon, name, version=_OLDER)
        person: Mapping[str, str] = {}
        if found.type == "F":
            person = next(iter(talk.rows_of(found.regon, fields.PERSON_REPORT)), {})
        activities = talk.rows_of(found.regon, pkd) if pkd else []
    except _Stopped as stopped:
        return stopped.answer
    made = fields.subject(found, report, person, activities)
    return Answer(Verdict.YES, made, tuple(talk.evidence))


def status() -> Answer[str]:
    """Whether the service says of itself that it is there; asks for nothing about anybody."""
    talk = _Talk(place("bir"))
    try:
        said = talk.value("StatusUslugi")
    except _Stopped as stopped:
        return stopped.answer
    if said == "1":
        return Answer(Verdict.YES, said, tuple(talk.evidence))
    return no_answer(Why.MAINTENANCE, *talk.evidence, detail=f"StatusUslugi {said}")


def _searched(parameters: dict[str, str], turns: int) -> Answer[list[Hit]]:
    talk = _Talk(place("bir"))
    try:
        rows = talk.asked("DaneSzukajPodmioty", parameters, turns=turns)
    except _Stopped as stopped:
        return stopped.answer
    hits = [fields.hit(row) for row in rows]
    verdict = Verdict.YES if hits else Verdict.NO
    return Answer(verdict, hits, tuple(talk.evidence))


class _Stopped(Exception):  # noqa: N818  (an answer on its way out)
    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.why)
        self.answer = answer


@dataclass(slots=True)
class _Talk:
    """The calls that one question takes, with the evidence of each."""

    place: Place
    evidence: list[Evidence] = field(default_factory=list)

    def asked(
        self, operation: str, parameters: dict[str, str], *, turns: int = 1
    ) -> list[dict[str, str]]:
        """The rows of an operation that needs a session; none where GUS knows nothing."""
        text = self._in_session(operation, parameters, turns)
        rows = self._read(text)
        code = next((row["ErrorCode"] for row in rows if "ErrorCode" in row), "")
        if code == _NO_SESSION:
            cache.delete(_SESSION)
            rows = self._read(self._in_session(operation, parameters, turns))
            code = next((row["ErrorCode"] for row in rows if "ErrorCode" in row), "")
        good = [row for row in rows if "ErrorCode" not in row]
        if code and code != _NOT_FOUND and not good:
            said = next(row for row in rows if "ErrorCode" in row)
            self._stop(Why.REFUSED, f"{code} {said.get('ErrorMessagePl', '')}")
        self._settle(Verdict.YES if good else Verdict.NO)
        return good

    def report(self, regon: str, name: str, *, version: str = _VERSION) -> Mapping[str, str]:
        """The one row of a report, {} where GUS has none of that name for the subject."""
        return next(iter(self.rows_of(regon, name, version=version)), {})

    def rows_of(self, regon: str, name: str, *, version: str = _VERSION) -> list[dict[str, str]]:
        """The rows of a report; a report that is not to be had for the subject has none."""
        asked = {"pRegon": regon, "pNazwaRaportu": f"{version}{name}"}
        try:
            return self.asked("DanePobierzPelnyRaport", asked)
        except _Stopped as stopped:
            if stopped.answer.why is Why.REFUSED:
                return []
            raise

    def value(self, name: str, session: str = "") -> str:
        """A value of GetValue."""
        return self._call("GetValue", {"pNazwaParametru": name}, session=session)

    def _in_session(self, operation: str, parameters: dict[str, str], turns: int) -> str:
        """The result in a living session: a dead one is replaced, and the question repeated."""
        session = cache.get(_SESSION) or self._sign_in()
        text = self._call(operation, parameters, session=session, turns=turns)
        if text.strip():
            return text
        if self.value("StatusSesji", session) == "1":
            code = self.value("KomunikatKod", session)
            if code in {"", "0", _NOT_FOUND}:
                return ""
            if code != _NO_SESSION:
                self._stop(Why.BUSY if code == _TOO_MANY else Why.REFUSED, f"KomunikatKod {code}")
        cache.delete(_SESSION)
        return self._call(operation, parameters, session=self._sign_in(), turns=turns)

    def _sign_in(self) -> str:
        if not self.place.key:
            self._stop(Why.NOT_SET_UP)
        session = self._call("Zaloguj", {"pKluczUzytkownika": self.place.key}).strip()
        if not session:
            self._stop(Why.BAD_KEY)
        cache.set(_SESSION, session, _LASTS)
        return session

    def _call(
        self, operation: str, parameters: dict[str, str], *, session: str = "", turns: int = 1
    ) -> str:
        service = calling.Service("bir", limits(), patience=10.0)
        shown = {} if operation == "Zaloguj" else parameters
        kind = f'application/soap+xml; charset=utf-8; action="{envelope.action(operation)}"'
        reply = calling.ask(
            service,
            self.place,
            "",
            operation=operation,
            request=shown,
            method="POST",
            turns=turns,
            data=envelope.envelope(operation, parameters, to=self.place.url),
            headers={"Content-Type": kind, **({"sid": session} if session else {})},
        )
        self.evidence.append(reply.evidence)
        if reply.why:
            self._stop(reply.why, reply.detail, reply.retry_in)
        try:
            return envelope.result(operation, reply.evidence.content_type, reply.body)
        except envelope.Unreadable as error:
            self._stop(Why.BROKEN, str(error))

    def _read(self, text: str) -> list[dict[str, str]]:
        try:
            return envelope.rows(text)
        except envelope.Unreadable as error:
            self._stop(Why.BROKEN, str(error))

    def _settle(self, verdict: Verdict) -> None:
        """The last call is the one that the rows came by."""
        last = max(n for n, one in enumerate(self.evidence) if one.operation in _ANSWERS)
        self.evidence[last] = replace(self.evidence[last], verdict=verdict, why=None)

    def _stop(self, why: Why, detail: str = "", retry_in: float | None = None) -> NoReturn:
        if self.evidence:
            self.evidence[-1] = replace(self.evidence[-1], why=why)
        raise _Stopped(no_answer(why, *self.evidence, detail=detail, retry_in=retry_in))
