"""Every refusal that a person may override is asked on the screen, and goes on with what was typed.

Each of them has its place here: who adds one adds the screen that asks it.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from kartoteka.agreements.models import Agreement
from kartoteka.billing.models import PriceList
from kartoteka.billing.operations import prices
from kartoteka.kernel.actor import SYSTEM
from kartoteka.kernel.errors import Confirmable
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Account
from kartoteka.register import operations as register
from kartoteka.register.models import Choice
from kartoteka.register.operations import AddressDraft, ContactDraft
from kartoteka.tax.models import Schema
from tests.billing import prices as price_lists
from tests.build import a_party, an_administrator
from tests.desk.fields.test_screens import FIELD
from tests.ledger import builders
from tests.ledger.test_agreement_rates import signed
from tests.outside import played
from tests.payments.builders import a_line, a_statement, a_utility, taken
from tests.register.fields.making import a_field, a_tab, put
from tests.tax.builders import a_form

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parents[1] / "formats" / "files"
BANK = "PL76102000000000000000000001"
NEW = {"kind": "COMPANY", "country": "PL", "language": "pl", "place": "HEAD"}
Asked = tuple[str, dict[str, Any]]


def same_contact(desk: Client) -> Asked:
    a_party("Anna", contacts=(ContactDraft("PHONE", "601200300"),))
    return "/parties/add/", NEW | {"name": "Piekarnia", "phone": "601 200 300", "note": "ważne"}


def same_name_and_city(desk: Client) -> Asked:
    a_party("Piekarnia", addresses=(AddressDraft(city="Łódź"),))
    return "/parties/add/", NEW | {"name": "Piekarnia", "city": "Łódź", "note": "ważne"}


def changed_meanwhile(desk: Client) -> Asked:
    """Where the whole row is one answer. Forms of several fields compare them: test_meanwhile."""
    party_id = a_party()
    url = f"/parties/{party_id}/segmentation/"
    none: dict[str, Any] = dict.fromkeys(("priority_id", "classification_id", "source_id"))
    high, low = (Choice.objects.get(list="PRIORITY", code=code).pk for code in ("HIGH", "LOW"))
    register.set_segment(actor=SYSTEM, party_id=party_id, **none | {"priority_id": low})
    version = _typed(desk.get(url).text, "priority")["version"]
    register.set_segment(actor=SYSTEM, party_id=party_id, **none)
    return url, {"priority": str(high), "version": version}


def address_replaces(desk: Client) -> Asked:
    party_id = a_party(addresses=(AddressDraft(city="Łódź"),))
    said = {"kind": "REGISTERED", "city": "Kraków", "country": "PL", "valid_from": "2026-01-01"}
    return f"/parties/{party_id}/addresses/add/", said


def terms_replace(desk: Client) -> Asked:
    url = f"/parties/{a_party()}/terms/add/"
    assert desk.post(url, {"valid_from": "2026-01-01", "payment_days": "7"}).status_code == 302
    return url, {"valid_from": "2026-06-01", "payment_days": "21", "note": "ważne"}


def values_do_not_fit(desk: Client) -> Asked:
    tab = a_tab()
    field = a_field(tab, "moc", "NUMBER")
    put(a_party(), moc="5")
    return f"/fields/{field}/", {**FIELD, "tab": str(tab), "minimum": "10"}


def firm_has_ended(desk: Client) -> Asked:
    found = desk.post("/outside/look-up/", {"number": "9990000072"})["Location"]
    return found, {"fields_taken": ["NIP", "address"], "language": "sk"}


def of_another_form(desk: Client) -> Asked:
    schema = a_form()
    Schema.objects.update(code="PIT-8C")
    return "/tax/forms/", {"year": "2024", "schema": str(schema)}


def late_payment(desk: Client) -> Asked:
    account = builders.an_account()
    debit = builders.a_debit(account, "500.00", "2026-02-28", number="FV/1")
    early = builders.a_payment(account, "100.00", "2026-02-10")
    later = builders.a_payment(account, "100.00", "2026-03-10")
    ledger.settle(actor=SYSTEM, credit_id=later, on=timezone.localdate())
    url = f"/credits/{early}/settle/"
    on = desk.get(url).context["on"]
    return url, {"on": f"{on:%Y-%m-%d}", "how": "choice", f"debit-{debit}": "70,00"}


def of_closed_day(desk: Client) -> Asked:
    account = Account.objects.get(pk=builders.an_account())
    day = timezone.localdate().replace(day=1)
    ledger.close_until(actor=SYSTEM, creditor_id=account.creditor_id, until=day)
    url = f"/parties/{account.party_id}/payments/new/"
    token = _typed(desk.get(url).text, "token")["token"]
    return url, {
        "token": token, "account": str(account.pk), "amount": "12,50", "title": "kasa",
        "paid_on": f"{day:%Y-%m-%d}", "via": "CASH",
    }  # fmt: skip


def _receivable(desk: Client, number: str, due: str) -> Asked:
    creditor = builders.a_creditor()
    url = f"/receivables/add/?party={a_party()}"
    token = _typed(desk.get(url).text, "token")["token"]
    return url, {
        "token": token, "creditor": str(creditor), "currency": "PLN", "kind": "INVOICE",
        "number": number, "title": "Woda", "issued_on": "2026-10-10", "due_on": due,
        "amount": "12,50",
    }  # fmt: skip


def accrued_changes(desk: Client) -> Asked:
    it = signed()
    it.debt()
    public_id = Agreement.objects.get(pk=it.agreement).public_id
    return f"/agreements/{public_id}/interest/", {
        "kind": "pl_contractual_delay", "percent": "12,5", "base": "", "valid_from": "2026-01-01",
        "valid_to": "", "reason": "§ 7",
    }  # fmt: skip


def due_before_issued(desk: Client) -> Asked:
    return _receivable(desk, "FV/9", "2026-10-09")


def already_there(desk: Client) -> Asked:
    url, said = _receivable(desk, "FV/9", "2026-10-24")
    assert desk.post(url, said).status_code == 302
    token = _typed(desk.get(url).text, "token")["token"]
    return url, said | {"token": token, "title": "Ścieki"}


def same_days_told(desk: Client) -> Asked:
    a_utility(BANK)
    taken(a_statement(a_line("95.50", "x"), account=BANK, opening="1000", format="CAMT053"))
    return _handed_in(desk, (FILES / "pko_bp.sta").read_bytes()), {"settle": "on"}


def broken_lines(desk: Client) -> Asked:
    a_utility(BANK)
    data = (FILES / "pko_bp.sta").read_bytes()
    return _handed_in(desk, data.replace(b":61:", b":61:nonsense", 1)), {"settle": "on"}


def _handed_in(desk: Client, data: bytes) -> str:
    file = SimpleUploadedFile("wyciag.sta", data)
    return str(desk.post(reverse("hand_in"), {"file": file})["Location"])


def leaves_a_gap(desk: Client) -> Asked:
    list_id = price_lists.a_price_list(builders.a_creditor())
    price_lists.published(list_id, "2026-01-01", "2026-01-31")
    prices.save_draft(actor=SYSTEM, list_id=list_id, items=[price_lists.an_item(price="6")])
    public_id = PriceList.objects.get(pk=list_id).public_id
    return f"/prices/{public_id}/publish/", {"valid_from": "2026-03-01", "valid_to": ""}


def note_used(desk: Client) -> Asked:
    account = builders.an_account()
    builders.a_debit(account, "1000", "2026-03-30", interest_kind="pl_statutory_delay")
    days = {"to": "2026-05-15", "issued_on": "2026-05-18", "due_on": "2026-06-01"}
    party = Account.objects.get(pk=account).party_id
    made = desk.post(f"/parties/{party}/interest/note/?account={account}", days)["Location"]
    paid = builders.a_payment(account, "5", "2026-05-20")
    ledger.settle(actor=SYSTEM, credit_id=paid, on=timezone.localdate())
    again = {"issued_on": "2026-06-10", "due_on": "2026-06-24", "reason": "wpłata"}
    return f"{made}correct/", again


def same_offset(desk: Client) -> Asked:
    account, debit = _a_debt()
    said = {
        f"debit-{debit}": "10,00", "their_number": "F/1", "their_due_on": "2026-03-30",
        "their_amount": "10,00", "declared_on": "2026-05-10", "is_agreement": "on",
    }  # fmt: skip
    return _sent_once(desk, f"/parties/{account.party_id}/offset/", said)


def asked_already(desk: Client) -> Asked:
    account, debit = _a_debt()
    said = {
        f"debit-{debit}": "10,00", "kind": "WRITE_OFF", "on": "2026-05-10", "reason": "Drobna",
    }  # fmt: skip
    return _sent_once(desk, f"/parties/{account.party_id}/write-off/", said)


def _a_debt() -> tuple[Account, int]:
    account = Account.objects.get(pk=builders.an_account())
    return account, builders.a_debit(account.pk, "100", "2026-03-30", number="FV/1")


def _sent_once(desk: Client, url: str, said: dict[str, str]) -> Asked:
    assert desk.post(url, said).status_code == 302
    return url, said


ASKED: dict[str, Callable[[Client], Asked]] = {
    "billing.asked_already": asked_already,
    "billing.number_already_there": already_there,
    "billing.due_before_issued": due_before_issued,
    "billing.leaves_a_gap": leaves_a_gap,
    "billing.note_used": note_used,
    "billing.same_offset": same_offset,
    "ledger.accrued_changes": accrued_changes,
    "ledger.late_payment": late_payment,
    "payments.broken_lines": broken_lines,
    "payments.of_closed_day": of_closed_day,
    "payments.same_days_told": same_days_told,
    "register.address_replaces": address_replaces,
    "register.changed_meanwhile": changed_meanwhile,
    "register.firm_has_ended": firm_has_ended,
    "register.same_contact": same_contact,
    "register.same_name_and_city": same_name_and_city,
    "register.terms_replace": terms_replace,
    "register.values_do_not_fit": values_do_not_fit,
    "tax.of_another_form": of_another_form,
}


def test_every_refusal_that_may_be_overridden_has_its_place_here() -> None:
    found = [Confirmable]
    for one in found:
        found += one.__subclasses__()
    ours = [one.code for one in found[1:] if one.__module__.startswith("kartoteka.")]
    assert sorted(ours) == sorted(ASKED)


@pytest.mark.parametrize("code", ASKED)
def test_it_asks_and_goes_on_with_what_was_typed(
    client: Client, settings: Settings, code: str
) -> None:
    client.force_login(an_administrator())
    with played(settings):
        url, said = ASKED[code](client)
        told = client.post(url, said)
        assert told.status_code == 422
        asked = _typed(told.text, "confirm")
        assert asked["confirm"] == code
        kept = {name: asked.get(name) for name in said if name not in {"version", "seen"}}
        assert kept == {name: said[name] for name in kept}
        done = client.post(url, asked)
    assert done.status_code == 302, done.text


def _typed(page: str, field: str) -> dict[str, Any]:
    """What a browser would send of the form that has this field, its boxes to confirm ticked."""
    (form,) = [one for one in lxml.html.fromstring(page).forms if field in one.fields]
    said: dict[str, Any] = {}
    for one in form.inputs:
        if one.name == "confirm":
            said["confirm"] = one.get("value")
        elif one.tag == "input" and one.get("type") in {"checkbox", "radio"}:
            if one.checked and one.get("type") == "radio":
                said[one.name] = one.get("value")
            elif one.checked:
                said.setdefault(one.name, []).append(one.get("value") or "on")
        elif one.tag == "select":
            said[one.name] = one.value or ""
        elif one.name and one.name != "csrfmiddlewaretoken":
            said[one.name] = (one.value or "").removeprefix("\n")
    return {
        name: value[0] if isinstance(value, list) and len(value) == 1 else value
        for name, value in said.items()
    }
