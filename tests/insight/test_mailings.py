"""Documents in bulk: in postal order, once each, and nobody silently left out."""

import datetime as dt
import io
import uuid
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pypdf
import pytest
from django.test import Client
from django.utils import timezone

from kartoteka.access import queries as access
from kartoteka.billing import operations as billing
from kartoteka.billing.models import InterestLine, InterestNote
from kartoteka.billing.operations import interest
from kartoteka.correspondence.models import Email, Letter, PrintRun
from kartoteka.documents import queries as documents
from kartoteka.formats.accounts import with_check
from kartoteka.formats.ksef import File
from kartoteka.insight import operations, queries
from kartoteka.insight.models import Mailed, MailedNote
from kartoteka.insight.operations import mailing as module
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Account, Settlement
from kartoteka.payments.models import VirtualAccount
from kartoteka.privacy import operations as privacy
from kartoteka.privacy.models import Purpose
from kartoteka.register import operations as register
from kartoteka.register.models import Address, BankAccount, Contact, Identifier, Party
from kartoteka.register.operations import BlockDraft
from tests import build
from tests.formats.ksef.making import BUYER, SELLER, a_number, an_invoice
from tests.ledger.builders import a_creditor, a_debit, a_party, a_payment

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 11, 20)


@dataclass(frozen=True)
class Office:
    creditor: int
    parties: dict[str, int]


def a_customer(creditor_id: int, name: str, code: str, house: str, language: str = "pl") -> int:
    party_id = a_party(name)
    Party.objects.filter(pk=party_id).update(language=language)
    if code:
        Address.objects.create(
            party_id=party_id, kind="REGISTERED", street="Łąkowa", building=house,
            postal_code=code, city="Łódź",
        )  # fmt: skip
    account = ledger.open_account(
        actor=SYSTEM, party_id=party_id, creditor_id=creditor_id, currency="PLN"
    )
    a_debit(
        account, "100.00", "2026-05-11", number=f"FV/{name}", interest_kind="pl_statutory_delay"
    )
    credit = a_payment(account, "30.00", "2026-06-01")
    ledger.settle(actor=SYSTEM, credit_id=credit, on=ON)
    return party_id


@pytest.fixture
def office() -> Office:
    creditor_id = a_creditor()
    Party.objects.filter(pk=creditor_id).update(is_creditor=True)
    Address.objects.create(
        party_id=creditor_id, kind="REGISTERED", street="Wodna", building="1",
        postal_code="90-001", city="Łódź",
    )  # fmt: skip
    BankAccount.objects.create(
        party_id=creditor_id, iban="PL61109010140000071219812874", currency="PLN"
    )
    cast = [
        ("Zofia", "90-562", "14"), ("Anna", "90-562", "2"), ("Bela", "80-001", "100"),
        ("Cyril", "80-001", "9"), ("Nowhere", "", ""), ("Blocked", "80-001", "1"),
        ("Kept", "80-001", "2"),
    ]  # fmt: skip
    parties = {
        name: a_customer(creditor_id, name, code, house, "sk" if name == "Cyril" else "pl")
        for name, code, house in cast
    }
    block(parties["Blocked"])
    privacy.restrict(
        actor=SYSTEM, party_id=parties["Kept"], reason="asked", on=timezone.localdate(),
        today=timezone.localdate(),
    )  # fmt: skip
    return Office(creditor_id, parties)


def block(party_id: int) -> None:
    draft = BlockDraft(what=("CONTACT",), reason="Dispute", valid_from=timezone.localdate())
    register.set_blocks(actor=SYSTEM, party_ids=[party_id], draft=draft)


def a_mailing(office: Office, kind: str, **more: Any) -> uuid.UUID:
    draft = operations.MailingDraft(
        kind=kind, creditor_id=office.creditor, on=ON, token=uuid.uuid4(),
        first=dt.date(2026, 5, 1), pay_by=dt.date(2026, 12, 4),
    )  # fmt: skip
    mailing = operations.plan(actor=SYSTEM, draft=replace(draft, **more))
    operations.take(actor=SYSTEM, mailing=mailing, parties=office.parties.values())
    return mailing


def made(mailing: uuid.UUID) -> uuid.UUID:
    job = operations.make_later(actor=SYSTEM, mailing=mailing, on=ON)
    operations.make(actor=SYSTEM, job=job, mailing=mailing, on=ON)
    return job


def words(data: bytes) -> list[str]:
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return [one.extract_text().replace("\u202f", " ") for one in pages]


def copies() -> dict[str, str]:
    """The kept copy of each letter, by customer."""
    return {
        one.party.name: "\n".join(words(documents.read(viewer=SYSTEM, content_id=one.content_id)))
        for one in Letter.objects.select_related("party")
    }


def test_letters_are_in_postal_order_and_the_rest_is_told(office: Office) -> None:
    mailing = a_mailing(office, "STATEMENT")
    job = made(mailing)
    order = Letter.objects.order_by("id").values_list("party__name", flat=True)
    assert list(order) == ["Cyril", "Bela", "Anna", "Zofia"]
    card = queries.mailing(viewer=SYSTEM, public_id=mailing)
    assert {one.reason: one.count for one in card.left_out} == {
        "NO_ADDRESS": 1, "BLOCKED": 1, "RESTRICTED": 1,
    }  # fmt: skip
    assert (card.line.letters, card.line.emails, card.line.waiting) == (4, 0, 0)
    shown = access.job(viewer=SYSTEM, public_id=job)
    assert shown is not None
    assert shown.report == {
        "mailing": str(mailing), "volumes": 1, "LETTER": 4, "EMAIL": 0, "LEFT_OUT": 3,
    }  # fmt: skip
    pages = words(queries.volume_pdf(viewer=SYSTEM, public_id=mailing, ordinal=1))
    assert len(pages) == 5
    assert [name in pages[0] for name in order] == [True] * 4
    assert [order[n] in pages[n + 1] for n in range(4)] == [True] * 4
    with pytest.raises(queries.NoSuchMailing):
        queries.volume_pdf(viewer=SYSTEM, public_id=mailing, ordinal=2)


def test_a_statement_adds_up_in_the_customers_language(office: Office) -> None:
    made(a_mailing(office, "STATEMENT", first=dt.date(2026, 5, 12)))
    kept = copies()
    assert "Zestawienie obrotów" in kept["Anna"]
    assert "Saldo początkowe" in kept["Anna"]
    assert [one in kept["Anna"] for one in ("100,00", "30,00", "70,00")] == [True] * 3
    assert "Výpis zo saldokonta" in kept["Cyril"]


def test_a_statement_says_when_money_of_a_closed_month_came(office: Office) -> None:
    ledger.close_until(actor=SYSTEM, creditor_id=office.creditor, until=dt.date(2026, 10, 31))
    day = dt.date(2026, 10, 30)
    account = ledger.open_account(
        actor=SYSTEM, party_id=office.parties["Cyril"], creditor_id=office.creditor, currency="PLN"
    )
    a_payment(account, "12.00", "2026-10-30", paid_on=day, title="nájomné")
    made(a_mailing(office, "STATEMENT", first=dt.date(2026, 10, 1)))
    read = copies()["Cyril"].replace("\N{NO-BREAK SPACE}", " ")
    assert "1. 11. 2026" in read
    told = "nájomné (Zaplatené 30. 10. 2026, zaúčtované 1. 11. 2026, pretože knihy boli uzavreté)"
    assert told in " ".join(read.split())


def test_a_confirmation_says_the_balance_of_the_day_and_asks_for_an_answer(
    office: Office,
) -> None:
    made(a_mailing(office, "BALANCE", on=dt.date(2026, 5, 31)))
    anna = copies()["Anna"]
    assert "100,00 PLN" in anna
    assert "70,00" not in anna
    assert "Data, pieczęć i podpis" in anna


def test_a_call_has_interest_and_the_account(office: Office) -> None:
    made(a_mailing(office, "CALL", least=None))
    anna = copies()["Anna"]
    # 100.00 x 9.25 % x 21 days + 70.00 x 9.25 % x 172 days, as the ledger reckons them
    from kartoteka.ledger import queries as books

    (debt,) = books.interest_to(
        viewer=SYSTEM, on=ON,
        entry_ids=[Letter.objects.get(party__name="Anna").party.accounts.get().entries.get(
            number="FV/Anna").pk],
    )  # fmt: skip
    interest = f"{debt.accrued:.2f}".replace(".", ",")
    whole = f"{debt.accrued + 70:.2f}".replace(".", ",")
    assert [interest in anna, f"{whole} PLN" in anna, "61 1090 1014" in anna] == [True] * 3
    assert "4.12.2026" in anna.replace("04.12.2026", "4.12.2026")


def in_euro(office: Office, name: str, amount: str) -> None:
    """The customer owes as much in euro, too, to be paid to an account of its own."""
    BankAccount.objects.create(
        party_id=office.creditor, iban="PL27114020040000300201355387", currency="EUR"
    )
    account = ledger.open_account(
        actor=SYSTEM, party_id=office.parties[name], creditor_id=office.creditor, currency="EUR"
    )
    a_debit(account, amount, "2026-05-11", number="FV/EUR")


def test_each_currency_says_where_it_is_to_be_paid(office: Office) -> None:
    in_euro(office, "Anna", "12.00")
    made(a_mailing(office, "CALL", least=None))
    anna = copies()["Anna"]
    assert anna.count("61 1090 1014 0000 0712 1981 2874") == 1
    assert anna.count("27 1140 2004 0000 3002 0135 5387") == 1
    assert "12,00 EUR" in anna


def test_the_number_of_one_document_is_not_printed_for_all(office: Office) -> None:
    """Whatever came to it would pay that document first."""
    account = Account.objects.get(party_id=office.parties["Anna"])
    of_debt, own = (with_check("PL", f"10901014000077770000000{n}") for n in (1, 2))
    debt = account.entries.get(number="FV/Anna")
    VirtualAccount.objects.create(iban=of_debt, account=account, debt=debt, assigned_on=ON)
    made(a_mailing(office, "CALL", least=None))
    assert "61 1090 1014 0000 0712 1981 2874" in copies()["Anna"]
    VirtualAccount.objects.create(iban=own, account=account, assigned_on=ON)
    made(a_mailing(office, "CALL", least=None))
    last = Letter.objects.filter(party__name="Anna").latest("pk")
    digits = "".join(words(documents.read(viewer=SYSTEM, content_id=last.content_id)))
    digits = "".join(digits.split())
    assert (own[2:] in digits, of_debt[2:] in digits) == (True, False)


def test_a_statement_says_to_which_account_what_is_owed_goes(office: Office) -> None:
    made(a_mailing(office, "STATEMENT", first=dt.date(2026, 5, 12)))
    kept = copies()
    assert "PL61 1090 1014 0000 0712 1981 2874" in " ".join(kept["Anna"].split())
    paid = Account.objects.get(party_id=office.parties["Anna"]).pk
    a_payment(paid, "70.00", "2026-11-19")
    made(a_mailing(office, "STATEMENT", first=dt.date(2026, 5, 13)))
    last = Letter.objects.filter(party__name="Anna").latest("pk")
    text = " ".join(words(documents.read(viewer=SYSTEM, content_id=last.content_id)))
    assert "1090 1014" not in text


def test_the_least_of_a_call_is_of_one_currency(office: Office) -> None:
    in_euro(office, "Anna", "69.00")  # and 70.00 PLN: 139 of nothing
    made(a_mailing(office, "CALL", least=71))
    assert Letter.objects.count() == 0


def test_letters_say_what_ksef_has_of_their_documents(office: Office) -> None:
    for party, nip in ((office.creditor, SELLER), (office.parties["Anna"], BUYER)):
        Identifier.objects.create(party_id=party, kind="NIP", value=nip)
    file = File(f"{a_number()}.xml", an_invoice())
    assert billing.take_in_invoices(actor=SYSTEM, files=[file]).new == 1
    for kind in ("CALL", "STATEMENT", "BALANCE"):
        made(a_mailing(office, kind, first=dt.date(2026, 2, 1)))
    told = {
        one.kind: " ".join(words(documents.read(viewer=SYSTEM, content_id=one.content_id)))
        for one in Letter.objects.filter(party__name="Anna")
    }
    assert {kind: a_number() in text for kind, text in told.items()} == dict.fromkeys(
        ("CALL", "STATEMENT", "BALANCE"), True
    )
    assert a_number() not in copies()["Bela"]


def test_a_call_leaves_out_who_owes_too_little(office: Office) -> None:
    mailing = a_mailing(office, "CALL", least=71)
    made(mailing)
    assert Letter.objects.count() == 0
    card = queries.mailing(viewer=SYSTEM, public_id=mailing)
    assert {one.reason: one.count for one in card.left_out}["NOTHING"] == 5
    assert card.volumes == ()


def test_who_agreed_gets_an_email_with_the_document(office: Office, mailoutbox: list[Any]) -> None:
    anna = office.parties["Anna"]
    Contact.objects.create(party_id=anna, kind="EMAIL", value="anna@example.org")
    Contact.objects.create(party_id=office.parties["Bela"], kind="EMAIL", value="bela@example.org")
    privacy.note_consent(
        actor=SYSTEM, party_id=anna, purpose_id=Purpose.objects.get(code="E_LETTERS").pk,
        channel="EMAIL", is_given=True, on=timezone.localdate(), how="OFFICE", evidence="form 7",
        today=timezone.localdate(),
    )  # fmt: skip
    made(a_mailing(office, "STATEMENT"))
    assert list(Letter.objects.order_by("id").values_list("party__name", flat=True)) == [
        "Cyril", "Bela", "Zofia",
    ]  # fmt: skip
    email = Email.objects.get()
    assert (email.to, email.party_id) == ("anna@example.org", anna)
    from kartoteka.correspondence.operations import emails

    emails.deliver(email_id=email.pk)
    ((name, data, kind),) = mailoutbox[0].attachments
    assert kind == "application/pdf"
    assert "Anna" in words(data)[0]
    assert name == f"statement-{anna}-2026-11-20.pdf"


def test_a_job_that_died_goes_on_and_prints_nobody_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "VOLUME", 2)
    mailing = a_mailing(office, "STATEMENT")
    job = operations.make_later(actor=SYSTEM, mailing=mailing, on=ON)
    calls = []
    whole = module.making.make

    def dies(**said: Any) -> Any:
        calls.append(said)
        if len(calls) == 3:
            raise ConnectionError
        return whole(**said)

    monkeypatch.setattr(module.making, "make", dies)
    with pytest.raises(ConnectionError):
        operations.make(actor=SYSTEM, job=job, mailing=mailing, on=ON)
    first = set(Letter.objects.values_list("party__name", flat=True))
    assert len(first) == Letter.objects.count() > 0
    for _again in range(2):
        operations.make(actor=SYSTEM, job=job, mailing=mailing, on=ON)
    names = sorted(Letter.objects.values_list("party__name", flat=True))
    assert names == ["Anna", "Bela", "Cyril", "Zofia"]
    sizes = [one.letters for one in queries.volumes(viewer=SYSTEM, public_id=mailing)]
    assert sum(sizes) == 4
    assert max(sizes) <= 2
    assert PrintRun.objects.count() == len(sizes)
    with pytest.raises(operations.MailingRuns):
        operations.make_later(actor=SYSTEM, mailing=mailing, on=ON)
    with pytest.raises(operations.MailingRuns):
        operations.take(actor=SYSTEM, mailing=mailing, parties=office.parties.values())


def test_a_form_sent_twice_plans_once(office: Office) -> None:
    token = uuid.uuid4()
    for _twice in range(2):
        assert a_mailing(office, "STATEMENT", token=token) == token
    assert Mailed.objects.count() == 7
    with pytest.raises(operations.NobodyToWriteTo):
        operations.take(
            actor=SYSTEM, parties=[a_party("Stranger")],
            mailing=operations.plan(
                actor=SYSTEM,
                draft=operations.MailingDraft("BALANCE", office.creditor, ON, uuid.uuid4()),
            ),
        )  # fmt: skip


def test_a_job_given_up_can_be_asked_for_anew(office: Office) -> None:
    mailing = a_mailing(office, "BALANCE")
    job = operations.make_later(actor=SYSTEM, mailing=mailing, on=ON)
    operations.give_up(job=job, mailing=mailing, reason="It broke.")
    made(mailing)
    assert Letter.objects.count() == 4


def test_withdrawing_names_the_papers_whose_balance_will_be_wrong(
    office: Office, client: Client
) -> None:
    anna = office.parties["Anna"]
    line = Settlement.objects.get(debit__account__party=anna)
    earlier = a_mailing(office, "BALANCE", on=line.effective_on - dt.timedelta(days=1))
    made(earlier)
    later = a_mailing(office, "STATEMENT")
    made(later)
    client.force_login(build.a_user())

    page = client.post(
        f"/credits/{line.credit_id}/withdraw/", {"lines": [line.pk], "look": "1", "reason": ""}
    )
    assert [one.mailing for one in page.context["papers"]] == [later]
    assert "statement of account as of 20\xa0Nov\xa02026" in page.text
    assert "by letter" in page.text


def noted(office: Office, *names: str) -> dict[str, InterestNote]:
    """A note of each of these: 100 − 30 of the debt, to 20 November 2026."""
    terms = interest.NoteTerms(to=ON, issued_on=ON, due_on=dt.date(2026, 12, 4))
    made_notes = {}
    for name in names:
        account = Account.objects.get(party_id=office.parties[name])
        public_id = interest.note_interest(actor=SYSTEM, account_id=account.pk, terms=terms)
        made_notes[name] = InterestNote.objects.get(public_id=public_id)
    return made_notes


def test_interest_notes_go_out_once_in_postal_order_and_nobody_is_left_out_silently(
    office: Office,
) -> None:
    notes = noted(office, "Zofia", "Anna", "Bela", "Nowhere", "Blocked")
    on = dt.date(2026, 11, 1)
    mailing = a_mailing(office, "NOTE", first=on)
    made(mailing)
    letters = Letter.objects.order_by("id").values_list("party__name", "title", "kind")
    assert list(letters) == [
        ("Bela", "Nota odsetkowa NO/2026/00003 20.11.2026", "NOTE"),
        ("Anna", "Nota odsetkowa NO/2026/00002 20.11.2026", "NOTE"),
        ("Zofia", "Nota odsetkowa NO/2026/00001 20.11.2026", "NOTE"),
    ]
    card = queries.mailing(viewer=SYSTEM, public_id=mailing)
    assert {one.reason: one.count for one in card.left_out} == {
        "BLOCKED": 1, "RESTRICTED": 1, "NO_ADDRESS": 1, "NO_NOTE": 1,
    }  # fmt: skip
    assert set(MailedNote.objects.values_list("note_id", flat=True)) == {
        notes[name].pk for name in ("Zofia", "Anna", "Bela")
    }
    volume = words(queries.volume_pdf(viewer=SYSTEM, public_id=mailing, ordinal=1))
    assert "Bela" in volume[0]
    assert "NO/2026/00003" in volume[1]
    paper = queries.paper_of_note(viewer=SYSTEM, note_id=notes["Bela"].pk)
    assert paper is not None
    assert (paper.mailing, paper.is_email) == (mailing, False)
    assert queries.paper_of_note(viewer=SYSTEM, note_id=notes["Nowhere"].pk) is None

    again = a_mailing(office, "NOTE", first=on)
    made(again)
    assert Letter.objects.count() == 3
    told = queries.mailing(viewer=SYSTEM, public_id=again).left_out
    assert {one.reason: one.count for one in told}["NO_NOTE"] == 4


def test_a_letter_of_a_note_reckons_each_debt_and_says_what_remains(office: Office) -> None:
    """100 × 9.25 % × 21 / 365 and 70 × 9.25 % × 172 / 365 (from 11 May to 20 November)."""
    note = noted(office, "Anna")["Anna"]
    entry = InterestLine.objects.get(note=note).entry_id
    credit = a_payment(note.account_id, "1.00", "2026-11-20")
    ledger.settle(actor=SYSTEM, credit_id=credit, on=ON, choices={entry: Decimal("1.00")})
    made(a_mailing(office, "NOTE", first=dt.date(2026, 11, 1)))
    text = copies()["Anna"].replace("\xa0", " ")
    assert "NO/2026/00001" in text
    assert note.amount == Decimal("3.58")
    flat = " ".join(text.split())
    assert "12.05.2026 – 01.06.2026" in flat
    assert "02.06.2026 – 20.11.2026" in flat
    assert "21 9,25 % 100,00 PLN 0,53 PLN" in flat
    assert "172 9,25 % 70,00 PLN 3,05 PLN" in flat
    assert "Do zapłaty 2,58 PLN" in flat
    assert "W tej nocie 3,58" in flat


def test_notes_of_a_mailing_killed_midway_go_out_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted(office, "Zofia", "Anna", "Bela")
    monkeypatch.setattr(module, "VOLUME", 2)
    mailing = a_mailing(office, "NOTE", first=dt.date(2026, 11, 1))
    job = operations.make_later(actor=SYSTEM, mailing=mailing, on=ON)
    whole, calls = module.making.make, []

    def dies(**said: Any) -> Any:
        calls.append(said)
        result = whole(**said)
        if len(calls) == 3:
            raise ConnectionError
        return result

    monkeypatch.setattr(module.making, "make", dies)
    with pytest.raises(ConnectionError):
        operations.make(actor=SYSTEM, job=job, mailing=mailing, on=ON)
    operations.make(actor=SYSTEM, job=job, mailing=mailing, on=ON)
    assert sorted(Letter.objects.values_list("party__name", flat=True)) == ["Anna", "Bela", "Zofia"]
    assert MailedNote.objects.count() == 3
