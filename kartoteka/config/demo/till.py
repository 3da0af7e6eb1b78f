"""Money of the demo that no bank statement brought: cash, batches, refunds, returned payments."""

import datetime as dt
from decimal import Decimal

from kartoteka.config.demo import bank, cast
from kartoteka.config.demo.office import Office
from kartoteka.formats.accounts import with_check
from kartoteka.ledger import operations as ledger
from kartoteka.payments import operations as payments
from kartoteka.payments import queries

_MASKS = (("PL", "PLN", "109010148888", 12), ("SK", "EUR", "0900000000", 10))
# Cash: desk, kind, customer, amount, days ago, payer, title.
_CASH = (
    ("PL", "KP", "K-000006", "80.00", 16, "Tomasz Ćwikliński", "na poczet faktury za wodę"),
    ("PL", "KP", "K-000002", "60.00", 12, "Anna Źródyńska", "pierwsza wpłata z ugody"),
    ("PL", "KP", "K-000009", "35.00", 9, "za sąsiada: Zofia Ćwiklińska", "woda"),
    ("PL", "KP", "K-000002", "20.00", 3, "Grażyna Świderna", "za Annę Źródyńską"),
    ("SK", "KP", "K-000008", "40.00", 13, "Ľubica Riečanová", "časť dlhu za vodné"),
    ("SK", "KP", "K-000016", "25.00", 6, "v zastúpení: sused", "vodné a stočné"),
)
_MISTAKEN = 2  # of them: money for another customer
# Typed from the lists of the post office: paid twice, or before the invoice.
_POLISH_BATCH = (("K-000010", "61.00"), ("K-000012", "38.50"), ("K-000018", "72.40"))
_SLOVAK_BATCH = (("K-000021", "18.60"), ("K-000011", "14.20"))
# Refunds: customer, amount, how far it has come.
_REFUNDS = (
    ("K-000010", "61.00", "SENT"),
    ("K-000012", "38.50", "APPROVED"),
    ("K-000018", "72.40", "PREPARED"),
    ("K-000021", "18.60", "SENT"),
    ("K-000011", "14.20", "PREPARED"),
)
_SLOVAK = frozenset({"K-000011", "K-000021"})
_RETURNED = (
    ("K-000006", "Bank płatnika odwołał przelew: pomyłka w kwocie."),
    ("K-000007", "Banka platiteľa stiahla platbu: zlý účet."),
)


def add_till(office: Office) -> None:
    """Masks, cash desks with their documents, batches, refunds, payments that banks took back."""
    for country, currency, prefix, digits in _MASKS:
        mask = payments.MaskDraft(office.creditors[country], currency, country, prefix, digits)
        payments.add_mask(actor=office.administrator, draft=mask)
    _cash(office)
    _batch(office, "PL", "Poczta, lista z wtorku", _POLISH_BATCH)
    _batch(office, "SK", "Pošta, zoznam z utorka", _SLOVAK_BATCH)
    _begun(office)
    _refunds(office)
    for number, reason in _RETURNED:
        _return_newest(office, number, reason)
    _settle(office)


def _cash(office: Office) -> None:
    desks = {
        country: payments.add_cash_desk(
            actor=office.administrator,
            code=code,
            name=name,
            creditor_id=office.creditors[country],
            currency=currency,
        )
        for country, code, name, currency in (
            ("PL", "K1", "Kasa w biurze", "PLN"),
            ("SK", "P1", "Pokladňa", "EUR"),
        )
    }
    made = []
    for place, (country, kind, number, amount, days, payer, title) in enumerate(_CASH):
        draft = payments.CashDraft(
            desk_id=desks[country],
            kind=kind,
            account_id=office.account(number),
            amount=Decimal(amount),
            paid_on=office.ago(days),
            payer=payer,
            title=title,
            token=f"demo-{place}",
        )
        made.append(payments.add_cash(actor=office.clerk, draft=draft, on=office.today))
    payments.void_cash(
        actor=office.administrator,
        public_id=made[_MISTAKEN],
        reason="Wpłata była za inny lokal.",
        on=office.today,
    )
    out = payments.CashDraft(
        desk_id=desks["PL"],
        kind="KW",
        account_id=office.account("K-000004"),
        amount=Decimal("30.00"),
        paid_on=office.ago(2),
        payer="Bartłomiej Kłosowski",
        title="zwrot części nadpłaty",
        token="demo-kw",  # noqa: S106  (tells a repeated document from a new one)
    )
    payments.add_cash(actor=office.clerk, draft=out, on=office.today)


def _batch(office: Office, country: str, name: str, rows: tuple[tuple[str, str], ...]) -> None:
    items = [payments.ItemDraft(number, Decimal(amount)) for number, amount in rows]
    draft = payments.BatchDraft(
        creditor_id=office.creditors[country],
        currency="PLN" if country == "PL" else "EUR",
        name=name,
        via="POST",
        paid_on=office.ago(8),
        count=len(items),
        sum=sum((item.amount for item in items), Decimal(0)),
    )
    batch = payments.begin_batch(actor=office.clerk, draft=draft, on=office.today)
    payments.write_batch(actor=office.clerk, public_id=batch, items=items)
    payments.post_batch(actor=office.clerk, public_id=batch)


def _begun(office: Office) -> None:
    """A batch of which some payments are typed already."""
    draft = payments.BatchDraft(
        office.creditors["PL"], "PLN", "Poczta, lista z piątku", "POST", office.ago(1), 4,
        Decimal("312.70"),
    )  # fmt: skip
    batch = payments.begin_batch(actor=office.clerk, draft=draft, on=office.today)
    items = [
        payments.ItemDraft("K-000022", Decimal("88.20"), "woda"),
        payments.ItemDraft("K-000020", Decimal("54.50")),
    ]
    payments.write_batch(actor=office.clerk, public_id=batch, items=items)


def _refunds(office: Office) -> None:
    for number, amount, state in _REFUNDS:
        index = int(number.removeprefix("K-")) - 1
        is_slovak = number in _SLOVAK
        draft = payments.RefundDraft(
            account_id=office.account(number),
            amount=Decimal(amount),
            iban=with_check("SK", f"0200{index:016d}") if is_slovak else cast.account(index),
            name=office.name(number),
            title="Vrátenie preplatku" if is_slovak else "Zwrot nadpłaty",
        )
        refund = payments.prepare_refund(actor=office.clerk, draft=draft, on=office.today)
        if state != "PREPARED":
            payments.approve_refund(actor=office.administrator, public_id=refund, on=office.today)
        if state == "SENT":
            ours = bank.SLOVAK_ACCOUNT if is_slovak else bank.POLISH_ACCOUNT
            payments.write_refunds(
                actor=office.administrator,
                bank_account=ours,
                currency="EUR" if is_slovak else "PLN",
                paid_on=office.today + dt.timedelta(days=1),
            )


def _return_newest(office: Office, number: str, reason: str) -> None:
    """The newest payment that came by the bank."""
    party_id = office.parties[number]
    came = queries.payments_of(viewer=office.clerk, party_id=party_id)
    newest = next((one for one in came if one.reason), None)
    if newest is not None:
        payments.return_payment(
            actor=office.clerk, credit_id=newest.entry_id, on=office.ago(4), reason=reason
        )


def _settle(office: Office) -> None:
    """What was paid in cash is used on what is owed."""
    numbers = {row[2] for row in _CASH} | {number for number, _reason in _RETURNED}
    ledger.settle_all(
        actor=office.clerk,
        on=office.today,
        account_ids=[office.account(number) for number in sorted(numbers)],
    )
