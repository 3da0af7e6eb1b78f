"""The people of the demo: two invented water utilities and their customers.

The first of them are written by hand, so that there is something to show; the rest are made by
the generator of the benchmark. The same names come out every time.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto

from bench import generator
from bench.names import POLISH, SLOVAK, Names
from kartoteka.register.drafts import PartyRow

WATERWORKS, VODARNE = "WZ", "VJ"
NIP_OF_WATERWORKS = generator.nip(900_001)
BY_HAND = 8  # the customers that are written by hand
_SLOVAK_SHARE = 5  # every fifth customer


class Manner(Enum):
    """How somebody pays."""

    PUNCTUAL = auto()
    LATE = auto()
    HALF = auto()
    STOPPED = auto()
    GENEROUS = auto()


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer: who it is, its points, how much it uses and how it pays."""

    index: int
    row: PartyRow
    manner: Manner
    monthly: int
    places: tuple[str, ...]

    @property
    def is_slovak(self) -> bool:
        return self.row.country == "SK"

    @property
    def number(self) -> str:
        return self.row.number


def utilities() -> list[PartyRow]:
    """The two creditors."""
    return [
        PartyRow(
            number=WATERWORKS,
            kind="COMPANY",
            name="Wodociągi Zdrojewskie sp. z o.o.",
            nip=NIP_OF_WATERWORKS,
            street="Źródlana",
            building="1",
            postal_code="87-205",
            city="Zdrojewo Łęgowe",
            email="biuro@wodociagi.example",
            phone="+48 501 600 100",
            is_creditor=True,
        ),
        PartyRow(
            number=VODARNE,
            kind="COMPANY",
            name="Vodárne Jasenná, a.s.",
            country="SK",
            language="sk",
            ico=ico(900_001),
            street="Žriedlová",
            building="2",
            postal_code="013 07",
            city="Jasenná Dolina",
            email="kontakt@vodarne.example",
            phone="+421 905 600 100",
            is_creditor=True,
        ),
    ]


def units() -> list[PartyRow]:
    """The units of the municipality, which share its NIP."""
    shared = PartyRow(
        kind="PUBLIC_BODY",
        nip=generator.nip(2),
        parent_number="K-000003",
        city="Brzeźnica Wielka",
        postal_code="64-318",
    )
    known = (
        ("Szkoła Podstawowa w Brzeźnicy", "Szkolna", "4"),
        ("Gminny Ośrodek Kultury", "Lipowa", "11"),
        ("Ochotnicza Straż Pożarna", "Strażacka", "2"),
    )
    return [
        replace(shared, number=f"K-000003/{n}", name=name, street=street, building=building)
        for n, (name, street, building) in enumerate(known, 1)
    ]


def others() -> list[PartyRow]:
    """Somebody who serves several customers, and a customer who was taken down twice."""
    return [
        PartyRow(
            number="K-900001", kind="PERSON", first_name="Grażyna", last_name="Świderna",
            city="Zdrojewo Łęgowe", postal_code="87-205", email="g.swiderna@poczta.example",
            phone="+48 501 600 301",
        ),
        PartyRow(
            number="K-900002", kind="PERSON", first_name="Bartek", last_name="Kłosowski",
            street="ul. Wiązowa", building="21", postal_code="87-205", city="Zdrojewo Łęgowe",
            phone="501600204",
        ),
    ]  # fmt: skip


def customers(count: int) -> Iterator[Customer]:
    """The customers, those written by hand first; every fifth of the others is a Slovak one."""
    yield from _by_hand()[:count]
    for index in range(len(_by_hand()), count):
        yield _made(index)


def ico(index: int) -> str:
    """An IČO with a right check digit."""
    base = f"{5_100_000 + index % 900_000:07d}"
    total = sum(weight * int(digit) for weight, digit in zip(range(8, 1, -1), base, strict=True))
    return f"{base}{(11 - total % 11) % 10}"


def _by_hand() -> list[Customer]:
    return [*_met_first(), *_met_later()]


def _met_first() -> list[Customer]:
    return [
        Customer(
            0,
            PartyRow(
                number="K-000001", kind="COMPANY", name="Spółdzielnia Mieszkaniowa „Łąkowa”",
                nip=generator.nip(0), street="Łąkowa", building="14", postal_code="87-205",
                city="Zdrojewo Łęgowe", email="biuro@smlakowa.example", phone="+48 501 600 201",
                iban=account(0),
            ),
            Manner.HALF, 520_000, ("Łąkowa 14", "Polna 3", "Świerkowa 8"),
        ),
        Customer(
            1,
            PartyRow(
                number="K-000002", kind="PERSON", first_name="Anna", last_name="Źródyńska",
                street="Świerkowa", building="7", flat="12", postal_code="87-205",
                city="Zdrojewo Łęgowe", email="anna.zrodynska@poczta.example",
                phone="+48 501 600 202", iban=account(1),
            ),
            Manner.STOPPED, 14_800, ("Świerkowa 7/12",),
        ),
        Customer(
            2,
            PartyRow(
                number="K-000003", kind="PUBLIC_BODY", name="Gmina Brzeźnica Wielka",
                nip=generator.nip(2), street="Rynek", building="1", postal_code="64-318",
                city="Brzeźnica Wielka", email="urzad@brzeznica.example", phone="+48 501 600 203",
                iban=account(2),
            ),
            Manner.PUNCTUAL, 310_000, ("Rynek 1", "Szkolna 4", "Lipowa 11", "Strażacka 2"),
        ),
        Customer(
            3,
            PartyRow(
                number="K-000004", kind="PERSON", first_name="Bartłomiej", last_name="Kłosowski",
                street="Wiązowa", building="21", postal_code="87-205", city="Zdrojewo Łęgowe",
                email="b.klosowski@poczta.example", phone="+48 501 600 204", iban=account(3),
            ),
            Manner.GENEROUS, 9_600, ("Wiązowa 21",),
        ),
    ]  # fmt: skip


def _met_later() -> list[Customer]:
    return [
        Customer(
            4,
            PartyRow(
                number="K-000005", kind="SOLE_TRADER", name="Piekarnia Żurawno Maria Gęślicka",
                first_name="Maria", last_name="Gęślicka", nip=generator.nip(4), street="Żurawia",
                building="5", postal_code="38-612", city="Żurawno Dolne",
                email="piekarnia@zurawno.example", phone="+48 501 600 205", iban=account(4),
            ),
            Manner.LATE, 87_000, ("Żurawia 5",),
        ),
        Customer(
            5,
            PartyRow(
                number="K-000006", kind="HOUSEHOLD", name="Zofia i Tomasz Ćwiklińscy",
                street="Jarzębinowa", building="3", postal_code="87-205", city="Zdrojewo Łęgowe",
                email="cwiklinscy@poczta.example", phone="+48 501 600 206",
            ),
            Manner.HALF, 17_200, ("Jarzębinowa 3",),
        ),
        Customer(
            6,
            PartyRow(
                number="K-000007", kind="COMPANY", name="Bytové družstvo Mlynská",
                country="SK", language="sk", ico=ico(7), street="Mlynská", building="9",
                postal_code="013 07", city="Jasenná Dolina", email="druzstvo@mlynska.example",
                phone="+421 905 600 207",
            ),
            Manner.HALF, 96_000, ("Mlynská 9", "Lúčna 4"),
        ),
        Customer(
            7,
            PartyRow(
                number="K-000008", kind="PERSON", first_name="Ľubica", last_name="Riečanová",
                country="SK", language="sk", street="Lúčna", building="4", flat="2",
                postal_code="013 07", city="Jasenná Dolina", email="lubica@posta.example",
                phone="+421 905 600 208",
            ),
            Manner.STOPPED, 3_900, ("Lúčna 4/2",),
        ),
    ]  # fmt: skip


def _made(index: int) -> Customer:
    is_slovak = index % _SLOVAK_SHARE == 0
    names = SLOVAK if is_slovak else POLISH
    row = _party(index, names, is_slovak=is_slovak)
    is_firm = row.kind in {"COMPANY", "PUBLIC_BODY"}
    monthly = (30_000 if is_firm else 6_000) + generator.mixed(index, 20) % (
        250_000 if is_firm else 15_000
    )
    return Customer(
        index=index,
        row=row,
        manner=_manner(index),
        monthly=monthly // (4 if is_slovak else 1),
        places=(f"{row.street} {row.building}",),
    )


def _party(index: int, names: Names, *, is_slovak: bool) -> PartyRow:
    kind = ("PERSON", "PERSON", "HOUSEHOLD", "PERSON", "COMPANY", "SOLE_TRADER", "PERSON")[
        generator.mixed(index, 21) % 7
    ]
    first, surname = generator.person(index, names)
    city, postal_code = names.towns[generator.mixed(index, 7) % len(names.towns)]
    trade = names.trades[generator.mixed(index, 5) % len(names.trades)]
    form = names.forms[generator.mixed(index, 6) % len(names.forms)]
    name = {
        "COMPANY": f"{trade} {surname} {form}",
        "SOLE_TRADER": f"{trade} {first} {surname}",
        "HOUSEHOLD": f"{first} {surname}",
    }.get(kind, "")
    is_firm = kind in {"COMPANY", "SOLE_TRADER"}
    return PartyRow(
        number=f"K-{index + 1:06d}",
        kind=kind,
        name=name,
        first_name=first if kind == "PERSON" else "",
        last_name=surname if kind == "PERSON" else "",
        country="SK" if is_slovak else "PL",
        language="sk" if is_slovak else "pl",
        nip=generator.nip(index) if is_firm and not is_slovak else "",
        ico=ico(index) if is_firm and is_slovak else "",
        street=names.streets[generator.mixed(index, 8) % len(names.streets)],
        building=str(generator.mixed(index, 9) % 120 + 1),
        flat=str(generator.mixed(index, 10) % 40 + 1) if kind == "PERSON" else "",
        postal_code=postal_code,
        city=city,
        email=f"klient{index + 1}@poczta{index % 7}.example" if index % 3 else "",
        phone=f"+421905{700_000 + index % 200_000:06d}"
        if is_slovak
        else f"+48{502_000_000 + index % 900_000}",
        iban=account(index) if not is_slovak and index % 4 == 0 else "",
    )


def _manner(index: int) -> Manner:
    drawn = generator.mixed(index, 30) % 100
    for below, manner in ((58, Manner.PUNCTUAL), (80, Manner.LATE), (90, Manner.HALF)):
        if drawn < below:
            return manner
    return Manner.STOPPED if drawn < 97 else Manner.GENEROUS  # noqa: PLR2004


def account(index: int) -> str:
    """The bank account from which the Polish customer of that index pays."""
    from kartoteka.formats.accounts import with_check

    return with_check("PL", f"11602202{index + 1:016d}")
