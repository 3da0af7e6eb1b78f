"""Prices of the demo firm, and the invoices of a new service that came by KSeF."""

import datetime as dt
from decimal import Decimal
from xml.sax.saxutils import escape

from bench import generator
from kartoteka.billing import operations as billing
from kartoteka.billing.operations import prices
from kartoteka.billing.queries import prices as price_queries
from kartoteka.billing.rules import ItemLine
from kartoteka.config.demo.cast import NIP_OF_WATERWORKS
from kartoteka.config.demo.office import Office
from kartoteka.formats.ksef import File
from kartoteka.formats.ksef.numbers import crc8
from kartoteka.kernel import money
from kartoteka.register.drafts import PartyRow

_DAY = dt.timedelta(days=1)
# Prices: code, name, unit, VAT, then the price of last year, of this one and the drafted one.
_TARIFF = (
    ("WODA", "Woda", "m³", "8", "5.12", "5.43", "5.79"),
    ("SCIEKI", "Ścieki", "m³", "8", "7.48", "7.86", "8.21"),
    ("ABONAMENT", "Opłata abonamentowa", "miesiąc", "8", "6.10", "6.40", "6.70"),
    ("WYMIANA", "Wymiana wodomierza", "szt.", "23", "118.00", "124.00", "129.00"),
)
_TARIFF_NAMES = {
    "pl": "Taryfa za wodę i ścieki", "sk": "Tarifa za vodu a odvádzanie", "en": "Water and sewage",
}  # fmt: skip
_CENNIK = (
    ("VODNE", "Vodné", "m³", "23", "1.6210", "1.7035", "1.7890"),
    ("STOCNE", "Stočné", "m³", "23", "1.4470", "1.5216", "1.5980"),
    ("POPLATOK", "Mesačný poplatok", "mesiac", "23", "1.90", "2.05", "2.20"),
)
_CENNIK_NAMES = {
    "pl": "Cennik wody i ścieków", "sk": "Cenník vodného a stočného", "en": "Water and sewage (SK)",
}  # fmt: skip
_SERVICE, _VAT = "Wymiana wodomierza", Decimal(23)
# Invoices: customer, net; one of them names a buyer whom nobody knows.
_TAKEN = (("K-000003", "496.00"), ("K-000005", "124.00"), ("", "248.00"))
_LOOKED = (("K-000017", "372.00"), ("K-000019", "124.00"))

_STRANGER = PartyRow(
    number="", kind="COMPANY", name="Zakład Ślusarski Nieznany", nip=generator.nip(900_002)
)

_INVOICE = """<?xml version="1.0" encoding="UTF-8"?>
<Faktura xmlns="http://crd.gov.pl/wzor/2025/06/25/13775/">
<Naglowek><KodFormularza kodSystemowy="FA (3)" wersjaSchemy="1-0E">FA</KodFormularza>\
<WariantFormularza>3</WariantFormularza>\
<DataWytworzeniaFa>{issued}T08:00:00Z</DataWytworzeniaFa></Naglowek>
<Podmiot1><DaneIdentyfikacyjne><NIP>{seller}</NIP><Nazwa>Wodociągi Zdrojewskie sp. z o.o.</Nazwa>\
</DaneIdentyfikacyjne><Adres><KodKraju>PL</KodKraju>\
<AdresL1>ul. Źródlana 1, 87-205 Zdrojewo Łęgowe</AdresL1></Adres></Podmiot1>
<Podmiot2><DaneIdentyfikacyjne><NIP>{buyer}</NIP><Nazwa>{name}</Nazwa></DaneIdentyfikacyjne>\
<JST>2</JST><GV>2</GV></Podmiot2>
<Fa><KodWaluty>PLN</KodWaluty><P_1>{issued}</P_1><P_2>{number}</P_2>\
<P_13_1>{net}</P_13_1><P_14_1>{vat}</P_14_1><P_15>{gross}</P_15>
<Adnotacje><P_16>2</P_16><P_17>2</P_17><P_18>2</P_18><P_18A>2</P_18A>\
<Zwolnienie><P_19N>1</P_19N></Zwolnienie>\
<NoweSrodkiTransportu><P_22N>1</P_22N></NoweSrodkiTransportu>\
<P_23>2</P_23><PMarzy><P_PMarzyN>1</P_PMarzyN></PMarzy></Adnotacje>
<RodzajFaktury>VAT</RodzajFaktury><FaWiersz><NrWierszaFa>1</NrWierszaFa><P_7>{title}</P_7>\
<P_11>{net}</P_11><P_12>23</P_12></FaWiersz>
<Platnosc><TerminPlatnosci><Termin>{due}</Termin></TerminPlatnosci></Platnosc></Fa></Faktura>
"""


def add_prices(office: Office) -> None:
    """A price list of each utility: last year's, this year's, and next year's as a draft."""
    for country, code, labels, rows in (
        ("PL", "TARYFA", _TARIFF_NAMES, _TARIFF),
        ("SK", "CENNIK", _CENNIK_NAMES, _CENNIK),
    ):
        draft = prices.PriceListDraft(
            creditor_id=office.creditors[country],
            code=code,
            labels=labels,
            currency="PLN" if country == "PL" else "EUR",
            is_net=True,
        )
        made = prices.add_price_list(actor=office.clerk, draft=draft)
        shown = price_queries.price_list(viewer=office.clerk, public_id=made, on=office.today)
        assert shown is not None  # noqa: S101  (it was added in the line above)
        this_year = office.today.replace(month=1, day=1)
        years = (
            (this_year.replace(year=this_year.year - 1), this_year - _DAY),
            (this_year, None),
        )
        for place, (first, last) in enumerate(years):
            _draft(office, shown.id, rows, place)
            prices.publish(
                actor=office.administrator,
                list_id=shown.id,
                valid_from=first,
                valid_to=last,
                today=office.today,
            )
        _draft(office, shown.id, rows, len(years))


def _draft(office: Office, list_id: int, rows: tuple[tuple[str, ...], ...], place: int) -> None:
    items = [
        ItemLine(code, name, unit, Decimal(priced[place]), Decimal(vat))
        for code, name, unit, vat, *priced in rows
    ]
    prices.save_draft(actor=office.clerk, list_id=list_id, items=items)


def add_invoices_of_ksef(office: Office) -> None:
    """A set that was taken in, and one that waits for somebody to decide about it."""
    known = office.invoices("K-000001")[-1]
    files = _files(office, _TAKEN, 1, office.ago(11))
    net = money.to_grosz(known.amount * 100 / (100 + _VAT))
    again = _written(
        known.number,
        office.rows["K-000001"],
        known.title,
        (net, known.amount),
        (known.issued_on, known.due_on),
    )
    files.append(_file(len(_TAKEN) + 1, known.issued_on, again))
    held = billing.hold(actor=office.clerk, files=files)
    billing.look(actor=office.clerk, public_id=held)
    billing.take(actor=office.clerk, public_id=held)
    files = _files(office, _LOOKED, len(files) + 1, office.ago(1))
    billing.look(actor=office.clerk, public_id=billing.hold(actor=office.clerk, files=files))


def _files(
    office: Office, rows: tuple[tuple[str, str], ...], first: int, issued: dt.date
) -> list[File]:
    found = []
    for ordinal, (number, net) in enumerate(rows, first):
        gross = money.to_grosz(Decimal(net) * (100 + _VAT) / 100)
        data = _written(
            f"US/{issued:%Y/%m}/{ordinal:03d}",
            office.rows.get(number, _STRANGER),
            _SERVICE,
            (Decimal(net), gross),
            (issued, issued + dt.timedelta(days=14)),
        )
        found.append(_file(ordinal, issued, data))
    return found


def _file(ordinal: int, issued: dt.date, data: bytes) -> File:
    head = f"{NIP_OF_WATERWORKS}-{issued:%Y%m%d}-{ordinal:012X}"
    return File(f"{head}-{crc8(head):02X}.xml", data)


def _written(
    number: str,
    buyer: PartyRow,
    title: str,
    amounts: tuple[Decimal, Decimal],
    days: tuple[dt.date, dt.date],
) -> bytes:
    """An invoice; `amounts` are net and gross, `days` those of issue and payment."""
    (net, gross), (issued, due) = amounts, days
    return _INVOICE.format(
        seller=NIP_OF_WATERWORKS,
        buyer=buyer.nip,
        name=escape(buyer.name),
        issued=issued.isoformat(),
        due=due.isoformat(),
        number=escape(number),
        title=escape(title),
        net=net,
        vat=gross - net,
        gross=gross,
    ).encode()
