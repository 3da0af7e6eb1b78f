"""The cast: Anna owes, Bartek has overpaid, Celina is a stranger; each can sign in."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.template import engines
from django.test import Client, override_settings

from kartoteka.access.models import User
from kartoteka.agreements.models import Agreement, Point
from kartoteka.billing.models import Attachment, KsefInvoice
from kartoteka.documents import operations as documents
from kartoteka.kernel.actor import SYSTEM, Actor, Realm
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Account, DueChange, Entry
from kartoteka.payments.models import VirtualAccount
from kartoteka.portal.isolation import isolated
from kartoteka.register.models import (
    Address,
    BankAccount,
    Contact,
    Identifier,
    Party,
    PortalGrant,
)
from tests.formats.ksef.making import a_number
from tests.ledger.builders import a_creditor, a_debit, a_payment

SESSION_USER = "kartoteka.access.sessions.SessionUserMiddleware"
TODAY = dt.date(2026, 11, 22)


@dataclass(frozen=True)
class Customer:
    party: Party
    user: User
    account: Account
    entries: tuple[Entry, ...]

    @property
    def actor(self) -> Actor:
        return Actor(user_id=self.user.pk, realm=Realm.PORTAL, name=self.party.name)


@dataclass(frozen=True)
class Cast:
    creditor: Party
    anna: Customer
    bartek: Customer
    celina: Customer

    @property
    def customers(self) -> tuple[Customer, ...]:
        return (self.anna, self.bartek, self.celina)


@pytest.fixture
def cast(db: None) -> Cast:
    """Three customers with rows in every table that the portal can read."""
    return make_cast()


def make_cast() -> Cast:
    creditor = Party.objects.get(pk=a_creditor())
    Party.objects.filter(pk=creditor.pk).update(name="Wodociągi Miejskie", is_creditor=True)
    Address.objects.create(
        party=creditor, kind="REGISTERED", street="Wodna", building="1", postal_code="90-001",
        city="Łódź",
    )  # fmt: skip
    Identifier.objects.create(party=creditor, kind="NIP", value="7251801126")
    BankAccount.objects.create(
        party=creditor, iban="PL61109010140000071219812874", currency="PLN", is_for_slips=True
    )
    BankAccount.objects.create(party=creditor, iban="PL27114020040000300201355387", label="wages")
    return Cast(
        Party.objects.get(pk=creditor.pk),
        anna=a_customer(
            "Anna Nowak", creditor, [("122.80", "2026-12-05"), ("61.40", "2026-11-16")]
        ),
        bartek=a_customer("Bartek Zieliński", creditor, [("50.00", "2026-10-05")], paid="80.00"),
        celina=a_customer("Celina Obca", creditor, [("999.99", "2026-09-01")]),
    )


def a_customer(
    name: str, creditor: Party, debts: list[tuple[str, str]], paid: str | None = None
) -> Customer:
    """A party with a login that may act for it, and a row in each table that hangs on it."""
    first = name.split(maxsplit=1)[0].lower()
    party = Party.objects.create(number=f"K-{name}", kind="PERSON", name=name)
    Address.objects.create(
        party=party, kind="REGISTERED", street="Łąkowa", building=str(party.pk),
        postal_code="90-562", city="Łódź",
    )  # fmt: skip
    Contact.objects.create(party=party, kind="EMAIL", value=f"{first}@example.org")
    Identifier.objects.create(
        party=party, kind="PESEL", value="90010112345", value_hash=party.pk.to_bytes(32, "big")
    )
    Identifier.objects.create(party=party, kind="NIP", value=f"{party.pk:010d}")
    BankAccount.objects.create(party=party, iban=f"PL{party.pk:026d}")
    point = Point.objects.create(number=f"P-{party.pk}", party=party, name=f"Łąkowa {party.pk}")
    agreement = Agreement.objects.create(
        number=f"U-{party.pk}", party=party, creditor=creditor, point=point,
        valid_from=dt.date(2020, 1, 1),
    )  # fmt: skip
    account_id = ledger.open_account(
        actor=SYSTEM, party_id=party.pk, creditor_id=creditor.pk, currency="PLN"
    )
    debits = [
        a_debit(
            account_id, amount, due, number=f"FV/{party.pk}/{n}", title="Woda",
            point_id=point.pk, agreement_id=agreement.pk, interest_kind="pl_statutory_delay",
        )
        for n, (amount, due) in enumerate(debts, start=1)
    ]  # fmt: skip
    DueChange.objects.create(
        entry_id=debits[0], due_on=dt.date.fromisoformat(debts[0][1]), reason="a secret of the desk"
    )
    with override_settings(CONTENT_STORE="database"):  # where the running portal finds it, too
        content = documents.keep(
            actor=SYSTEM, data=b"%PDF-1.7 " + name.encode(), name="f.pdf",
            media_type="application/pdf",
        )  # fmt: skip
    Attachment.objects.create(entry_id=debits[0], content_id=content)
    KsefInvoice.objects.create(
        number=a_number(debits[0]), entry_id=debits[0], kind="VAT", seller_nip="7251801126",
        issued_on=dt.date(2026, 9, 1), amount=1, sha256=name.encode().ljust(32), content_id=content,
    )  # fmt: skip
    VirtualAccount.objects.create(
        iban=f"PL{10**25 + account_id}", account_id=account_id, assigned_on=dt.date(2026, 1, 1)
    )
    if paid:
        credit = a_payment(account_id, paid, "2026-10-20", title="za wodę")
        ledger.settle(actor=SYSTEM, credit_id=credit, on=TODAY)
    user = User.everyone.create(
        realm="portal", login=f"{first}@example.org", name=name, email=f"{first}@example.org"
    )
    PortalGrant.objects.create(user=user, party=party)
    return Customer(
        party,
        user,
        Account.objects.get(pk=account_id),
        tuple(Entry.objects.filter(account=account_id).order_by("id")),
    )


def a_session(user: User | None, *, days: int = 3650) -> str:
    """The secret key of a browser in which the user has signed in to the portal."""
    with override_settings(REALM="portal"):
        from kartoteka.access.sessions import SessionStore

        store = SessionStore()
        if user is not None:
            store[SESSION_KEY] = str(user.pk)
            store[BACKEND_SESSION_KEY] = "kartoteka.access.signin.Backend"
            store[HASH_SESSION_KEY] = user.get_session_auth_hash()
        store.set_expiry(dt.timedelta(days=days))
        store.create()
        return str(store.session_key)


inside = isolated  # as the pages of that session run


@pytest.fixture
def portal(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[User | None], Client]:
    """Browsers of the portal, signed in as the given user or not at all."""
    engine = engines["django"].engine
    its_own = tuple(
        one
        for one in engine.template_context_processors
        if not one.__module__.startswith("kartoteka.desk.")
    )
    monkeypatch.setattr(engine, "template_context_processors", its_own)
    settings.REALM = "portal"
    settings.ROOT_URLCONF = "kartoteka.config.urls_portal"
    settings.SESSION_COOKIE_NAME = "kartoteka_portal"
    settings.MIDDLEWARE = [
        one.replace("django.contrib.auth.middleware.AuthenticationMiddleware", SESSION_USER)
        for one in settings.MIDDLEWARE
    ] + [
        "kartoteka.portal.isolation.IsolationMiddleware",
    ]

    def browser(user: User | None, language: str = "en") -> Client:
        client = Client(raise_request_exception=True)
        if user is not None:
            User.everyone.filter(pk=user.pk).update(language=language)
            client.cookies["kartoteka_portal"] = a_session(user)
        return client

    return browser
