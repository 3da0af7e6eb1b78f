"""Who exists in the fakes' world, invented, and what trouble is set."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from threading import Lock

SCENARIOS = {
    "not_found", "expired", "limit", "slow", "broken", "maintenance", "busy", "bad_key", "cut",
}  # fmt: skip
SERVICES = ("bir", "wl", "vies", "rpo", "ruz", "fs")
KEY = "abcde12345abcde12345"
# Numbers that bring their trouble with them, with right check digits: type one in the demo.
MAGIC = {
    "9990000014": "slow",
    "9990000020": "limit",
    "9990000037": "broken",
    "9990000043": "maintenance",
    "9990000066": "busy",
}


@dataclass(frozen=True, slots=True)
class Firm:
    """Somebody of the world. `type` and `silo` as BIR has them; `vat` as the white list has it:
    Czynny, Zwolniony, Niezarejestrowany, or "" for not on it at all."""

    name: str
    nip: str = ""
    regon: str = ""
    krs: str = ""
    ico: str = ""
    dic: str = ""
    icdph: str = ""
    type: str = "P"
    silo: str = "6"
    first_name: str = ""
    last_name: str = ""
    street: str = ""
    building: str = ""
    flat: str = ""
    postal_code: str = ""
    city: str = ""
    email: str = ""
    phone: str = ""
    vat: str = "Czynny"
    accounts: tuple[str, ...] = ()
    legal_form: tuple[str, str] = ("117", "SPÓŁKI Z OGRANICZONĄ ODPOWIEDZIALNOŚCIĄ")
    pkd: tuple[tuple[str, str], ...] = (("3600Z", "Pobór, uzdatnianie i dostarczanie wody"),)
    suspended: str = ""
    ended: str = ""

    @property
    def is_slovak(self) -> bool:
        return bool(self.ico)


# Masks of a bank, and an account that is listed only by one of them.
MASKS = ("XX12406960YYYXXXXXXXXXXXXX", "XX10100055YYYXXXXXXXXXXXXX")
CAST = (
    Firm(
        name="Rafineria Próbna S.A.", nip="7740001454", regon="610188201", krs="0000028860",
        street="ul. Test-Krucza", building="208", postal_code="50-038", city="Wrocław",
        email="KANCELARIA@RAFINERIA.EXAMPLE", phone="713456789",
        accounts=("61109010140000071219812874", "71124069606666000007118600"),
        legal_form=("116", "SPÓŁKI AKCYJNE"),
        pkd=(("1920Z", "Wytwarzanie produktów rafinacji ropy naftowej"),
             ("4671Z", "Sprzedaż hurtowa paliw")),
    ),
    Firm(
        name="ZAKŁAD MALARSKI ZENON ŻMUDA", nip="8655104670", regon="771504670", type="F",
        silo="1", first_name="ZENON", last_name="ŻMUDA", street="ul. Test-Wilcza", building="7",
        flat="3", postal_code="00-679", city="Warszawa", vat="Zwolniony",
        accounts=("70506405335016096312945164",), legal_form=("099", ""),
        pkd=(("4334Z", "Malowanie i szklenie"),),
    ),
    Firm(
        name="GOSPODARSTWO ROLNE ZENON ŻMUDA", nip="8655104670", regon="771504670", type="F",
        silo="2", first_name="ZENON", last_name="ŻMUDA", street="", building="12",
        postal_code="05-530", city="Góra Kalwaria", legal_form=("099", ""), vat="",
        pkd=(("0113Z", "Uprawa warzyw"),),
    ),
    Firm(
        name="PRZEDSIĘBIORSTWO „DAWNE CZASY” SP. Z O.O.", nip="9990000072", regon="990000016",
        krs="0009990000", street="ul. Złota", building="1", postal_code="00-019",
        city="Warszawa", vat="", ended="2019-06-30",
    ),
    Firm(
        name="Vodárne Skúšobné, a.s.", ico="90000013", dic="2029000006", icdph="SK2029000006",
        street="Mlynské nivy", building="4924/44", postal_code="82109", city="Bratislava",
        legal_form=("121", "Akciová spoločnosť"), pkd=(("36000", "Zber, úprava a dodávka vody"),),
    ),
    Firm(
        name="Ján Skúšobný - ŠKÔLKA", ico="90000021", type="F", street="", building="12",
        postal_code="95105", city="Malý Cetín", legal_form=("101", "Podnikateľ-fyzická osoba"),
        vat="", pkd=(("01300", "Rozmnožovanie rastlín"),),
    ),
)  # fmt: skip


@dataclass(slots=True)
class Trouble:
    """A scenario that is set for a service, so many times or until it is taken away (None)."""

    name: str
    times: int | None = None


@dataclass(slots=True)
class World:
    """The fakes' memory. One for the whole program; calls come from several threads."""

    today: dt.date
    firms: list[Firm] = field(default_factory=lambda: list(CAST))
    troubles: dict[str, Trouble] = field(default_factory=dict)
    sessions: set[str] = field(default_factory=set)
    calls: dict[str, int] = field(default_factory=dict)
    slow_for: float = 3.0
    lock: Lock = field(default_factory=Lock)

    def trouble(self, service: str, *numbers: str) -> str:
        """The trouble of this call: of the scenario that is set, else of a magic number."""
        with self.lock:
            self.calls[service] = self.calls.get(service, 0) + 1
            now = self.troubles.get(service)
            if now is None:
                return next((MAGIC[number] for number in numbers if number in MAGIC), "")
            if now.times is not None:
                now.times -= 1
                if now.times <= 0:
                    del self.troubles[service]
            return now.name

    def set(self, service: str, name: str, times: int | None) -> None:
        """Sets a scenario, or with "" takes it away."""
        with self.lock:
            self.troubles.pop(service, None)
            if name:
                self.troubles[service] = Trouble(name, times)

    def with_number(self, **number: str) -> list[Firm]:
        """The firms with all these numbers."""
        return [
            firm
            for firm in self.firms
            if all(value and getattr(firm, kind) == value for kind, value in number.items())
        ]

    def put(self, firms: Iterable[Firm]) -> None:
        """Adds firms; one that is there with the same numbers is replaced."""
        with self.lock:
            for firm in firms:
                same = [one for one in self.firms if _key(one) == _key(firm)]
                for one in same:
                    self.firms.remove(one)
                self.firms.append(replace(firm))

    def reset(self) -> None:
        """As at the beginning."""
        with self.lock:
            self.firms[:] = CAST
            self.troubles.clear()
            self.sessions.clear()
            self.calls.clear()


def _key(firm: Firm) -> tuple[str, ...]:
    return firm.nip, firm.regon, firm.ico, firm.silo
