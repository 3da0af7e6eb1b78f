"""The typed query tree: what may be asked of rows, kept as data, said in words, turned into SQL.

A room declares a Subject (its rows) and Fields (what they can be asked by, listed, sorted and
grouped by); higher rooms add fields to it through `config/wiring.py`. A query is a tree of
conditions in all-, any- and none-groups. It is stored and sent as JSON, never as SQL text, and is
checked against the fields each time it is read.
"""

from kartoteka.kernel.criteria.fields import (
    OPERATORS,
    Choices,
    Field,
    Narrower,
    Op,
    Own,
    Subject,
    Type,
    Value,
    moment,
    public_id,
    words_in,
)
from kartoteka.kernel.criteria.narrowing import narrowed
from kartoteka.kernel.criteria.statement import Asked, NotByItselfError, where
from kartoteka.kernel.criteria.tree import (
    EVERYTHING,
    BadQuery,
    Condition,
    Group,
    Node,
    and_also,
    as_json,
    parse,
    read,
)
from kartoteka.kernel.criteria.wording import in_words

__all__ = [
    "EVERYTHING",
    "OPERATORS",
    "Asked",
    "BadQuery",
    "Choices",
    "Condition",
    "Field",
    "Group",
    "Narrower",
    "Node",
    "NotByItselfError",
    "Op",
    "Own",
    "Subject",
    "Type",
    "Value",
    "and_also",
    "as_json",
    "in_words",
    "moment",
    "narrowed",
    "parse",
    "public_id",
    "read",
    "where",
    "words_in",
]
