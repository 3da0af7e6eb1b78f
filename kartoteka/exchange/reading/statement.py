"""Whether a typed query is one SELECT and nothing else, told without knowing the dialect.

The database's own read-only transaction is the wall; this is the door in front of it, with words
for the person who typed by mistake.
"""

import re

from kartoteka.exchange.reading.problems import Problem

LONGEST = 20_000
_WORDS = (
    "INSERT UPDATE DELETE MERGE TRUNCATE DROP ALTER CREATE GRANT REVOKE ATTACH DETACH PRAGMA"
    " VACUUM COPY CALL EXEC EXECUTE DECLARE BEGIN COMMIT ROLLBACK SAVEPOINT LOCK UNLOCK LOAD INTO"
    " OUTFILE DUMPFILE LOAD_FILE LOAD_EXTENSION XP_CMDSHELL OPENROWSET OPENQUERY OPENDATASOURCE"
    " PG_READ_FILE PG_READ_BINARY_FILE PG_LS_DIR LO_IMPORT LO_EXPORT DBLINK DBLINK_EXEC"
    " PG_SLEEP SLEEP BENCHMARK WAITFOR SET_CONFIG PG_TERMINATE_BACKEND"
)
_FORBIDDEN = frozenset(_WORDS.split())
_TOKEN = re.compile(
    r"""
      (?P<special>/\*[!M])            # MySQL runs what stands in such a comment
    | (?P<comment>--[^\n]*|/\*.*?\*/)
    | (?P<quoted>'[^'\\]*'|"[^"\\]*"|`[^`\\]*`|\[[^\]\\\n]*\])
    | (?P<dollar>\$\w*\$)
    | (?P<word>[A-Za-z_][A-Za-z_0-9$]*)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


def one_select(query: str) -> str:
    """The query without a closing semicolon. Raises Problem unless it is a single SELECT."""
    bare = query.strip().rstrip(";").strip()
    if not bare or len(bare) > LONGEST or "\x00" in bare:
        raise Problem("not_a_select")
    depth, first_word = 0, ""
    for token in _TOKEN.finditer(bare):
        kind, text = str(token.lastgroup), token.group()
        if kind in ("comment", "quoted"):
            continue
        if kind in ("special", "dollar") or text in (";", "\\", "#"):
            raise Problem("not_a_select")
        if kind == "word":
            word = text.upper()
            first_word = first_word or word
            if word in _FORBIDDEN:
                raise Problem("forbidden_word", word=word)
        depth += {"(": 1, ")": -1}.get(text, 0)
        if depth < 0 or text in ("'", '"', "`"):
            raise Problem("not_a_select")
    if depth or first_word not in ("SELECT", "WITH"):
        raise Problem("not_a_select")
    return bare


def starts_with_with(query: str) -> bool:
    """Whether the query begins with common table expressions."""
    for token in _TOKEN.finditer(query):
        if token.lastgroup == "word":
            return token.group().upper() == "WITH"
    return False
