"""Accounts when two parties are merged: they move with all their entries, which stay as posted.

Where the party that stays has an account with the same creditor in the same currency, the other
one comes as a joined account: it keeps its entries and goes on being settled, new entries go to the
first. So nothing is posted twice, and an undo gives each account back as it was.
"""

from collections.abc import Mapping

from django.db import connection
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kartoteka.kernel import sql
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import locks
from kartoteka.ledger.models import Account, Creditor
from kartoteka.register.merging import Left, Merging, Moved, Returned, Words
from kartoteka.register.operations.merging.keys import note, noted

_PACKAGE = "kartoteka.ledger"
_TABLE = "ledger_account"


class BooksAreNotMerged(Refusal):
    """One of them is a creditor with books of its own."""

    code = "ledger.books_are_not_merged"
    message = _("%(name)s keeps books as a creditor. Creditors are not merged.")


class Accounts:
    """The ledger's mover: see register.merging.Mover."""

    columns = frozenset({"ledger_account.party_id", "ledger_creditor.party_id"})
    words: Mapping[str, Words] = {"accounts": _("settlement accounts, with all their entries")}

    def move(self, merging: Merging) -> list[Moved]:
        """Raises BooksAreNotMerged, AccountBusy after two seconds."""
        both = (merging.survivor_id, merging.loser_id)
        books = Creditor.objects.filter(party_id__in=both).select_related("party").first()
        if books is not None:
            raise BooksAreNotMerged(name=books.party.name)
        self._lock(both)
        changes: list[tuple[int, str, object, object]] = []
        mains = set(
            Account.objects.filter(party_id=merging.survivor_id, is_joined=False).values_list(
                "creditor_id", "currency"
            )
        )
        rows = list(Account.objects.filter(party_id=merging.loser_id).order_by("pk"))
        for row in rows:
            changes.append((row.pk, "party_id", merging.loser_id, merging.survivor_id))
            if not row.is_joined and (row.creditor_id, row.currency) in mains:
                changes.append((row.pk, "is_joined", False, True))
                row.is_joined = True
            row.party_id = merging.survivor_id
        Account.objects.bulk_update(rows, ["party_id", "is_joined"])
        note(merging, _TABLE, changes)
        return [Moved("accounts", len(rows))]

    def put_back(self, merging: Merging) -> list[Returned]:
        """Raises AccountBusy after two seconds."""
        self._lock((merging.survivor_id, merging.loser_id))
        kept = noted(merging, _TABLE)
        moved = [pk for pk, column, *_rest in kept if column == "party_id"]
        joined = {pk for pk, column, *_rest in kept if column == "is_joined"}
        rows = list(Account.objects.filter(pk__in=moved, party_id=merging.survivor_id))
        for row in rows:
            row.party_id = merging.loser_id
            row.is_joined = row.is_joined and row.pk not in joined
        Account.objects.bulk_update(rows, ["party_id", "is_joined"])
        self._promote(merging.survivor_id)
        back = {row.pk for row in rows}
        left = tuple(
            Left(f"{row.currency} {row.party.name}", "elsewhere")
            for row in Account.objects.filter(pk__in=set(moved) - back).select_related("party")
        )
        notes = self._notes(merging, sorted(back))
        return [Returned("accounts", len(rows), left, notes)]

    def _lock(self, parties: tuple[int, ...]) -> None:
        found = Account.objects.filter(party_id__in=parties).order_by("pk")
        locks.lock_by_hand(list(found.values_list("pk", flat=True)))

    def _promote(self, party_id: int) -> None:
        """An account that was joined to one that has left is the main one again."""
        for row in Account.objects.filter(party_id=party_id, is_joined=True).order_by("pk"):
            main = Account.objects.filter(
                party_id=party_id,
                creditor_id=row.creditor_id,
                currency=row.currency,
                is_joined=False,
            )
            if not main.exists():
                Account.objects.filter(pk=row.pk).update(is_joined=False)

    def _notes(self, merging: Merging, accounts: list[int]) -> tuple[Words, ...]:
        """What happened on these accounts since the merge, which goes with them."""
        with connection.cursor() as cursor:
            cursor.execute(
                sql.text(_PACKAGE, "posted_since"),
                {"accounts": accounts, "merge": merging.merge_id},
            )
            posted, transferred = cursor.fetchone()
        notes: list[Words] = []
        if posted:
            text = ngettext(
                "%(n)s entry posted since the merge goes with its account.",
                "%(n)s entries posted since the merge go with their account.",
                posted,
            )
            notes.append(text % {"n": posted})
        if transferred:
            text = ngettext(
                "%(n)s transfer has paid debts of the one with money of the other: it stays.",
                "%(n)s transfers have paid debts of the one with money of the other: they stay.",
                transferred,
            )
            notes.append(text % {"n": transferred})
        return tuple(notes)


MOVERS = [Accounts()]
