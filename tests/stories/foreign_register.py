"""A foreign program's register of customers: invented, with twins and numbers that are wrong."""

import sqlite3
from pathlib import Path

HOW_MANY = 300
REFINERY, PAINTER, ENDED = "7740001454", "8655104670", "9990000072"
_TOWNS = (("87-205", "Zdrojewo Łęgowe"), ("64-318", "Brzeźnica Wielka"), ("11-122", "Łososin"))
_ACCESS = ("piwnica", "studzienka", "")
_FIRMS = {
    5: ("Rafineria Próbna S.A.", REFINERY),
    6: ("Zakład Malarski Zenon Żmuda", PAINTER),
    7: ("Przedsiębiorstwo Dawne Czasy sp. z o.o.", ENDED),
    8: ("Hurtownia Złych Numerów", "123-456-78-90"),
    9: ("Skład Pomyłek", "774-000-14-55"),
}
TABLE = (
    "CREATE TABLE kontrahenci (id_kontr INTEGER PRIMARY KEY, kod TEXT, nazwa TEXT, nip TEXT,"
    " ulica TEXT, nr_domu TEXT, kod_poczt TEXT, miejscowosc TEXT, telefon TEXT, email TEXT,"
    " numer_licznika TEXT, dostep TEXT, data_odczytu TEXT)"
)


def rows() -> list[tuple[object, ...]]:
    """Firms first, then people; the last but one is the first of them again, the last has no
    name."""
    made = [_row(n) for n in range(1, HOW_MANY + 1)]
    one = made[9]
    made[-2] = (made[-2][0], made[-2][1], "PSZCZÓŁKOWSKA  ŁUCJA 10", *one[3:10], "L-100299", "", "")
    made[-1] = (*made[-1][:2], "", *made[-1][3:])
    return made


def database(folder: Path) -> Path:
    """The database as its program leaves it."""
    program = sqlite3.connect(folder / "stary_erp.db")
    program.execute(TABLE)
    marks = ",".join("?" * 13)
    program.executemany(f"INSERT INTO kontrahenci VALUES ({marks})", rows())
    program.commit()
    program.close()
    return folder / "stary_erp.db"


def _row(n: int) -> tuple[object, ...]:
    name, nip = _FIRMS.get(n, (f"Łucja Pszczółkowska {n}", ""))
    postal_code, town = _TOWNS[n % len(_TOWNS)]
    return (
        n, f"S/{n:04d}", name, nip, "Źródlana", str(n), postal_code, town,
        f"601 {n:03d} 100", f"klient{n}@poczta.example", f"L-{100_000 + n}",
        _ACCESS[n % len(_ACCESS)], f"2025-{n % 12 + 1:02d}-15",
    )  # fmt: skip
