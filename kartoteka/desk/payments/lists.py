"""All lines of statements as a list; those that wait for a customer are one of its views."""

from django.utils.translation import gettext_lazy as _

from kartoteka.desk.privacy import asking
from kartoteka.kernel.listing import Order
from kartoteka.payments.criteria import LINES
from kartoteka.ui.lists import ListScreen

LINES_LIST = ListScreen(
    subject=LINES,
    name="payment_lines",
    route="payments/lines/",
    template="desk/payments/lines.html",
    row="payment_line",
    columns=("booked", "payer", "title", "amount", "currency", "state", "party"),
    order=(Order("line", downwards=True),),
    search_label=_("Payer or title"),
    file=_("Lines of statements"),
    exporting=asking.Export(
        LINES,
        "SELECT a.party_id FROM payments_payment y JOIN ledger_account a ON a.id = y.account_id"
        " WHERE y.line_id IN ({})",
        scope=("IDENTITY", "ACCOUNTS", "MONEY"),
        names_others=True,
    ),
)
