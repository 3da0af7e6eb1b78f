"""Invoices FA(3) of invented firms, whole enough for the ministry's XSD."""

import base64
import hashlib
from collections.abc import Sequence
from xml.sax.saxutils import escape

from kartoteka.formats.ksef.numbers import crc8

NAMESPACE = "http://crd.gov.pl/wzor/2025/06/25/13775/"
SELLER, BUYER = "1234563218", "1111111111"

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<Faktura xmlns="{namespace}">
<Naglowek><KodFormularza kodSystemowy="FA (3)" wersjaSchemy="1-0E">FA</KodFormularza>
<WariantFormularza>3</WariantFormularza><DataWytworzeniaFa>2026-02-10T08:00:00Z</DataWytworzeniaFa>
</Naglowek>
<Podmiot1><DaneIdentyfikacyjne><NIP>{seller}</NIP><Nazwa>Wodociągi Zmyślone</Nazwa>
</DaneIdentyfikacyjne><Adres><KodKraju>PL</KodKraju><AdresL1>ul. Wodna 1</AdresL1></Adres>
</Podmiot1>
<Podmiot2><DaneIdentyfikacyjne>{buyer}<Nazwa>Młyn Zmyślony</Nazwa></DaneIdentyfikacyjne>
{customer}<JST>2</JST><GV>2</GV></Podmiot2>
<Fa><KodWaluty>{currency}</KodWaluty><P_1>{issued}</P_1><P_2>{number}</P_2>
<P_15>{gross}</P_15>
<Adnotacje><P_16>2</P_16><P_17>2</P_17><P_18>2</P_18><P_18A>2</P_18A>
<Zwolnienie><P_19N>1</P_19N></Zwolnienie><NoweSrodkiTransportu><P_22N>1</P_22N></NoweSrodkiTransportu>
<P_23>2</P_23><PMarzy><P_PMarzyN>1</P_PMarzyN></PMarzy></Adnotacje>
<RodzajFaktury>{kind}</RodzajFaktury>{corrects}{advances}
<FaWiersz><NrWierszaFa>1</NrWierszaFa><P_7>Woda</P_7></FaWiersz>
{rest}{payment}{agreement}</Fa></Faktura>
"""


def an_invoice(
    *,
    number: str = "FV/1/2026",
    kind: str = "VAT",
    gross: str = "123.00",
    issued: str = "2026-02-10",
    due: str = "2026-02-24",
    currency: str = "PLN",
    seller: str = SELLER,
    buyer: str | None = BUYER,
    customer: str = "",
    corrects: Sequence[tuple[str, str]] = (),
    effect: str = "",
    advances: Sequence[str] = (),
    agreement: str = "",
    rest: str = "",
    payment: str | None = None,
) -> bytes:
    """The XML. `corrects` are pairs of a number and a KSeF number ("" where it has none);
    `effect` is TypKorekty."""
    corrected = "".join(
        "<DaneFaKorygowanej><DataWystFaKorygowanej>2026-02-10</DataWystFaKorygowanej>"
        f"<NrFaKorygowanej>{escape(bare)}</NrFaKorygowanej>"
        + (
            f"<NrKSeF>1</NrKSeF><NrKSeFFaKorygowanej>{ksef}</NrKSeFFaKorygowanej>"
            if ksef
            else "<NrKSeFN>1</NrKSeFN>"
        )
        + "</DaneFaKorygowanej>"
        for bare, ksef in corrects
    )
    if payment is None:
        payment = f"<TerminPlatnosci><Termin>{due}</Termin></TerminPlatnosci>" if due else ""
    terms = f"<Umowy><NrUmowy>{escape(agreement)}</NrUmowy></Umowy>"
    return _HEAD.format(
        namespace=NAMESPACE,
        seller=seller,
        buyer=f"<NIP>{buyer}</NIP>" if buyer else "<BrakID>1</BrakID>",
        customer=f"<NrKlienta>{escape(customer)}</NrKlienta>" if customer else "",
        currency=currency,
        issued=issued,
        number=escape(number),
        gross=gross,
        kind=kind,
        corrects=(f"<TypKorekty>{effect}</TypKorekty>" if effect else "") + corrected,
        advances="".join(
            f"<FakturaZaliczkowa><NrKSeFFaZaliczkowej>{one}</NrKSeFFaZaliczkowej>"
            "</FakturaZaliczkowa>"
            for one in advances
        ),
        rest=rest,
        payment=f"<Platnosc>{payment}</Platnosc>" if payment else "",
        agreement=f"<WarunkiTransakcji>{terms}</WarunkiTransakcji>" if agreement else "",
    ).encode()


def a_number(ordinal: int = 1, *, seller: str = SELLER, day: str = "20260210") -> str:
    """A KSeF number with a right check."""
    head = f"{seller}-{day}-{ordinal:012X}"
    return f"{head}-{crc8(head):02X}"


def a_receipt(*told: tuple[str, bytes]) -> bytes:
    """A receipt (UPO) that tells which number each invoice was given."""
    documents = "".join(
        f"<Dokument><NumerKSeFDokumentu>{number}</NumerKSeFDokumentu><SkrotDokumentu>"
        f"{base64.b64encode(hashlib.sha256(data).digest()).decode()}</SkrotDokumentu></Dokument>"
        for number, data in told
    )
    return (
        '<?xml version="1.0"?><Potwierdzenie xmlns="http://upo.schematy.mf.gov.pl/KSeF/v4-3">'
        f"{documents}</Potwierdzenie>"
    ).encode()
