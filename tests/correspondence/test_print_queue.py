"""The print queue: postal order, runs that come out or come back, secrets that vanish."""

import io
from collections.abc import Callable

import pypdf
import pytest
from django.db import connection

from kartoteka.correspondence import queries
from kartoteka.correspondence.models import Letter, Sealed
from kartoteka.correspondence.operations import letters
from kartoteka.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db
Queue = Callable[..., int]


def words_of(data: bytes) -> list[str]:
    return [page.extract_text().strip() for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def test_a_run_prints_the_letters_in_postal_order(queue: Queue) -> None:
    queue("third", "95-100")
    queue("first", "01-234")
    queue("second", "90-562")
    run = letters.start_run(actor=SYSTEM)
    assert words_of(queries.run_pdf(viewer=SYSTEM, run=run)) == ["first", "second", "third"]
    assert queries.waiting_count(viewer=SYSTEM) == 0


def test_a_letter_is_in_one_run_only(queue: Queue) -> None:
    queue("once")
    letters.start_run(actor=SYSTEM)
    with pytest.raises(letters.NothingWaits):
        letters.start_run(actor=SYSTEM)


def test_letters_of_a_run_that_failed_wait_again(queue: Queue) -> None:
    queue("again")
    run = letters.start_run(actor=SYSTEM)
    assert letters.put_back(actor=SYSTEM, run=run) == 1
    assert queries.waiting_count(viewer=SYSTEM) == 1
    with pytest.raises(letters.RunIsOver):
        letters.mark_printed(actor=SYSTEM, run=run)


def test_the_code_is_printed_and_then_destroyed(queue: Queue) -> None:
    letter_id = queue("code ••••-••••", secret="code K7QP-2M9D")
    sealed = bytes(Sealed.objects.get(letter_id=letter_id).data)
    assert b"K7QP" not in sealed
    assert b"%PDF" not in sealed
    run = letters.start_run(actor=SYSTEM)
    assert words_of(queries.run_pdf(viewer=SYSTEM, run=run)) == ["code K7QP-2M9D"]
    assert letters.mark_printed(actor=SYSTEM, run=run) == 1
    assert not Sealed.objects.exists()
    assert words_of(queries.run_pdf(viewer=SYSTEM, run=run)) == ["code ••••-••••"]


def test_refuses_to_print_again_a_letter_whose_code_is_gone(queue: Queue) -> None:
    letter = Letter.objects.get(pk=queue("blank", secret="code"))
    letters.mark_printed(actor=SYSTEM, run=letters.start_run(actor=SYSTEM))
    with pytest.raises(letters.CodeIsGone):
        letters.reprint(actor=SYSTEM, letter=letter.public_id)


def test_a_printed_letter_can_be_printed_again(queue: Queue) -> None:
    letter = Letter.objects.get(pk=queue("plain"))
    for times in (1, 2):
        letters.mark_printed(actor=SYSTEM, run=letters.start_run(actor=SYSTEM))
        letter.refresh_from_db()
        assert (letter.state, letter.times_printed) == ("PRINTED", times)
        letters.reprint(actor=SYSTEM, letter=letter.public_id)


def test_a_withdrawn_letter_takes_its_code_along(queue: Queue) -> None:
    letter = Letter.objects.get(pk=queue("blank", secret="code"))
    letters.withdraw(actor=SYSTEM, letter=letter.public_id)
    assert not Sealed.objects.exists()
    with pytest.raises(letters.CannotWithdraw):
        letters.withdraw(actor=SYSTEM, letter=letter.public_id)


def test_many_letters_are_withdrawn_but_for_those_that_left(queue: Queue) -> None:
    gone, waits, withdrawn = queue("gone"), queue("waits", secret="code"), queue("withdrawn")
    Letter.objects.filter(pk=gone).update(state="PRINTED")
    Letter.objects.filter(pk=withdrawn).update(state="WITHDRAWN")
    outcome = letters.withdraw_many(actor=SYSTEM, ids=[gone, waits, withdrawn, 0], options={})
    assert (outcome.done, outcome.same) == (1, 1)
    assert [(pk, why) for pk, _title, why in outcome.refused] == [
        (gone, letters.CannotWithdraw().sentence())
    ]
    assert Letter.objects.get(pk=waits).state == "WITHDRAWN"
    assert Letter.objects.get(pk=gone).state == "PRINTED"
    assert not Sealed.objects.exists()


def test_history_never_holds_a_sealed_secret(queue: Queue) -> None:
    queue("blank", secret="code")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM trail_watched WHERE table_name LIKE '%sealed%'")
        assert cursor.fetchone() == (0,)
