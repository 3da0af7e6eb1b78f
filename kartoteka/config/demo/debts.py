"""What becomes of debts at the demo firm: notes, instalments, write-offs, offsets, letters."""

import datetime as dt
import uuid
from decimal import Decimal

from kartoteka.agreements import queries as agreements
from kartoteka.billing.operations import interest, offsets, plans, write_offs
from kartoteka.config.demo.office import MONTH, Office
from kartoteka.insight import operations as insight
from kartoteka.kernel import money
from kartoteka.ledger import operations as ledger

_TERM = dt.timedelta(days=14)
_NOTED = {
    "PL": ("K-000001", "K-000002", "K-000005", "K-000017"),
    "SK": ("K-000007", "K-000008", "K-000016"),
}
_LEAST = {"PL": Decimal(1), "SK": Decimal("0.30")}
# Plans: customer, how many of the oldest debts, how many instalments.
_PLANS = (("K-000002", 2, 5), ("K-000008", 4, 6))
# Write-offs: customer, how much of the oldest debt, kind, reason, the answer (None: it waits).
_WRITTEN_OFF = (
    ("K-000006", "4.60", "WRITE_OFF", "Mniej niż koszt listu.", (True, "")),
    ("K-000017", "120.00", "WRITE_OFF", "Klient kwestionuje odczyt wodomierza.",
     (False, "Odczyt sprawdzono na miejscu, jest dobry.")),
    ("K-000016", "20.00", "REMISSION", "Žiadosť zo sociálnych dôvodov.", (True, "")),
    ("K-000002", "40.00", "REMISSION", "Prośba o umorzenie części długu: utrata pracy.", None),
    ("K-000008", "12.50", "WRITE_OFF", "Najstaršia faktúra, rozdiel v odpočte.", None),
)  # fmt: skip
_OFFSETS = (
    ("K-000001", "300.00", "FV/88", "540.00", True),
    ("K-000007", "120.00", "F-114", "120.00", True),
)
# Calendars of advances: title, currency, customers with what is asked of them each month.
_CALENDARS = (
    ("Zaliczki na wodę", "PLN", {"K-000018": "95.00", "K-000022": "90.00"}),
    ("Zálohy na vodné", "EUR", {"K-000011": "22.00"}),
)
_MADE = (("PL", "BALANCE", ("K-000001", "K-000003", "K-000005", "K-000017")),
         ("SK", "CALL", ("K-000007", "K-000008", "K-000016")))  # fmt: skip
_PLANNED = ("K-000001", "K-000002", "K-000017")


def add_debts(office: Office) -> None:
    """Interest notes, plans, write-offs, offsets and calendars of advances."""
    _notes(office)
    for number, debts, count in _PLANS:
        _plan(office, number, debts, count)
    for number, amount, kind, reason, answer in _WRITTEN_OFF:
        _write_off(office, number, Decimal(amount), (kind, reason), answer)
    for number, amount, theirs, whole, is_agreement in _OFFSETS:
        oldest = office.invoices(number)[0]
        draft = offsets.OffsetDraft(
            account_id=oldest.account_id,
            amounts={oldest.entry_id: min(Decimal(amount), oldest.open_amount)},
            declared_on=office.ago(5),
            is_agreement=is_agreement,
            their_number=theirs,
            their_due_on=office.ago(20),
            their_amount=Decimal(whole),
        )
        offsets.offset(actor=office.clerk, draft=draft)
    for title, currency, asked in _CALENDARS:
        _calendar(office, title, currency, asked)
    plans.post_advances(actor=office.clerk, on=office.today)


def add_letters(office: Office) -> None:
    """Documents in bulk that were made, and some that are only planned."""
    for country, kind, numbers in _MADE:
        mailing = _mailing(office, country, kind, numbers)
        job = insight.make_later(actor=office.clerk, mailing=mailing, on=office.today)
        insight.make(actor=office.clerk, job=job, mailing=mailing, on=office.today)
    _mailing(office, "PL", "CALL", _PLANNED)


def _notes(office: Office) -> None:
    issued = office.month_end + dt.timedelta(days=1)
    for country, numbers in _NOTED.items():
        terms = interest.NoteTerms(
            to=office.month_end, issued_on=issued, due_on=issued + _TERM, least=_LEAST[country]
        )
        interest.note_accounts(
            actor=office.clerk,
            account_ids=[office.account(number) for number in numbers],
            terms=terms,
            report=interest.NoteReport(),
            dry=False,
        )


def _plan(office: Office, number: str, debts: int, count: int) -> None:
    """Equal instalments, a month apart; the last takes what does not divide."""
    chosen = dict(list(office.debts(number).items())[:debts])
    owed = sum(chosen.values(), money.ZERO)
    one = money.to_grosz(owed / count)
    first = office.ago(12)
    instalments = [(first + MONTH * place, one) for place in range(count - 1)]
    instalments.append((first + MONTH * (count - 1), owed - one * (count - 1)))
    draft = ledger.PlanDraft(
        account_id=office.account(number),
        debt_ids=list(chosen),
        agreed_on=office.ago(26),
        instalments=instalments,
    )
    ledger.agree_plan(actor=office.clerk, draft=draft)


def _write_off(
    office: Office,
    number: str,
    amount: Decimal,
    asked: tuple[str, str],
    answer: tuple[bool, str] | None,
) -> None:
    oldest = office.invoices(number)[0]
    kind, reason = asked
    draft = write_offs.WriteOffDraft(
        account_id=oldest.account_id,
        kind=kind,
        on=office.ago(7),
        reason=reason,
        amounts={oldest.entry_id: min(amount, oldest.open_amount)},
    )
    request = write_offs.ask_write_off(actor=office.clerk, draft=draft)
    if answer is not None:
        is_approved, words = answer
        write_offs.decide_write_off(
            actor=office.administrator,
            public_id=request,
            on=office.ago(6),
            approve=is_approved,
            answer=words,
        )


def _calendar(office: Office, title: str, currency: str, asked: dict[str, str]) -> None:
    amounts = {}
    for number, amount in asked.items():
        (contract, *_rest) = agreements.agreements_of(
            viewer=office.clerk, party_id=office.parties[number]
        )
        amounts[contract.agreement_id] = Decimal(amount)
    template = plans.Template(
        first_due=office.today.replace(day=20) - MONTH,
        count=12,
        months=1,
        days=14,
        currency=currency,
        title=title,
    )
    plans.plan_advances(actor=office.clerk, template=template, amounts=amounts)


def _mailing(office: Office, country: str, kind: str, numbers: tuple[str, ...]) -> uuid.UUID:
    is_call = kind == "CALL"
    draft = insight.MailingDraft(
        kind=kind,
        creditor_id=office.creditors[country],
        on=office.today if is_call else office.month_end,
        token=uuid.uuid4(),
        pay_by=office.today + _TERM if is_call else None,
        least=Decimal(10) if is_call else None,
    )
    parties = [office.parties[number] for number in numbers]
    return insight.plan_for(actor=office.clerk, draft=draft, parties=parties)
