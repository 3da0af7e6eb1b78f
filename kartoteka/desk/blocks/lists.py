"""The list of blocks."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kartoteka.desk.privacy import asking
from kartoteka.kernel.criteria import Condition, Group, Op
from kartoteka.kernel.listing import Order
from kartoteka.register.criteria.profiles import BLOCKS
from kartoteka.ui.lists import ListScreen

IN_FORCE: Any = Group("all", (Condition("in_force", Op.YES),))
BLOCKS_LIST = ListScreen(
    subject=BLOCKS,
    name="blocks",
    route="blocks/",
    template="desk/blocks/blocks.html",
    row="block",
    columns=("name", "what", "reason", "valid_from", "valid_to", "set_by"),
    order=(Order("valid_from", downwards=True),),
    query=IN_FORCE,
    always=("in_force",),
    empty="desk/blocks/none.html",
    search_label=_("Name, number, town, e-mail…"),
    file=_("Blocks"),
    exporting=asking.Export(
        BLOCKS, "SELECT party_id FROM register_block WHERE id IN ({})", scope=("IDENTITY", "OTHER")
    ),
)
