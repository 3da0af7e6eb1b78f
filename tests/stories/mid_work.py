"""Work in bulk that a test stops in the middle, and what must be true of it afterwards."""

import datetime as dt
import hashlib
import io
import os
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from uuid import UUID

import psycopg
import pypdf
from django.db import connection
from django.db.models import Count, Sum

from kartoteka.correspondence.models import Letter, PrintRun
from kartoteka.documents import queries as documents
from kartoteka.insight import operations as insight
from kartoteka.insight import queries as printed
from kartoteka.insight.models import Mailed
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.ledger import queries as books
from kartoteka.ledger.models import Entry, OpenAmount, Settlement
from kartoteka.payments import operations as payments
from kartoteka.payments.models import Line, Payment
from kartoteka.register.models import Address, BankAccount, Party
from tests.conftest import DATABASE
from tests.ledger.builders import a_draft, on
from tests.payments.builders import a_customer, a_long_file, a_utility
from tests.stories.nursery import wait_for

KEYS = {
    "access_jobprogress": "public_id", "ledger_open": "entry_id", "ledger_creditor": "party_id",
}  # fmt: skip
DAY = dt.date(2026, 9, 3)
MANY, VOLUME = 12, 4
Row = tuple[str, int | UUID]
# How many rows are one portion: so few that a portion is done when the next is stopped.
PORTIONS = {
    "kartoteka.insight.operations.mailing.VOLUME": VOLUME,
    "kartoteka.ledger.operations.settling._AT_LEAST": 3,
    "kartoteka.ledger.operations.settling._AT_MOST": 3,
}
# Their contents are read by others than who wrote them.
SHARED = {"CONTENT_STORE": "database"}


class Office:
    """A creditor and customers, in postal order, to whom the same is done again and again."""

    def __init__(self) -> None:
        self.creditor = a_utility()
        Party.objects.filter(pk=self.creditor).update(is_creditor=True)
        BankAccount.objects.filter(party_id=self.creditor).update(currency="PLN")
        self.parties: list[int] = []
        for n in range(MANY):
            party, _account = a_customer(self.creditor, f"K{n:02}", f"Osoba{n:02}")
            self.parties.append(party)
        Address.objects.bulk_create(
            Address(
                party_id=party, kind="REGISTERED", street="Wodna", building=f"{n + 1}",
                postal_code="90-001", city="Łódź",
            )
            for n, party in enumerate([*self.parties, self.creditor])
        )  # fmt: skip
        self.round = 0

    def owed(self, due: str = "2026-08-31") -> list[str]:
        """A new invoice of 10.00 for each; their numbers."""
        self.round += 1
        numbers = [f"FV/{self.round:02}{n:03}" for n in range(MANY)]
        ledger.post_many(
            actor=SYSTEM,
            rows=[
                a_draft(party, self.creditor, "10.00", due, number=number)
                for party, number in zip(self.parties, numbers, strict=True)
            ],
        )
        return numbers


class Deed:
    """One job in bulk: `begin` queues it, `middles` are the rows at whose keys it is stopped, the
    first time it is killed and the next."""

    def __init__(self, office: Office) -> None:
        self.office = office

    at: Row

    def begin(self) -> UUID:
        raise NotImplementedError

    def middles(self, job: UUID) -> tuple[Row, Row]:
        return self.at, self.at

    def proved(self) -> None:
        """Nothing is lost, nothing is there twice."""
        assert books.prove(viewer=SYSTEM) == []


class TakingIn(Deed):
    """A statement file that pays each customer's invoice; stopped while its payments are posted."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.numbers = office.owed()
        self.before = Line.objects.count()
        # Another statement of the same day: other references, and balances that go on.
        file = a_long_file(*self.numbers, lines=MANY).replace(b"NONREF", b"R%05d" % office.round)
        before = office.round * 1000
        file = file.replace(b"PLN0,00", b"PLN%d,00" % before)
        file = file.replace(b"PLN120,00", b"PLN%d,00" % (before + 120))
        self.held = payments.hold(actor=SYSTEM, data=file, name=f"{office.round}.sta")
        self.at = ("ledger_creditor", office.creditor)

    def begin(self) -> UUID:
        return payments.take_in_later(actor=SYSTEM, public_id=self.held, settle_on=DAY)

    def proved(self) -> None:
        super().proved()
        assert Line.objects.count() == self.before + MANY
        assert Line.objects.values("fingerprint").distinct().count() == Line.objects.count()
        assert Payment.objects.count() == Line.objects.count()
        assert Entry.objects.filter(source="payments.line").count() == Line.objects.count()
        _paid_once(self.numbers)


class SettlingTakenIn(TakingIn):
    """The same, stopped while what has come in is being settled."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.at = ("ledger_open", Entry.objects.get(number=self.numbers[-1]).pk)


class SettlingAll(Deed):
    """Everybody's payments are used; stopped when others have been settled already."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.numbers = office.owed()
        paid = {
            "side": "CREDIT", "kind": "PAYMENT", "issued_on": on("2026-09-01"), "due_on": None,
            "booked_on": on("2026-09-01"), "effective_on": on("2026-09-01"),
        }  # fmt: skip
        ledger.post_many(
            actor=SYSTEM,
            rows=[
                a_draft(party, office.creditor, "10.00", "2026-09-01", **paid)
                for party in office.parties
            ],
        )
        self.at = ("ledger_open", Entry.objects.get(number=self.numbers[-1]).pk)

    def begin(self) -> UUID:
        return ledger.settle_all_later(actor=SYSTEM, on=DAY)

    def one(self) -> tuple[int, int]:
        """The last customer's payment, and the invoice that it is for."""
        debit = Entry.objects.get(number=self.numbers[-1])
        return debit.account.entries.get(side="CREDIT").pk, debit.pk

    def proved(self) -> None:
        super().proved()
        _paid_once(self.numbers)


class Printing(Deed):
    """A statement of account for everybody, in volumes; stopped in the first and the last."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        # Nobody pays these: they come after what other deeds, later too, bring the money for.
        office.owed("2026-09-02")
        self.runs, self.letters = PrintRun.objects.count(), Letter.objects.count()
        self.mailing = insight.plan_for(
            actor=SYSTEM,
            draft=insight.MailingDraft(
                "STATEMENT", office.creditor, DAY, uuid.uuid4(), first=dt.date(2026, 5, 1)
            ),
            parties=office.parties,
        )

    def begin(self) -> UUID:
        return insight.make_later(actor=SYSTEM, mailing=self.mailing, on=DAY)

    def middles(self, job: UUID) -> tuple[Row, Row]:
        """The first volume is whole and not committed; the last one commits, and nobody hears it:
        keys of other tables are looked at then."""
        return ("access_jobprogress", job), ("register_party", self.office.parties[-1])

    def proved(self) -> None:
        super().proved()
        parties = self.office.parties
        mailed = Mailed.objects.filter(mailing__public_id=self.mailing)
        assert list(mailed.order_by("place").values_list("party", "state")) == [
            (party, "LETTER") for party in parties
        ]
        letters = Letter.objects.filter(pk__in=mailed.values("letter"))
        assert (letters.count(), Letter.objects.count()) == (MANY, self.letters + MANY)
        assert PrintRun.objects.count() == self.runs + MANY // VOLUME
        for letter in letters.select_related("content"):
            data = documents.read(viewer=SYSTEM, content_id=letter.content_id)
            assert hashlib.sha256(data).hexdigest() == letter.content.sha256
        self._printed_once()

    def _printed_once(self) -> None:
        volumes = printed.volumes(viewer=SYSTEM, public_id=self.mailing)
        assert [(one.ordinal, one.letters) for one in volumes] == [
            (n + 1, VOLUME) for n in range(MANY // VOLUME)
        ]
        on_pages: Counter[str] = Counter()
        names = [f"Osoba{n:02}" for n in range(MANY)]
        for one in volumes:
            data = printed.volume_pdf(viewer=SYSTEM, public_id=self.mailing, ordinal=one.ordinal)
            cover, *pages = [
                page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages
            ]
            within = names[(one.ordinal - 1) * VOLUME : one.ordinal * VOLUME]
            assert [name for name in names if name in cover] == within
            assert len(pages) == one.pages
            on_pages.update(name for name in names for page in pages if name in page)
        assert on_pages == dict.fromkeys(names, 1)


DEEDS: tuple[type[Deed], ...] = (TakingIn, SettlingTakenIn, SettlingAll, Printing)


def _paid_once(numbers: list[str]) -> None:
    """Each of these invoices is paid by one settlement of its whole amount."""
    used = Settlement.objects.filter(debit__number__in=numbers).values_list("debit__number")
    assert sorted(used.annotate(Sum("amount"), Count("pk"))) == [
        (number, Decimal("10.00"), 1) for number in numbers
    ]
    assert not OpenAmount.objects.filter(entry__number__in=numbers).exists()


def is_working(*, or_will: bool = False) -> bool:
    """Whether a worker has a job in hand, or has died with one; `or_will`: or one waits."""
    asked = ["doing", "todo"] if or_will else ["doing"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE status::text = ANY (%s))", [asked]
        )
        return bool(cursor.fetchone()[0])


@contextmanager
def held(middle: Row) -> Iterator[psycopg.Connection]:
    """Whoever comes to need this row's key waits for us, and stands in the middle meanwhile."""
    table, row = middle
    holder = psycopg.connect(os.environ[DATABASE])
    try:
        holder.execute(f"SELECT FROM {table} WHERE {KEYS.get(table, 'id')} = %s FOR UPDATE", [row])
        yield holder
    finally:
        with suppress(psycopg.Error):
            holder.close()


def who_waits(holder: psycopg.Connection, meanwhile: Callable[[], object] = lambda: None) -> int:
    """The database's process that waits for what is held, once there is one; `meanwhile` is done
    again and again until then."""
    found: list[int] = []

    def waits() -> bool:
        meanwhile()
        rows = holder.execute(
            "SELECT pid FROM pg_locks"
            " WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
        )
        found.extend(pid for (pid,) in rows)
        return bool(found)

    wait_for(waits, "the work stands in the middle")
    return found[0]
