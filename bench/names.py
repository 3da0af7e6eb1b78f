"""Invented names of people, firms, streets and towns: put together from syllables of our own.

Each list is built, not copied from anywhere; a real bearer of such a name is a coincidence.
"""

from dataclasses import dataclass
from itertools import product


@dataclass(frozen=True, slots=True)
class Names:
    """What names are made of in one country. Surnames end for a man; `of_woman` changes them."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    surnames: tuple[str, ...]
    trades: tuple[str, ...]
    forms: tuple[str, ...]
    streets: tuple[str, ...]
    towns: tuple[tuple[str, str], ...]
    endings: tuple[tuple[str, str], ...]

    def of_woman(self, surname: str) -> str:
        """The form of a surname that a woman bears."""
        for man, woman in self.endings:
            if surname.endswith(man):
                return surname.removesuffix(man) + woman
        return surname


def _joined(stems: str, endings: str) -> tuple[str, ...]:
    return tuple(stem + ending for ending, stem in product(endings.split(), stems.split()))


POLISH = Names(
    women=(
        "Anna",
        "Bożena",
        "Celina",
        "Dobrawa",
        "Elżbieta",
        "Felicja",
        "Grażyna",
        "Halina",
        "Iwona",
        "Jagoda",
        "Kinga",
        "Łucja",
        "Małgorzata",
        "Nadzieja",
        "Olga",
        "Pola",
        "Róża",
        "Sławomira",
        "Świętosława",
        "Teresa",
        "Urszula",
        "Wiesława",
        "Żaneta",
        "Zofia",
        "Żywia",
    ),
    men=(
        "Andrzej",
        "Błażej",
        "Czesław",
        "Damian",
        "Eugeniusz",
        "Filip",
        "Grzegorz",
        "Hieronim",
        "Ireneusz",
        "Janusz",
        "Kazimierz",
        "Łukasz",
        "Michał",
        "Norbert",
        "Olgierd",
        "Paweł",
        "Remigiusz",
        "Stanisław",
        "Światosław",
        "Tomasz",
        "Wacław",
        "Zbyszko",
        "Zdzisław",
        "Żegota",
        "Bartłomiej",
    ),
    surnames=_joined(
        "Brzost Dębn Grądz Jarzęb Kłos Łęg Modrzyń Ośni Pąk Rżysk Ścieżk Trzcin Wądoł Wiąz Źród "
        "Żurawn Świerkoń Gęśl Ćwikł Błotn",
        "owski icki ewicz yński ak",
    ),
    trades=(
        "Wspólnota Mieszkaniowa",
        "Spółdzielnia Ogrodnicza",
        "Piekarnia",
        "Zakład Stolarski",
        "Pralnia",
        "Hurtownia Łożysk",
        "Apteka",
        "Warsztat Ślusarski",
        "Przedsiębiorstwo Budowlane",
        "Kwiaciarnia",
    ),
    forms=("sp. z o.o.", "S.A.", "sp.j.", "sp. z o.o. sp.k."),
    streets=(
        "Jarzębinowa",
        "Źródlana",
        "Łąkowa",
        "Świerkowa",
        "Żurawia",
        "Wiązowa",
        "Grądowa",
        "Dębowa",
        "Trzcinowa",
        "Młyńska",
        "Nadstrużna",
        "Ogrodników",
    ),
    towns=(
        ("Zdrojewo Łęgowe", "87-205"),
        ("Brzeźnica Wielka", "64-318"),
        ("Wiązów Nowy", "55-127"),
        ("Ośniki", "09-441"),
        ("Żurawno Dolne", "38-612"),
        ("Świerków", "26-073"),
    ),
    endings=(("ski", "ska"), ("cki", "cka")),
)

SLOVAK = Names(
    women=(
        "Alžbeta",
        "Božena",
        "Cecília",
        "Dáša",
        "Edita",
        "Františka",
        "Gabriela",
        "Hedviga",
        "Iveta",
        "Júlia",
        "Katarína",
        "Ľubica",
        "Mária",
        "Nadežda",
        "Oľga",
        "Petronela",
        "Ružena",
        "Stanislava",
        "Terézia",
        "Želmíra",
    ),
    men=(
        "Andrej",
        "Branislav",
        "Ctibor",
        "Dušan",
        "Eduard",
        "František",
        "Gašpar",
        "Hubert",
        "Imrich",
        "Jaroslav",
        "Krištof",
        "Ľubomír",
        "Matúš",
        "Norbert",
        "Ondrej",
        "Pavol",
        "Rastislav",
        "Štefan",
        "Tomáš",
        "Žigmund",
    ),
    surnames=_joined(
        "Bučin Čremoš Dubin Hôrk Jasen Kľačan Ľalín Mlynár Potôč Riečan Šípk Tŕnin Vŕbn Zvonár "
        "Žriedl",
        "ovský ák ík ec",
    ),
    trades=(
        "Bytové družstvo",
        "Pekáreň",
        "Stolárstvo",
        "Záhradníctvo",
        "Lekáreň",
        "Stavebná spoločnosť",
        "Autodielňa",
        "Kvetinárstvo",
    ),
    forms=("s.r.o.", "a.s.", "družstvo"),
    streets=("Jaseňová", "Žriedlová", "Mlynská", "Lúčna", "Šípková", "Hôrkova"),
    towns=(
        ("Jasenná Dolina", "013 07"),
        ("Veľké Žriedla", "038 15"),
        ("Šípkovce", "951 29"),
        ("Kľačany pod Hôrkou", "920 64"),
    ),
    endings=(("ovský", "ovská"), ("ák", "áková"), ("ík", "íková"), ("ec", "cová")),
)

_PLAIN = str.maketrans(
    "ąćęłńóśźżáäčďéěíĺľňôŕřšťúůýžĄĆĘŁŃÓŚŹŻÁÄČĎÉÍĹĽŇÔŔŘŠŤÚÝŽ",
    "acelnoszzaacdeeillnorrstuuyzACELNOSZZAACDEILLNORRSTUYZ",
)


def without_diacritics(text: str) -> str:
    """`text` as an old file writes it: łąka is laka."""
    return text.translate(_PLAIN)
