"""Words of the services that were called and of what they said."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SERVICES: dict[str, str | Promise] = {
    "bir": "GUS REGON",
    "white_list.search": _("white list"),
    "white_list.check": _("white list, account"),
    "white_list_file": _("white list, file of the day"),
    "vies": "VIES",
    "rpo": "RPO SR",
    "ruz": "RÚZ",
    "fs": "Finančná správa SR",
}
VERDICTS: dict[str, str | Promise] = {
    "YES": _("yes"),
    "NO": _("no"),
    "NO_ANSWER": _("no answer"),
}
