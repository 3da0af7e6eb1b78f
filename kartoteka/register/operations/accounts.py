"""Bank accounts of parties."""

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import constraints
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Refusal
from kartoteka.register import rules
from kartoteka.register.drafts import AccountDraft
from kartoteka.register.models import BankAccount, Party
from kartoteka.register.operations.addresses import TwoFirstChoices, within
from kartoteka.register.operations.editing import take
from kartoteka.register.operations.revealing import reveal


class BadAccount(Refusal):
    """The check digits of the account number fail."""

    code = "register.bad_account"
    message = _("%(value)s is no account number: check its digits.")
    field = "iban"


class AccountTwice(Refusal):
    """The party has it already."""

    code = "register.account_twice"
    message = _("The customer has this account in that time already.")
    field = "iban"


class AccountEndsBeforeItBegins(Refusal):
    """The last day of the validity lies before the first."""

    code = "register.account_ends_before_it_begins"
    message = _("The account would end before it begins.")
    field = "valid_to"


constraints.means("register_bankaccount_no_overlap", AccountTwice)
constraints.means("register_bankaccount_one_default", TwoFirstChoices)
constraints.means("register_bankaccount_valid_in_order", AccountEndsBeforeItBegins)


def add_bank_account(*, actor: Actor, party_id: int, draft: AccountDraft) -> int:
    """Add a bank account; returns its id. The first choice takes that from the present one.

    Raises BadAccount, AccountTwice, AccountEndsBeforeItBegins, NotThere.
    """
    with acting(actor), constraints.spoken():
        party = take(Party, party_id, actor=actor)
        values = account_values(draft)
        _prefer(party.pk, draft)
        return BankAccount.objects.create(party=party, **values).pk


def change_bank_account(
    *,
    actor: Actor,
    account_id: int,
    draft: AccountDraft,
    expected_version: str | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> None:
    """Make the account as `draft` says; an empty number leaves the one that is there.

    Raises as add_bank_account, and ChangedMeanwhile.
    """
    with acting(actor), constraints.spoken():
        row = take(
            BankAccount,
            account_id,
            actor=actor,
            expected_version=expected_version,
            confirmed=confirmed,
        )
        values = account_values(draft, kept=row.iban)
        _prefer(row.party_id, draft, besides=row.pk)
        for name, value in values.items():
            setattr(row, name, value)
        row.save()


def remove_bank_account(*, actor: Actor, account_id: int) -> None:
    """Take the account away; the history keeps it. Raises NotThere."""
    with acting(actor):
        take(BankAccount, account_id, actor=actor).delete()


def reveal_bank_account(*, actor: Actor, account_id: int, reason: str) -> str:
    """The whole number of an account; that it was shown, and why, stays in the history.

    Raises ReasonMissing, NotForYou, NotThere.
    """
    return str(reveal(BankAccount, account_id, "iban", actor=actor, reason=reason))


def account_values(draft: AccountDraft, kept: str = "") -> dict[str, object]:
    """The columns of an account row, `kept` its number where none is typed. Raises BadAccount."""
    iban = rules.normalise_account(draft.iban or kept)
    if iban is None:
        raise BadAccount(value=rules.tidy(draft.iban))
    return {
        "iban": iban,
        "currency": draft.currency.upper(),
        "label": rules.tidy(draft.label),
        "is_for_slips": draft.is_for_slips,
        "is_default": draft.is_default,
        "valid_from": draft.valid_from,
        "valid_to": draft.valid_to,
    }


def _prefer(party_id: int, draft: AccountDraft, besides: int | None = None) -> None:
    """Takes the first choice from the accounts of the currency that have it in that time."""
    if draft.is_default:
        BankAccount.objects.filter(
            within(draft.valid_from, draft.valid_to),
            party_id=party_id,
            currency=draft.currency.upper(),
            is_default=True,
        ).exclude(pk=besides or 0).update(is_default=False)
