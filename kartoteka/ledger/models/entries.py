"""Accounts, entries and settlements; triggers keep ledger_open."""

import datetime as dt
import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.agreements.models import Agreement, Point
from kartoteka.ledger.models.schemes import Scheme, Via
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
    REMISSION = "REMISSION", _("remission")
    OFFSET = "OFFSET", _("offset")
    OPENING = "OPENING", _("opening balance")


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
    `via` says how money came in, `parts` what of it is for costs, interest and principal, as a
    bailiff told. `paid_on` is the day on which money came in, where the books were closed to it and
    it was posted later: interest for delay runs to this day; of a correction, from which day it
    counts. `symbol` is the variable symbol that a
    payer may give for the number (Slovak, Czech creditors).
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
    via = models.CharField(max_length=8, blank=True, db_default="", choices=Via.choices)
    parts = ArrayField(
        models.DecimalField(max_digits=14, decimal_places=2), size=3, null=True, blank=True
    )
    paid_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=30)
    source_ref = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(name="ledger_entry_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="ledger_entry_debit_has_due",
                condition=Q(side="CREDIT") | Q(due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="ledger_entry_parts_of_credit",
                condition=Q(parts__isnull=True) | Q(side="CREDIT", parts__len=3),
            ),
            models.CheckConstraint(
                name="ledger_entry_paid_before_posted",
                condition=Q(paid_on__isnull=True)
                | Q(
                    side="CREDIT",
                    kind__in=["PAYMENT", "TRANSFER", "CORRECTION"],
                    paid_on__lt=F("effective_on"),
                ),
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
            # What has come since a day: rows lie in the order in which they came.
            BrinIndex("effective_on", "recorded_at", name="ledger_entry_since", autosummarize=True),
        ]

    @property
    def came_on(self) -> dt.date:
        """The day on which the money came: to it interest runs, whatever day the books carry."""
        return self.paid_on or self.effective_on


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
        indexes = [
            BrinIndex(
                "effective_on", "recorded_at", name="ledger_settlement_since", autosummarize=True
            ),
        ]


class OpenAmount(models.Model):
    """What is still open of an entry; the row is gone at zero. Written by triggers only.

    `debt` is the entry itself or, for interest and costs, the debt that bears them; `rank` is 1
    for costs, 2 for interest, 3 for principal; `due_on` is the entry's own due date (a credit's
    effective day), `line_on` the one by which its debt stands in line (a credit's: the day on which
    the money came).
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
