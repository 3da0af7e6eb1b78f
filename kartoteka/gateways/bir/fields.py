"""Rows of BIR as values: search rows, reports of every kind of subject, PKD rows.

Names of fields differ in prefix and capitals from report to report: they are compared in lower
case and without prefix.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kartoteka.gateways.subject import Activity, State, Subject, day, postal_code, street

_PREFIX = re.compile(r"^(?:praw|fiz|lokpraw|lokfiz|fizc|fizp|wspolsc)_")
# Special legal forms of the state and of local government (KRNiP).
_PUBLIC = {"401", "402", "403", "406", "428", "429", "430", "431"}
_REPORTS = {
    ("P", "6"): ("OsPrawna", "OsPrawnaPkd"),
    ("LP", "6"): ("JednLokalnaOsPrawnej", "JednLokalnaOsPrawnejPkd"),
    ("F", "1"): ("OsFizycznaDzialalnoscCeidg", "OsFizycznaPkd"),
    ("F", "2"): ("OsFizycznaDzialalnoscRolnicza", "OsFizycznaPkd"),
    ("F", "3"): ("OsFizycznaDzialalnoscPozostala", "OsFizycznaPkd"),
    ("F", "4"): ("OsFizycznaDzialalnoscSkreslonaDo20141108", ""),
    ("LF", "1"): ("JednLokalnaOsFizycznej", "JednLokalnaOsFizycznejPkd"),
    ("LF", "2"): ("JednLokalnaOsFizycznej", "JednLokalnaOsFizycznejPkd"),
    ("LF", "3"): ("JednLokalnaOsFizycznej", "JednLokalnaOsFizycznejPkd"),
}
PERSON_REPORT = "OsFizycznaDaneOgolne"


@dataclass(frozen=True, slots=True)
class Hit:
    """A row of a search: one NIP may have several (a person's trade and farm, branches).

    `type` is P, F, LP or LF, `silo` the register inside REGON that keeps it (1 CEIDG, 2 farms,
    3 others, 4 struck off before 2014-11-08, 6 legal units).
    """

    regon: str
    nip: str
    name: str
    type: str
    silo: str
    street: str
    building: str
    flat: str
    postal_code: str
    city: str
    is_ended: bool

    @property
    def is_branch(self) -> bool:
        return self.type.startswith("L")

    @property
    def reports(self) -> tuple[str, str]:
        """The names of its report and of its PKD report, without the version in front; ""."""
        return _REPORTS.get((self.type, self.silo), ("", ""))


def hit(row: Mapping[str, str]) -> Hit:
    """A row of DaneSzukajPodmioty."""
    said = _plain(row)
    return Hit(
        regon=said.get("regon", ""),
        nip=said.get("nip", ""),
        name=said.get("nazwa", ""),
        type=said.get("typ", ""),
        silo=said.get("silosid", ""),
        street=street(said.get("ulica", "")) or said.get("miejscowosc", ""),
        building=said.get("nrnieruchomosci", ""),
        flat=said.get("nrlokalu", ""),
        postal_code=postal_code(said.get("kodpocztowy", ""), "PL"),
        city=said.get("miejscowosc", ""),
        is_ended=bool(said.get("datazakonczeniadzialalnosci")),
    )


def brief(found: Hit) -> Subject:
    """What a search row alone says of a subject."""
    return Subject(
        source="BIR",
        country="PL",
        kind="COMPANY" if found.type in {"P", "LP"} else "SOLE_TRADER",
        name=found.name,
        identifiers=_known({"NIP": found.nip, "REGON": found.regon}),
        street=found.street,
        building=found.building,
        flat=found.flat,
        postal_code=found.postal_code,
        city=found.city,
        state=State.ENDED if found.is_ended else State.ACTIVE,
    )


def subject(
    found: Hit,
    report: Mapping[str, str],
    person: Mapping[str, str],
    activities: Iterable[Mapping[str, str]],
) -> Subject:
    """A subject out of its report, the general one of a natural person, and its PKD rows."""
    said, who = _plain(report), _plain(person)
    state, since = _state(said)
    is_legal = found.type in {"P", "LP"}
    is_public = said.get("szczegolnaformaprawna_symbol", "") in _PUBLIC
    krs = said.get("numerwrejestrzeewidencji", "") if is_legal else ""
    phone = said.get("numertelefonu", "")
    return Subject(
        source="BIR",
        country="PL",
        kind="SOLE_TRADER" if not is_legal else "PUBLIC_BODY" if is_public else "COMPANY",
        name=said.get("nazwa") or found.name,
        first_name=who.get("imie1", "").title(),
        last_name=who.get("nazwisko", "").title(),
        identifiers=_known(
            {
                "NIP": said.get("nip") or who.get("nip") or found.nip,
                "REGON": said.get("regon14") or said.get("regon9") or found.regon,
                "KRS": krs if len(krs) == 10 and krs.isdigit() else "",  # noqa: PLR2004
            }
        ),
        # A village without streets counts its houses: its own name stands before the number.
        street=street(said.get("adsiedzulica_nazwa", "")) or found.street,
        building=said.get("adsiedznumernieruchomosci", "") or found.building,
        flat=said.get("adsiedznumerlokalu", "") or found.flat,
        postal_code=postal_code(said.get("adsiedzkodpocztowy", "") or found.postal_code, "PL"),
        city=said.get("adsiedzmiejscowosc_nazwa", "") or found.city,
        email=said.get("adresemail", "").lower(),
        phone=phone,
        activities=tuple(_activity(_plain(row)) for row in activities),
        legal_form=said.get("szczegolnaformaprawna_nazwa", ""),
        established_on=day(said.get("datapowstania")),
        state=state,
        state_on=since,
    )


def _plain(row: Mapping[str, str]) -> dict[str, str]:
    return {_PREFIX.sub("", name.lower()): value for name, value in row.items()}


def _known(values: Mapping[str, str]) -> dict[str, str]:
    return {kind: value for kind, value in values.items() if value}


def _state(said: Mapping[str, str]) -> tuple[State, dt.date | None]:
    ended = _first(said, "datazakonczeniadzialalnosci", "dataskresleniazregon")
    if ended:
        return State.ENDED, day(ended)
    if _first(said, "dataorzeczeniaoupadlosci") and not _first(
        said, "datazakonczeniapostepowaniaupadlosciowego"
    ):
        return State.BANKRUPT, day(_first(said, "dataorzeczeniaoupadlosci"))
    suspended = _first(said, "datazawieszeniadzialalnosci")
    resumed = _first(said, "datawznowieniadzialalnosci")
    if suspended and resumed < suspended:
        return State.SUSPENDED, day(suspended)
    if said.get("niepodjetodzialalnosci", "").lower() in {"1", "true"}:
        return State.NOT_STARTED, None
    return State.ACTIVE, day(_first(said, "datarozpoczeciadzialalnosci", "datapowstania"))


def _first(said: Mapping[str, str], *names: str) -> str:
    """The first of the fields that has a value; names may go on ("…Dzialalnosci")."""
    for name in names:
        for field, value in said.items():
            if value and field.startswith(name):
                return value
    return ""


def _activity(row: Mapping[str, str]) -> Activity:
    return Activity(
        code=_by_end(row, "pkdkod", "pkd_kod").replace(".", ""),
        name=_by_end(row, "pkdnazwa", "pkd_nazwa"),
        is_main=_by_end(row, "pkdprzewazajace", "pkd_przewazajace") == "1",
        version=_by_end(row, "pkdwersja", "pkd_wersja"),
    )


def _by_end(row: Mapping[str, str], *ends: str) -> str:
    return next((value for name, value in row.items() if name.endswith(ends)), "")
