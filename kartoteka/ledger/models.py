"""Tables of the ledger. Entries and settlements are only ever added; triggers keep ledger_open."""

import uuid
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kartoteka.agreements.models import Agreement, Point
from kartoteka.register.models import Party


class Side(models.TextChoices):
    DEBIT = "DEBIT", _("debit")
    CREDIT = "CREDIT", _("credit")


class Kind(models.TextChoices):
    INVOICE = "INVOICE", _("invoice")
    ADVANCE = "ADVANCE", _("advance")
    CORRECTION = "CORRECTION", _("correction")
    NOTE = "NOTE", _("note")
    INTEREST = "INTEREST", _("interest")
    COST = "COST", _("cost")
    COURT_COST = "COURT_COST", _("court cost")
    PAYMENT = "PAYMENT", _("payment")
    REFUND = "REFUND", _("refund")
    TRANSFER = "TRANSFER", _("transfer")
    WRITE_OFF = "WRITE_OFF", _("write-off")
    OPENING = "OPENING", _("opening balance")


class InterestKind(models.Model):
    """A kind of interest and how its rate applies.

    `is_fixed`: the rate of the first day of delay holds for the whole delay. A relation that arose
    before `old_before` bears the rate of `old_kind` on the first day plus `old_points`, fixed.
    """

    code = models.CharField(max_length=60, primary_key=True)
    country = models.CharField(max_length=2)
    is_fixed = models.BooleanField()
    old_before = models.DateField(null=True, blank=True)
    old_kind = models.CharField(max_length=60, blank=True, db_default="")
    old_points = models.DecimalField(max_digits=7, decimal_places=4, db_default=0)
    old_basis = models.TextField(blank=True, db_default="")


class InterestRate(models.Model):
    """A yearly rate in per cent for the days from `valid_from` to `valid_to`, both inclusive."""

    kind = models.CharField(max_length=60)
    country = models.CharField(max_length=2)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    percent = models.DecimalField(max_digits=7, decimal_places=4)
    legal_basis = models.TextField()
    confidence = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint("kind", "valid_from", name="ledger_interestrate_unique"),
        ]


class MovedDay(models.Model):
    """A day that is not worked in a country, and the worked day to which a term is moved from it.

    Derived from `kernel.days` by `operations.refresh_calendar`, so that SQL knows effective dues.
    """

    country = models.CharField(max_length=2)
    day = models.DateField()
    worked_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint("country", "day", name="ledger_movedday_unique"),
        ]


class Scheme(models.Model):
    """How a payment is used: country, regime, order of components, which interest takes part.

    `components` orders COST, INTEREST and PRINCIPAL inside one debt. Under ACCRUED, interest of
    less than `threshold` on a debt is not noted when a payment meets it.
    """

    class Interest(models.TextChoices):
        POSTED = "POSTED", _("only interest that has been noted")
        ACCRUED = "ACCRUED", _("all interest accrued to the day of payment")

    code = models.CharField(max_length=40, primary_key=True)
    country = models.CharField(max_length=2)
    regime = models.CharField(max_length=20)
    components = ArrayField(models.CharField(max_length=10), size=3)
    interest = models.CharField(max_length=7, choices=Interest.choices)
    threshold = models.DecimalField(max_digits=14, decimal_places=2, db_default=0)
    basis = models.CharField(max_length=60)

    WORDS: ClassVar[dict[str, Promise]] = {
        "PL_UTILITY": _("Polish, for a utility"),
        "PL_COLLECTION": _("Polish, for debt collection"),
        "SK_BUSINESS": _("Slovak, between businesses"),
        "SK_BUSINESS_COLLECTION": _("Slovak, between businesses, for debt collection"),
        "SK_CONSUMER": _("Slovak, for consumers"),
    }


class Creditor(models.Model):
    """Settings of a party in whose name receivables are posted."""

    party = models.OneToOneField(Party, on_delete=models.PROTECT, primary_key=True)
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, verbose_name=_("settling scheme"))
    closed_until = models.DateField(_("books closed until"), null=True, blank=True)
    rounding = models.CharField(
        _("rounding of interest"),
        max_length=6,
        db_default="once",
        choices=[("once", _("once, at the end")), ("period", _("row by row"))],
    )

    class Meta:
        verbose_name = _("creditor")


class Account(models.Model):
    """What a party and a creditor owe each other in one currency.

    A joined account came with a party that was merged into one who had such an account already: it
    keeps what was posted to it, new entries go to the other one.
    """

    public_id = models.UUIDField(
        default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False
    )
    party = models.ForeignKey(
        Party,
        on_delete=models.PROTECT,
        related_name="accounts",
        db_index=False,
        verbose_name=_("customer"),
    )
    # No index of its own: on fresh tables the planner would take it for that of the whole key, and
    # walk all accounts of a creditor for every payment.
    creditor = models.ForeignKey(
        Party,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("creditor"),
    )
    currency = models.CharField(_("currency"), max_length=3)
    scheme = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, db_index=False, verbose_name=_("settling scheme")
    )
    is_joined = models.BooleanField(_("joined by a merge"), db_default=False)

    class Meta:
        verbose_name = _("settlement account")
        constraints = [
            models.UniqueConstraint(
                "party",
                "creditor",
                "currency",
                condition=Q(is_joined=False),
                name="ledger_account_unique",
            ),
        ]
        indexes = [
            # All accounts of a party, joined ones too: the unique one has only those in use.
            models.Index("party", "creditor", "currency", name="ledger_account_party"),
        ]


class Entry(models.Model):
    """A posted debit or credit. Never changed, never deleted.

    `debt` names the entry whose interest or cost this is. `interest_kind` names the rate by which
    delay of this debit is charged ('' = none). `designated` names the debits that the payer chose.
    `symbol` is the variable symbol that a payer may give for the number (Slovak, Czech creditors).
    """

    public_id = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), editable=False)
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    side = models.CharField(max_length=6, choices=Side.choices)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    number = models.CharField(max_length=80, blank=True, db_default="")
    symbol = models.CharField(max_length=10, blank=True, db_default="")
    title = models.CharField(max_length=250, blank=True, db_default="")
    issued_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    booked_on = models.DateField()
    effective_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True, blank=True)
    point = models.ForeignKey(
        Point, on_delete=models.PROTECT, null=True, blank=True, db_index=False
    )
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, blank=True, db_index=False
    )
    debt = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_constraint=False,  # a composite key holds it to the same account
        db_index=False,
        related_name="accessories",
    )
    interest_kind = models.CharField(max_length=60, blank=True, db_default="")
    designated = ArrayField(models.BigIntegerField(), null=True, blank=True)
    source = models.CharField(max_length=30)
    source_ref = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(name="ledger_entry_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="ledger_entry_debit_has_due",
                condition=Q(side="CREDIT") | Q(due_on__isnull=False),
            ),
            models.UniqueConstraint("source", "source_ref", name="ledger_entry_source_unique"),
            models.UniqueConstraint(
                fields=["id", "account", "side"], name="ledger_entry_account_side"
            ),
            models.CheckConstraint(
                name="ledger_entry_accessory_fits",
                condition=Q(debt__isnull=True)
                | Q(
                    side="DEBIT",
                    kind__in=["INTEREST", "COST", "COURT_COST"],
                    interest_kind="",
                ),
            ),
        ]
        indexes = [
            models.Index("account", "effective_on", "id", name="ledger_entry_history"),
            models.Index("debt", condition=Q(debt__isnull=False), name="ledger_entry_debt"),
            models.Index("point", condition=Q(point__isnull=False), name="ledger_entry_point"),
            models.Index(
                "agreement", condition=Q(agreement__isnull=False), name="ledger_entry_agreement"
            ),
            models.Index("symbol", condition=~Q(symbol=""), name="ledger_entry_symbol"),
        ]


class Settlement(models.Model):
    """A part of one credit used on one debit of the same account; a mirror takes it back."""

    # Composite keys made in SQL bind debit, credit and account together; single ones would only
    # be checked once more.
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, db_constraint=False, db_index=False
    )
    debit = models.ForeignKey(
        Entry,
        on_delete=models.PROTECT,
        related_name="settled_by",
        db_constraint=False,
        db_index=False,  # ledger_settlement_can_be_mirrored begins with it
    )
    credit = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="settles", db_constraint=False
    )
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    effective_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True, blank=True)
    scheme = models.CharField(max_length=40)
    rule = models.CharField(max_length=40)
    basis = models.CharField(max_length=60, blank=True, db_default="")
    facts = models.JSONField(null=True, blank=True)
    mirrors = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="mirror",
        db_constraint=False,
        db_index=False,
    )
    reason = models.TextField(blank=True, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "mirrors",
                condition=Q(mirrors__isnull=False),
                name="ledger_settlement_mirrored_once",
            ),
            models.CheckConstraint(
                name="ledger_settlement_sign_fits",
                condition=Q(mirrors__isnull=True, amount__gt=0)
                | Q(mirrors__isnull=False, amount__lt=0),
            ),
        ]


class OpenAmount(models.Model):
    """What is still open of an entry; the row is gone at zero. Written by triggers only.

    `debt` is the entry itself or, for interest and costs, the debt that bears them; `rank` is 1
    for costs, 2 for interest, 3 for principal; `due_on` is the entry's own due date (a credit's
    effective day), `line_on` the one by which its debt stands in line.
    """

    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, primary_key=True, db_constraint=False
    )
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, db_constraint=False, db_index=False
    )
    debt = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    side = models.CharField(max_length=6)
    rank = models.SmallIntegerField()
    due_on = models.DateField()
    line_on = models.DateField()
    effective_on = models.DateField()
    is_designated = models.BooleanField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        db_table = "ledger_open"
        constraints = [
            models.CheckConstraint(name="ledger_open_not_overdrawn", condition=Q(amount__gt=0)),
        ]
        indexes = [models.Index("account", "side", name="ledger_open_account")]


class DueChange(models.Model):
    """A later due date of a debit, effective from when it was recorded."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="due_changes")
    due_on = models.DateField()
    reason = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True, blank=True)


class DateRange(Func):
    """daterange(first_day, last_day, '[]'): both days are charged."""

    function = "daterange"
    output_field = models.TextField()


class InterestPeriod(models.Model):
    """The days (both inclusive) of a debt that an interest entry charges; they never overlap.

    When settling is withdrawn, the credit that takes the interest back stands in `cancelled_by`
    and the days may be charged again.
    """

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="interest_of")
    debt = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="interest_periods")
    first_day = models.DateField()
    last_day = models.DateField()
    cancelled_by = models.ForeignKey(
        Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ledger_interestperiod_in_order", condition=Q(last_day__gte=F("first_day"))
            ),
            ExclusionConstraint(
                name="ledger_interestperiod_no_overlap",
                expressions=[
                    ("debt", RangeOperators.EQUAL),
                    (
                        DateRange("first_day", "last_day", Value("[]")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(cancelled_by__isnull=True),
            ),
        ]
