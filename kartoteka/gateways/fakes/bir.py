"""GUS BIR: sessions, doubly escaped XML in a multipart answer, silence for a dead session."""

import secrets
import string
from collections.abc import Iterable
from html import escape

from lxml import etree

from kartoteka.gateways.fakes.answers import Asked, Given, shared_trouble
from kartoteka.gateways.fakes.world import KEY, Firm, World

_PUBL = "http://CIS/BIR/PUBL/2014/07"
_BOUNDARY = "uuid:6b0f7f3c-2f0c-4a8c-9a5e-000000000001+id=1"
_KIND = (
    'multipart/related; type="application/xop+xml"; start="<http://tempuri.org/0>"; '
    f'boundary="{_BOUNDARY}"; start-info="application/soap+xml"'
)
_BROKEN = b"<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body><Zal"
_MOST_AT_ONCE = 20


def answer(world: World, asked: Asked) -> Given:
    """One SOAP call."""
    root = etree.fromstring(asked.body, etree.XMLParser(resolve_entities=False))
    body = root.find("{http://www.w3.org/2003/05/soap-envelope}Body")
    if body is None or root.find(".//{http://www.w3.org/2005/08/addressing}Action") is None:
        return Given(b"", "400 Bad Request", "text/plain")
    call = body[0]
    operation = etree.QName(call).localname
    said = {
        etree.QName(node).localname: node.text or ""
        for node in call.iter()
        if isinstance(node.tag, str) and len(node) == 0
    }
    numbers = [part for value in said.values() for part in value.split(",")]
    trouble = world.trouble("bir", *numbers)
    if (given := shared_trouble(world, trouble, _BROKEN)) is not None:
        return given
    if trouble == "limit":  # GUS throttles with a page, not with 429
        return Given(b"<html><body>Request limit exceeded</body></html>", kind="text/html")
    if trouble == "expired":
        world.sessions.clear()
    sid = asked.headers.get("sid", "")
    return _wrapped(operation, _result(world, operation, said, sid, trouble))


def _result(world: World, operation: str, said: dict[str, str], sid: str, trouble: str) -> str:
    if operation == "Zaloguj":
        return _sign_in(world, said.get("pKluczUzytkownika", ""), trouble)
    if operation == "GetValue":
        return _value(world, said.get("pNazwaParametru", ""), sid)
    if sid not in world.sessions:
        return ""
    if operation == "DaneSzukajPodmioty":
        return _search(world, said, trouble)
    if operation == "DanePobierzPelnyRaport":
        return _report(world, said.get("pRegon", ""), said.get("pNazwaRaportu", ""))
    return ""


def _sign_in(world: World, key: str, trouble: str) -> str:
    if key != KEY or trouble == "bad_key":
        return ""
    signs = string.ascii_lowercase + string.digits
    sid = "".join(secrets.choice(signs) for _sign in range(20))
    world.sessions.add(sid)
    return sid


def _value(world: World, name: str, sid: str) -> str:
    alive = sid in world.sessions
    return {
        "StatusUslugi": "1",
        "KomunikatUslugi": "Usluga dostepna",
        "StanDanych": f"{world.today:%d-%m-%Y}" if alive else "",
        "StatusSesji": "1" if alive else "0",
        "KomunikatKod": "0" if alive else "7",
        "KomunikatTresc": "" if alive else "Brak sesji. Sesja wygasła lub przekazano złe id.",
    }.get(name, "")


def _search(world: World, said: dict[str, str], trouble: str) -> str:
    field, numbers = next(
        ((name, value.split(",")) for name, value in said.items() if value), ("", [])
    )
    kind = {"Nip": "nip", "Nipy": "nip", "Krs": "krs", "Krsy": "krs"}.get(field, "regon")
    if len(numbers) > _MOST_AT_ONCE:
        return _rows([_error("2", "Przekazano zbyt wiele identyfikatorów.", field, "")])
    rows: list[dict[str, str]] = []
    for number in numbers:
        found = [] if trouble == "not_found" else world.with_number(**{kind: number})
        rows += [_row(firm) for firm in found]
        if not found:
            name = field.rstrip("y") if field.endswith("y") else field
            rows.append(_error("4", "Nie znaleziono podmiotów.", name, number))
    return _rows(rows)


def _row(firm: Firm) -> dict[str, str]:
    return {
        "Regon": firm.regon, "Nip": firm.nip, "StatusNip": "", "Nazwa": firm.name,
        "Wojewodztwo": "MAZOWIECKIE", "Powiat": "m. st. Warszawa", "Gmina": firm.city,
        "Miejscowosc": firm.city, "KodPocztowy": firm.postal_code, "Ulica": firm.street,
        "NrNieruchomosci": firm.building, "NrLokalu": firm.flat, "Typ": firm.type,
        "SilosID": firm.silo, "DataZakonczeniaDzialalnosci": firm.ended,
        "MiejscowoscPoczty": firm.city,
    }  # fmt: skip


def _report(world: World, regon: str, name: str) -> str:
    firms = world.with_number(regon=regon)
    if not firms:
        return _rows([_error("4", "Nie znaleziono podmiotów.", "pRegon", regon)])
    if name.endswith("Pkd"):
        prefix = "praw" if firms[0].type == "P" else "fiz"
        return _rows(_pkd(firms[0], prefix))
    if name == "BIR12OsFizycznaDaneOgolne" and firms[0].type == "F":
        return _rows([_person(firms[0])])
    wanted = {
        "BIR12OsPrawna": "6",
        "BIR12OsFizycznaDzialalnoscCeidg": "1",
        "BIR12OsFizycznaDzialalnoscRolnicza": "2",
        "BIR12OsFizycznaDzialalnoscPozostala": "3",
        "BIR11OsFizycznaDzialalnoscSkreslonaDo20141108": "4",
    }.get(name)
    fitting = [firm for firm in firms if firm.silo == wanted]
    if not fitting:
        error = _error("5", "Brak uprawnień do raportu lub raport pusty.", "pRegon", regon)
        return _rows([error | {"Typ_podmiotu": firms[0].type, "Raport": name}])
    return _rows([_general(fitting[0])])


def _general(firm: Firm) -> dict[str, str]:
    prefix = "praw" if firm.type == "P" else "fiz"
    said = {
        "regon9": firm.regon, "nip": firm.nip, "statusNip": "", "nazwa": firm.name,
        "nazwaSkrocona": "", "dataPowstania": "1993-03-20",
        "dataRozpoczeciaDzialalnosci": "1999-10-20",
        "dataZawieszeniaDzialalnosci": firm.suspended, "dataWznowieniaDzialalnosci": "",
        "dataZakonczeniaDzialalnosci": firm.ended, "adSiedzKraj_Symbol": "PL",
        "adSiedzKodPocztowy": firm.postal_code.replace("-", ""),
        "adSiedzNumerNieruchomosci": firm.building, "adSiedzNumerLokalu": firm.flat,
        "adSiedzMiejscowosc_Nazwa": firm.city, "adSiedzMiejscowoscPoczty_Nazwa": firm.city,
        "adSiedzUlica_Nazwa": firm.street, "numerTelefonu": firm.phone, "adresEmail": firm.email,
        "podstawowaFormaPrawna_Symbol": "1" if firm.type == "P" else "9",
        "szczegolnaFormaPrawna_Symbol": firm.legal_form[0],
        "szczegolnaFormaPrawna_Nazwa": firm.legal_form[1],
    }  # fmt: skip
    if firm.type == "P":
        said["numerWRejestrzeEwidencji"] = firm.krs
    return {f"{prefix}_{name}": value for name, value in said.items()}


def _person(firm: Firm) -> dict[str, str]:
    return {
        "fiz_regon9": firm.regon, "fiz_nip": firm.nip, "fiz_statusNip": "",
        "fiz_nazwisko": firm.last_name, "fiz_imie1": firm.first_name, "fiz_imie2": "",
        "fiz_dzialalnoscCeidg": "1", "fiz_liczbaJednLokalnych": "0",
    }  # fmt: skip


def _pkd(firm: Firm, prefix: str) -> list[dict[str, str]]:
    return [
        {
            f"{prefix}_pkdWersja": "2025",
            f"{prefix}_pkdKod": code,
            f"{prefix}_pkdNazwa": name,
            f"{prefix}_pkdPrzewazajace": "1" if place == 0 else "0",
        }
        for place, (code, name) in enumerate(firm.pkd)
    ]


def _error(code: str, words: str, field: str, number: str) -> dict[str, str]:
    return {
        "ErrorCode": code, "ErrorMessagePl": words, "ErrorMessageEn": "Error.", field: number,
    }  # fmt: skip


def _rows(rows: Iterable[dict[str, str]]) -> str:
    made = "".join(
        "  <dane>\r\n"
        + "".join(f"    <{k}>{escape(v, quote=False)}</{k}>\r\n" for k, v in row.items())
        + "  </dane>\r\n"
        for row in rows
    )
    return f"<root>\r\n{made}</root>"


def _wrapped(operation: str, result: str) -> Given:
    space = "http://CIS/BIR/2014/07" if operation == "GetValue" else _PUBL
    inside = escape(result, quote=False).replace("\r", "&#xD;")
    soap = (
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
        'xmlns:a="http://www.w3.org/2005/08/addressing"><s:Header><a:Action s:mustUnderstand="1">'
        f"{_PUBL}/IUslugaBIRzewnPubl/{operation}Response</a:Action></s:Header><s:Body>"
        f'<{operation}Response xmlns="{space}"><{operation}Result>{inside}</{operation}Result>'
        f"</{operation}Response></s:Body></s:Envelope>"
    )
    body = (
        f"\r\n--{_BOUNDARY}\r\nContent-ID: <http://tempuri.org/0>\r\n"
        "Content-Transfer-Encoding: 8bit\r\n"
        'Content-Type: application/xop+xml;charset=utf-8;type="application/soap+xml"\r\n\r\n'
        f"{soap}\r\n--{_BOUNDARY}--\r\n"
    )
    return Given(body.encode(), kind=_KIND)
