"""Rates that an agreement says by day: what its debts bear, the cut by the law, what is past."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from kartoteka.agreements import operations as agreements
from kartoteka.agreements.rules import AgreementDraft
from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.ledger import interest, operations, queries, rates
from kartoteka.ledger.models import Account, AgreementRate
from tests.ledger.builders import a_creditor, a_debit, a_party, a_payment, an_account, on
from tests.ledger.test_agreed import agree, rows

pytestmark = pytest.mark.django_db
CLERK = Actor(user_id=7, realm=Realm.DESK, role=Role.CLERK)
PL, SK = "pl_contractual_delay", "sk_contractual_consumer"
NUMBER = "UM/7@b|c"
BY_IT = f"agreement {NUMBER}"
FIRST = on("2026-01-01")
TODAY = on("2025-12-31")  # so that no day is past, unless a test says so


@dataclass(frozen=True)
class Signed:
    account: int
    agreement: int

    def debt(self, due: str = "2026-02-27", kind: str = "pl_statutory_delay") -> int:
        return a_debit(self.account, "10000", due, interest_kind=kind, agreement_id=self.agreement)

    def agree(self, percent: str | None, first: str = "2026-01-01", **more: object) -> int:
        last = more.pop("last", None)
        draft = operations.AgreementRateDraft(
            kind=str(more.pop("kind", PL)),
            percent=None if percent is None else Decimal(percent),
            valid_from=on(first),
            valid_to=on(str(last)) if last else None,
            base=str(more.pop("base", "")),
            reason="§ 7",
        )
        said = {"actor": CLERK, "today": TODAY} | more
        return operations.agree_agreement_rate(
            agreement_id=self.agreement,
            draft=draft,
            **said,  # type: ignore[arg-type]
        )

    def creditor_number(self) -> str:
        return Account.objects.select_related("creditor").get(pk=self.account).creditor.number

    def post(self, to: str) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            operations.stage_interest(actor=SYSTEM, account_ids=[self.account], to=on(to))
            cursor.execute(
                "UPDATE pg_temp.ledger_notable SET number = 'NO',"
                " source_ref = concat_ws('/', %s::text, debt_id)",
                [to],
            )
            operations.post_interest(actor=SYSTEM, issued_on=on(to), due_on=on(to))


def signed(country: str = "PL") -> Signed:
    creditor = a_creditor() if country == "PL" else a_slovak()
    account = an_account(creditor, "PLN" if country == "PL" else "EUR")
    draft = AgreementDraft(NUMBER, Account.objects.get(pk=account).party_id, creditor, FIRST)
    return Signed(account, agreements.add_agreement(actor=SYSTEM, draft=draft))


def a_slovak() -> int:
    party_id = a_party("Vodárne", "SK")
    operations.register_creditor(actor=SYSTEM, party_id=party_id, scheme="SK_CONSUMER")
    return party_id


def end(rate: int, last: str | None, **more: object) -> None:
    said = {"actor": CLERK, "today": TODAY, "why": "a slip"} | more
    operations.end_agreement_rate(rate_id=rate, on=on(last) if last else None, **said)  # type: ignore[arg-type]


def test_its_debts_bear_the_rate_of_each_day_cut_to_the_most_allowed(as_desk: None) -> None:
    it = signed()
    debt, other = it.debt(), a_debit(it.account, "10000", "2026-02-27")
    it.agree("12", "2026-03-03", last="2026-03-31")
    it.agree("18.75", "2026-04-01", last="2026-04-10")
    assert rows(debt, "2026-04-30") == [
        ("2026-02-28", "2026-03-02", "9.5", "7.81", "art. 481 KC; M.P. 2025 poz. 1308"),
        ("2026-03-03", "2026-03-31", "12", "95.34", BY_IT),
        ("2026-04-01", "2026-04-10", "18.5", "50.68",
         f"{BY_IT}: 18.75%, cut to the most allowed: art. 481 § 2(1) KC"),
        ("2026-04-11", "2026-04-30", "9.25", "50.69", "art. 481 KC; M.P. 2026 poz. 367"),
    ]  # fmt: skip
    [computed] = queries.computations(viewer=SYSTEM, entry_ids=[debt], on=on("2026-04-05"))
    assert computed.interest_kind == PL
    assert queries.interest_to(viewer=SYSTEM, entry_ids=[other], on=on("2026-04-30")) == []


def test_points_over_a_base_follow_it(as_desk: None) -> None:
    it = signed()
    debt = it.debt()
    it.agree("7.5", base="pl_nbp_reference")
    assert [row[2:] for row in rows(debt, "2026-04-30")] == [
        ("11.5", "15.75", f"{BY_IT}: reference rate of the NBP + 7.5 pp"),
        ("11.25", "175.69", f"{BY_IT}: reference rate of the NBP + 7.5 pp"),
    ]
    with override("pl"):
        [found] = queries.interest_to(viewer=SYSTEM, entry_ids=[debt], on=on("2026-03-01"))
        assert found.periods[0].law == f"umowa {NUMBER}: stopa referencyjna NBP + 7,5 p.p."
    with override("sk"):
        assert found.periods[0].law == f"zmluva {NUMBER}: referenčná sadzba NBP + 7,5 p. b."


@pytest.mark.parametrize("kind", ["sk_civil_delay_by_first_day", "sk_commercial_delay_half_year"])
def test_slovak_agreements(kind: str) -> None:
    it = signed("SK")
    debt = it.debt("2026-05-29", kind)
    it.agree("9", "2026-06-10", kind=SK)
    found = rows(debt, "2026-08-31")
    assert [row[0] for row in found] == ["2026-05-30", "2026-06-10"]
    # A consumer owes no more than the statutory rate of the first day of delay.
    assert (found[1][2], found[1][4][: len(BY_IT) + 4]) == ("7.15", f"{BY_IT}: 9%")


def test_a_rate_on_the_debt_comes_first(as_desk: None) -> None:
    it = signed()
    debt = it.debt()
    with pytest.raises(operations.NotChosen):
        agree(debt, PL, "4")
    it.agree("12")
    assert [code for code, _words in queries.rate_choices(viewer=SYSTEM, entry_id=debt)] == [
        "pl_contractual_capital", PL,
    ]  # fmt: skip
    agree(debt, PL, "4")
    assert [row[2:] for row in rows(debt, "2026-03-31")] == [("4", "35.07", "rate of the contract")]


def test_a_new_open_rate_ends_the_one_before(as_desk: None) -> None:
    it = signed()
    debt = it.debt()
    it.agree("12")
    it.agree("15", "2026-04-01")
    assert [row[:3] for row in rows(debt, "2026-04-30")] == [
        ("2026-02-28", "2026-03-31", "12"), ("2026-04-01", "2026-04-30", "15"),
    ]  # fmt: skip
    shown = queries.agreement_rates(viewer=SYSTEM, agreement_id=it.agreement)
    assert [(one.percent, one.valid_to, one.stands, one.replaced_to) for one in shown] == [
        (15, None, True, None), (12, on("2026-03-31"), True, None),
        (12, None, False, on("2026-03-31")),
    ]  # fmt: skip


def test_rates_of_an_agreement_do_not_overlap(as_desk: None) -> None:
    it = signed()
    it.agree("12", last="2026-06-30")
    with pytest.raises(operations.AgreementRateOverlaps, match=r"1.*Jan.*2026.*30.*Jun.*2026"):
        it.agree("13", "2026-06-30")
    it.agree("13", "2026-07-01")
    with pytest.raises(operations.AgreementRateOverlaps):
        it.agree("14", "2026-09-01", last="2026-09-30")
    with pytest.raises(IntegrityError, match="ledger_agreementrate_no_overlap"):
        AgreementRate.objects.create(
            agreement_id=it.agreement, kind_id=PL, percent=1, valid_from=on("2027-01-01")
        )


@pytest.mark.parametrize(
    ("percent", "more", "refusal"),
    [
        (None, {}, operations.PercentMissing),
        ("-1", {}, operations.NotAPercent),
        ("1000", {}, operations.NotAPercent),
        ("12", {"kind": "pl_statutory_delay"}, operations.NotOfThisAgreement),
        ("12", {"kind": SK}, operations.NotOfThisAgreement),
        ("12", {"last": "2025-12-31"}, operations.RateEndsBeforeItBegins),
        ("2", {"base": "sk_ecb_base"}, operations.BaseNotKnown),
        ("2", {"base": "pl_max_delay"}, operations.BaseNotKnown),
        ("2", {"base": "pl_nbp_reference", "first": "1990-01-01"}, operations.BaseNotKnown),
        ("2", {"actor": Actor(user_id=1, realm=Realm.PORTAL)}, operations.NotAllowed),
    ],
)
def test_what_cannot_be_agreed(percent: str | None, more: dict[str, str], refusal: type) -> None:
    with pytest.raises(refusal):
        signed().agree(percent, **more)


def test_past_days_are_asked_about_with_the_difference(as_desk: None) -> None:
    it = signed()
    it.debt()
    said = {"today": on("2026-03-29"), "confirmed": frozenset[str]()}
    with pytest.raises(operations.AccruedChanges) as asked, override("en"):
        it.agree("12", **said)
    assert asked.value.facts == {
        "count": 1, "before": "PLN\u00a076.37", "after": "PLN\u00a098.63",
    }  # fmt: skip
    assert not AgreementRate.objects.exists()
    rate = it.agree("12", **said | {"confirmed": frozenset({operations.AccruedChanges.code})})
    with pytest.raises(operations.AccruedChanges):
        end(rate, "2026-03-28", **said)
    end(rate, "2026-03-29", **said)  # only days to come
    with pytest.raises(operations.NoSuchAgreementRate):
        end(rate, None)


def test_days_whose_interest_is_posted_keep_their_rate(as_desk: None) -> None:
    it = signed()
    debt = it.debt()
    rate = it.agree("12", last="2026-12-31")
    it.post("2026-03-31")
    for last in (None, "2026-03-30"):
        with pytest.raises(operations.AgreementRateUsed, match="2026"):
            end(rate, last)
    with pytest.raises(operations.LastDayOutside):
        end(rate, "2026-12-31")
    end(rate, "2026-03-31")
    it.agree("14", "2026-04-01")
    assert [row[2] for row in rows(debt, "2026-04-30")] == ["12", "14"]
    assert queries.prove(viewer=SYSTEM) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_agreementrate SET percent = 1",
        "UPDATE ledger_agreementrate SET reason = 'other'",
        "UPDATE ledger_agreementrate SET reason = ''",  # nobody has been erased
        "DELETE FROM ledger_agreementrate",
        "TRUNCATE ledger_agreementrate CASCADE",
    ],
)
def test_a_rate_is_only_taken_back(statement: str) -> None:
    signed().agree("12")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match=r"taken back|append"):
            cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_the_database_has_the_last_word_on_posted_days() -> None:
    it = signed()
    it.debt()
    it.agree("12")
    it.post("2026-03-31")
    taken = "UPDATE ledger_agreementrate SET withdrawn_at = now()"
    refused = pytest.raises(IntegrityError, match="posted for these days")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(taken)
    assert queries.prove(viewer=SYSTEM) == []


def test_rates_of_the_law_by_which_it_was_cut_or_reckoned_do_not_change() -> None:
    it = signed()
    it.debt()
    it.agree("30", last="2026-03-10")
    it.agree("2", "2026-03-11", base="pl_nbp_reference")
    it.post("2026-03-31")
    for kind, first in (("pl_max_delay", "2026-03-06"), ("pl_nbp_reference", "2026-03-20")):
        with pytest.raises(operations.RateUsed):
            operations.add_rate(
                actor=SYSTEM, kind=kind, valid_from=on(first), percent=Decimal(1), legal_basis="x"
            )
    operations.add_rate(
        actor=SYSTEM, kind="pl_max_delay", valid_from=on("2026-04-01"), percent=Decimal(1),
        legal_basis="x",
    )  # fmt: skip


TERMS = (
    interest.Term(on("2026-01-10"), on("2026-03-03"), PL, Decimal("11.5"), "", NUMBER),
    interest.Term(on("2026-03-04"), on("2026-05-31"), PL, Decimal("6.125"), "pl_nbp_reference"),
    interest.Term(on("2026-07-15"), None, "pl_contractual_capital", Decimal(30)),
)


@pytest.mark.parametrize("due", ["2025-12-01", "2026-02-27", "2026-04-30", "2026-08-03"])
@pytest.mark.parametrize("kind", ["pl_statutory_delay", "pl_commercial_delay"])
@pytest.mark.parametrize("to", ["2026-03-04", "2026-06-15", "2026-11-30"])
def test_sql_and_the_definition_agree_to_the_row(due: str, kind: str, to: str) -> None:
    it = signed()
    debt = it.debt(due, kind)
    a_payment(it.account, "2500.50", "2026-05-05", source_ref="P")
    operations.settle_all(actor=SYSTEM, on=on("2026-12-31"), account_ids=[it.account])
    for term in TERMS:
        it.agree(
            f"{term.percent}", f"{term.first}", last=f"{term.last or ''}", kind=term.kind,
            base=term.base,
        )  # fmt: skip
    found = queries.interest_to(viewer=SYSTEM, entry_ids=[debt], on=on(to))
    day = max(on("2026-05-05"), on(due) - dt.timedelta(days=14))
    slow = interest.compute(
        kind=kind, principal=Decimal(10000), due=on(due), to=on(to), rates=rates.shipped(),
        changes=[interest.Change(day, Decimal("7499.50"))], terms=TERMS,
    )  # fmt: skip
    mine = [(one.first, one.last, one.principal, one.percent, one.amount) for one in slow.periods]
    theirs = [
        (one.first, one.last, one.principal, one.percent, one.amount)
        for debts in found
        for one in debts.periods
    ]
    assert theirs == mine
