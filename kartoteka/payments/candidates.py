"""Asking every rule whose the waiting lines may be, for a run over all and for one on a screen."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from kartoteka.kernel import sql, staging
from kartoteka.payments import clues, scoring
from kartoteka.payments.models import Matching

_HERE = "kartoteka.payments"
_STEPS = ("virtual", "document", "digits", "agreement", "customer", "nip", "payer", "name")
# Each rule is written as a walk along indexes, from the line to its customer, table by table
# (LATERAL … OFFSET 0). The planner is held to it: on tables that were filled a moment ago, or in
# this very transaction, it knows no better, and a guess that joins all accounts first has been seen
# to take hours.
_AS_WRITTEN = """
SELECT set_config('join_collapse_limit', %(limit)s, true),
       set_config('enable_hashjoin', %(others)s, true),
       set_config('enable_mergejoin', %(others)s, true),
       set_config('enable_seqscan', %(others)s, true)
"""
_HELD, _FREE = {"limit": "1", "others": "off"}, {"limit": "8", "others": "on"}


@contextmanager
def as_written() -> Iterator[None]:
    """Statements inside are walked in the order in which they are written, along indexes."""
    with connection.cursor() as cursor:
        cursor.execute(_AS_WRITTEN, _HELD)
        yield
        cursor.execute(_AS_WRITTEN, _FREE)


def stage() -> None:
    """Makes payments_chosen and payments_candidate, empty, to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(sql.text(_HERE, "stage_candidates"))


def choose(line_ids: list[int] | None) -> None:
    """Puts the waiting lines (all, or those) beside those that stand in payments_chosen."""
    sql.run(_HERE, "choose", {"line_ids": line_ids})


def choice() -> scoring.Choice:
    """How sure the office wants to be."""
    kept = Matching.objects.filter(pk=1).first()
    if kept is None:
        return scoring.Choice()
    return scoring.Choice(kept.threshold, kept.lead, kept.confirmations)


def find(line_ids: list[int] | None) -> None:
    """Asks every rule about the waiting lines (all, or those) and about those that stand in
    payments_chosen, and scores what they leave open; the answers stand in payments_candidate.
    """
    choose(line_ids)
    chosen = choice()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE pg_temp.payments_chosen (creditor_id, is_fresh)")
        with as_written():
            for step in _STEPS:
                wanted = {"confirmations": chosen.confirmations} if step == "payer" else {}
                cursor.execute(sql.text(_HERE, f"rule_{step}"), wanted)
        cursor.execute("ANALYZE pg_temp.payments_candidate")
    _score(chosen)


def _score(chosen: scoring.Choice) -> None:
    """Weighs all that speaks for the customers of lines that the rules leave open.

    Numbers one slip away are many: they are looked up only where nobody found so far fits.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql.text(_HERE, "stage_guesses"))
        if not sql.run(_HERE, "doubt"):
            return
        cursor.execute("ANALYZE pg_temp.payments_undecided")
        cursor.execute("SELECT line_id, name, title FROM payments_undecided")
        lines = cursor.fetchall()
        near = _words_near(lines)
        _clues(
            (line_id, clue)
            for line_id, name, title in lines
            for clue in (*clues.glued_in(title), *clues.of_name(name, near))
        )
        _guess("guess_numbers", "guess_names", "guess_by_rules")
        unfit = {row[0] for row in sql.rows(_HERE, "unfit")}
        _clues(
            (line_id, clue)
            for line_id, _name, title in lines
            if line_id in unfit
            for clue in clues.slips_in(title)
        )
        _guess("guess_numbers")
    weighed = {
        "points": json.dumps(scoring.POINTS),
        "threshold": chosen.threshold,
        "lead": chosen.lead,
        "deepest": scoring.DEEPEST,
    }
    sql.run(_HERE, "score", weighed)
    sql.run(_HERE, "outvote")


def _clues(found: Iterator[tuple[int, clues.Clue]]) -> None:
    """Fills payments_clue afresh."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE pg_temp.payments_clue")
        rows = ((line_id, clue.kind, clue.key) for line_id, clue in found)
        staging.fill("payments_clue", ("line_id", "kind", "key"), rows)
        cursor.execute("ANALYZE pg_temp.payments_clue")


def _guess(*steps: str) -> None:
    """Looks the clues up, and what those whom they may mean owe."""
    with connection.cursor() as cursor:
        with as_written():
            for step in steps:
                cursor.execute(sql.text(_HERE, step), {})
            cursor.execute("ANALYZE pg_temp.payments_guess")
        asked = sql.text(_HERE, "owed_asked")
        cursor.execute(asked, {})
        with as_written():
            cursor.execute(sql.text(_HERE, "owed"), {})
        cursor.execute("ANALYZE pg_temp.payments_owed")


def _words_near(lines: list[tuple[int, str, str]]) -> dict[str, list[str]]:
    """Words of payers' names that no customer bears, each with those that it may be."""
    words = {word for _line, name, _title in lines for word in clues.words_of(name)}
    asked = sorted(words | {clues.as_letters(word) for word in words})
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', '0.4', true)")
        found = dict(sql.rows(_HERE, "unknown_words", {"words": asked}))
    return {word: _near(word, found) for word in words if word in found}


def _near(word: str, found: dict[str, list[str]]) -> list[str]:
    """Words that customers bear and that this one may be: its letters read as digits first."""
    plain = clues.as_letters(word)
    if plain != word and plain not in found:
        return [plain]
    return list(dict.fromkeys([*found.get(plain, []), *found[word]]))[:3]
