"""What may be done with imports. The only writer of their tables."""

from kartoteka.exchange.operations.preparing import (
    NoSystem,
    NotChosen,
    QueryNotHere,
    StartedAlready,
    UnknownMapping,
    begin,
    choose,
    map_columns,
    repeat,
)
from kartoteka.exchange.operations.rights import NotAllowed
from kartoteka.exchange.operations.running import (
    NotChecked,
    carry_out,
    check,
    execute,
    forget_old,
    give_up,
    keep_report,
)
from kartoteka.exchange.operations.sources import (
    FileOnServer,
    NameTaken,
    UnknownSource,
    end_source,
    name_source,
)

__all__ = [
    "FileOnServer",
    "NameTaken",
    "NoSystem",
    "NotAllowed",
    "NotChecked",
    "NotChosen",
    "QueryNotHere",
    "StartedAlready",
    "UnknownMapping",
    "UnknownSource",
    "begin",
    "carry_out",
    "check",
    "choose",
    "end_source",
    "execute",
    "forget_old",
    "give_up",
    "keep_report",
    "map_columns",
    "name_source",
    "repeat",
]
