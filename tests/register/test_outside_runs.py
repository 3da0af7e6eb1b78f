"""Many parties at once: by the file, by thirty a call, over days, after a kill, with a report."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from kartoteka.access import queries as access
from kartoteka.gateways import white_list
from kartoteka.gateways.fakes.world import Firm
from kartoteka.kernel import allowance
from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.register import operations, queries
from kartoteka.register.models import Enquiry, OutsideRun, Standing
from kartoteka.register.operations import AccountDraft
from kartoteka.register.operations.outside import runs as outside_runs
from kartoteka.register.operations.outside import steps as outside_steps
from kartoteka.register.queries import outside as asked
from tests.build import a_party
from tests.outside import TODAY, Running, played

pytestmark = pytest.mark.django_db
ADMIN = Actor(user_id=None, realm=Realm.DESK, role=Role.ADMINISTRATOR)
CLERK = Actor(user_id=None, realm=Realm.DESK, role=Role.CLERK)
REFINERY, PAINTER, NOBODY = "7740001454", "8655104670", "9990000089"
LISTED, OTHER = "PL61109010140000071219812874", "PL27114020040000300201355387"


@pytest.fixture
def outside(settings: Settings, tmp_path: Path) -> Iterator[Running]:
    settings.OUTSIDE_FILES = tmp_path / "outside"
    with played(settings) as running:
        # The moment of the database counts turns, so the fakes live today, too.
        running.world.today = outside_steps.day_of(now())
        yield running


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def started(kind: str = "VAT", **more: object) -> uuid.UUID:
    return operations.start_outside_run(actor=ADMIN, kind=kind, on=TODAY, at=now(), **more)


def work(clock: Callable[[], dt.datetime] = now) -> asked.RunLine:
    run = OutsideRun.objects.latest("id")
    operations.work_on(run_id=run.pk, now=clock)
    line = asked.run(viewer=CLERK, public_id=run.public_id)
    assert line is not None
    return line


def statuses() -> dict[tuple[str, str], str]:
    rows = Standing.objects.values_list("party__name", "about", "status")
    return {(name, about): status for name, about, status in rows}


def test_accounts_go_by_the_file_and_the_others_by_search(outside: Running) -> None:
    a_party("Rafineria", identifiers={"NIP": REFINERY}, accounts=(AccountDraft(iban=LISTED),))
    a_party("Malarz", identifiers={"NIP": PAINTER}, accounts=(AccountDraft(iban=OTHER),))
    a_party("Nikt", identifiers={"NIP": NOBODY})
    a_party("Vodárne", country="SK", identifiers={"ICO": "90000013", "ICDPH": "SK2029000006"})
    a_party("Osoba", kind="PERSON")
    started()
    line = work()

    assert (line.state, line.total, line.waiting, line.unanswered) == ("DONE", 6, 0, 0)
    assert statuses() == {
        ("Rafineria", "VAT"): "ACTIVE",
        ("Rafineria", "ACCOUNT"): "LISTED",
        ("Malarz", "VAT"): "EXEMPT",
        ("Malarz", "ACCOUNT"): "NOT_LISTED",
        ("Nikt", "VAT"): "NOT_REGISTERED",
        ("Vodárne", "EU_VAT"): "VALID",
    }
    ways = dict(Enquiry.objects.filter(about="VAT").values_list("party__name", "way"))
    assert ways == {"Rafineria": "FILE", "Malarz": "SEARCH", "Nikt": "SEARCH"}
    assert outside.world.calls == {"wl": 2, "vies": 1}
    assert not Enquiry.objects.filter(evidence=None).exists()
    job = access.job(viewer=SYSTEM, public_id=OutsideRun.objects.get().job)
    assert job is not None
    assert job.is_finished


def test_units_of_a_municipality_are_one_number_in_the_search(outside: Running) -> None:
    head = a_party("Gmina", identifiers={"NIP": REFINERY})
    a_party("Szkoła", identifiers={"NIP": REFINERY}, parent_id=head, place="BRANCH")
    started()
    work()

    assert statuses() == {("Gmina", "VAT"): "ACTIVE", ("Szkoła", "VAT"): "ACTIVE"}
    assert outside.world.calls == {"wl": 1}


def test_the_end_is_planned_by_what_is_left_of_the_limits(outside: Running) -> None:
    numbers = [number for number in map(a_nip, range(2600)) if number][:70]
    for number in numbers:
        a_party(f"Firma {number}", identifiers={"NIP": number})
    key = started()
    run = asked.run(viewer=CLERK, public_id=key)
    assert run is not None
    assert (run.total, run.planned_on) == (70, TODAY)

    allowance.take(white_list.SEARCH, {"day": 100}, turns=79)
    again = OutsideRun.objects.get()
    # One call is left today, three are needed.
    assert outside_runs.planned_end(again.pk, on=TODAY, at=now()) == TODAY + dt.timedelta(days=1)


def a_nip(n: int) -> str:
    base = f"998{n:06d}"
    rest = sum(w * int(d) for w, d in zip((6, 5, 7, 2, 3, 4, 5, 6, 7), base, strict=True)) % 11
    return f"{base}{rest}" if rest < 10 else ""


def test_a_used_up_day_pauses_the_run_and_the_next_ends_it(outside: Running) -> None:
    for number in [number for number in map(a_nip, range(60)) if number][:40]:
        a_party(f"Firma {number}", identifiers={"NIP": number})
    allowance.take(white_list.SEARCH, {"day": 100}, turns=79)
    started()
    line = work()

    assert (line.state, line.waiting, line.why) == (
        "PAUSED", 10, "the limit of questions is used up for now",
    )  # fmt: skip
    assert line.next_at is not None
    midnight = line.next_at.astimezone(white_list.calling.WARSAW)
    assert (midnight.hour, midnight.minute) == (0, 0)
    assert operations.go_on_with_runs(at=now()) == 0
    assert operations.go_on_with_runs(at=line.next_at) == 1
    forget_the_count()
    assert work(lambda: line.next_at + dt.timedelta(seconds=1)).state == "DONE"


def forget_the_count() -> None:
    """As if the day were another one: the database's own clock cannot be moved."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kernel_allowance")


def test_a_run_that_was_killed_goes_on_where_it_was(
    outside: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in [number for number in map(a_nip, range(90)) if number][:70]:
        a_party(f"Firma {number}", identifiers={"NIP": number})
    started()
    calls = []
    search = white_list.search

    def killed_in_the_second(nips, on, *, spare=0):  # type: ignore[no-untyped-def]
        calls.append(nips)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return search(nips, on, spare=spare)

    with monkeypatch.context() as patch:
        patch.setattr(white_list, "search", killed_in_the_second)
        with pytest.raises(KeyboardInterrupt):
            work()
    assert Enquiry.objects.filter(state="WAITING").count() == 40
    assert work().state == "DONE"
    assert outside.world.calls == {"wl": 3}


def test_trouble_is_tried_again_and_then_told_as_no_answer(outside: Running) -> None:
    a_party("Rafineria", identifiers={"NIP": REFINERY})
    outside.world.set("wl", "busy", None)
    started()
    for _try in range(2):
        line = work()
        assert (line.state, line.waiting) == ("PAUSED", 1)
        OutsideRun.objects.update(next_at=None)
    line = work()
    OutsideRun.objects.update(next_at=None)
    line = work()

    assert (line.state, line.unanswered) == ("DONE", 1)
    assert statuses() == {("Rafineria", "VAT"): ""}


def test_without_the_file_it_is_waited_for_and_then_asked_singly(outside: Running) -> None:
    a_party("Rafineria", identifiers={"NIP": REFINERY}, accounts=(AccountDraft(iban=LISTED),))
    started()
    outside.world.set("wl", "cut", None)
    assert work().state == "PAUSED"
    OutsideRun.objects.update(next_at=None, file_tries=2)
    assert work().state == "DONE"
    assert statuses() == {
        ("Rafineria", "VAT"): "ACTIVE",
        ("Rafineria", "ACCOUNT"): "LISTED",
    }
    assert set(Enquiry.objects.values_list("way", flat=True)) == {"SEARCH", "CHECK"}


def test_registers_that_are_not_set_up_end_the_run_without_answers(
    outside: Running, settings: Settings
) -> None:
    a_party("Rafineria", identifiers={"NIP": REFINERY}, accounts=(AccountDraft(iban=LISTED),))
    settings.GATEWAYS = {}
    started()
    line = work()

    assert (line.state, line.unanswered, line.total) == ("DONE", 2, 2)


def test_a_second_run_reports_what_changed(outside: Running) -> None:
    a_party("Rafineria", identifiers={"NIP": REFINERY})
    a_party("Malarz", identifiers={"NIP": PAINTER})
    started()
    work()
    outside.world.put([Firm(name="Rafineria", nip=REFINERY, regon="610188201", vat="Zwolniony",
                            krs="0000028860")])  # fmt: skip
    key = started()
    line = work()

    assert line.changed == 1
    (row,) = asked.run_rows(viewer=CLERK, public_id=key)
    assert (row.party, row.was_label, row.status_label) == ("Rafineria", "active", "exempt")


def test_a_comparison_tells_who_is_otherwise_there(outside: Running) -> None:
    same = {"street": "Test-Krucza", "building": "208", "postal_code": "50-038"}
    right = operations.AddressDraft(city="Wrocław", **same)
    a_party("RAFINERIA PRÓBNA S. A.", identifiers={"NIP": REFINERY, "REGON": "610188201"},
            addresses=(right,))  # fmt: skip
    a_party("Dawne czasy", identifiers={"NIP": "9990000072"})
    a_party("Nikt", identifiers={"NIP": NOBODY})
    a_party("Vodárne Skúšobné", country="SK", identifiers={"ICO": "90000013"})
    key = started("REFRESH")
    line = work()

    assert (line.state, line.changed, line.total) == ("DONE", 3, 4)
    rows = {row.party: row for row in asked.run_rows(viewer=CLERK, public_id=key)}
    told = {name: [one.field for one in row.changes] for name, row in rows.items()}
    assert told == {
        "Dawne czasy": ["name", "REGON", "address", "state"],
        "Nikt": ["missing"],
        "Vodárne Skúšobné": ["name", "address"],
    }
    assert outside.world.calls["bir"] == 2
    found = asked.found(viewer=CLERK, enquiry_id=rows["Dawne czasy"].id)
    assert found is not None
    assert found.choices[0].subject.state == "ENDED"


def test_who_may_start_and_how_many(outside: Running) -> None:
    with pytest.raises(outside_runs.NotYours):
        operations.start_outside_run(actor=CLERK, kind="VAT", on=TODAY, at=now())
    with pytest.raises(outside_runs.NobodyToAskAbout):
        started()
    a_party("Rafineria", identifiers={"NIP": REFINERY})
    key = started()
    with pytest.raises(outside_runs.RunGoesOn):
        started()
    with pytest.raises(outside_runs.NotYours):
        operations.stop_outside_run(actor=CLERK, public_id=key, at=now())
    operations.stop_outside_run(actor=ADMIN, public_id=key, at=now())
    assert work().state == "STOPPED"
    assert outside.world.calls == {}
    assert started()


def test_only_chosen_parties_are_asked_about(outside: Running) -> None:
    chosen = a_party("Rafineria", identifiers={"NIP": REFINERY})
    a_party("Malarz", identifiers={"NIP": PAINTER})
    started(party_ids=[chosen])
    work()

    assert statuses() == {("Rafineria", "VAT"): "ACTIVE"}


def test_differences_are_taken_at_once_and_refusals_told(outside: Running) -> None:
    old = operations.AddressDraft(street="Stara", building="1", city="Łódź")
    refinery = a_party("Rafineria", identifiers={"NIP": REFINERY}, addresses=(old,))
    ended = a_party("Dawne", identifiers={"NIP": "9990000072"})
    a_party("Inna", identifiers={"REGON": "990000016"})
    key = started("REFRESH")
    work()
    fields = ["name", "address", "numbers"]
    with pytest.raises(outside_runs.NotYours):
        operations.take_from_run(actor=CLERK, public_id=key, fields=fields, on=TODAY)
    taken = operations.take_from_run(actor=ADMIN, public_id=key, fields=fields, on=TODAY)

    assert (taken.taken, len(taken.refused)) == (1, 2)
    after = queries.party(viewer=SYSTEM, party_id=refinery)
    assert after is not None
    assert after.name == "Rafineria Próbna S.A."
    assert {line.kind for line in after.identifiers} == {"NIP", "REGON"}
    new, was = after.addresses
    assert (new.line, new.valid_from) == ("Test-Krucza 208, 50-038 Wrocław", TODAY)
    assert (was.line, was.valid_to) == ("Stara 1, Łódź", TODAY - dt.timedelta(days=1))
    untouched = queries.party(viewer=SYSTEM, party_id=ended)
    assert untouched is not None
    assert (untouched.name, untouched.addresses) == ("Dawne", ())
    again = operations.take_from_run(actor=ADMIN, public_id=key, fields=fields, on=TODAY)
    assert again.taken == 0


def test_an_act_of_lists_adds_to_the_run_that_goes_on(outside: Running) -> None:
    first = a_party("Rafineria", identifiers={"NIP": REFINERY})
    second = a_party("Malarz", identifiers={"NIP": PAINTER})
    nobody = a_party("Osoba", kind="PERSON")
    act = operations.check_vat_of_many
    with pytest.raises(outside_runs.NotYours):
        act(actor=CLERK, ids=[first], options={})

    assert act(actor=ADMIN, ids=[nobody], options={}).done == 0
    assert act(actor=ADMIN, ids=[first], options={}).done == 1
    again = act(actor=ADMIN, ids=[first, second], options={})
    assert (again.done, again.same) == (1, 1)
    assert work().total == 2


def test_lists_know_the_vat_status(outside: Running) -> None:
    from kartoteka.kernel import listing
    from kartoteka.kernel.criteria import Condition, Group, Op
    from kartoteka.register.criteria.parties import PARTIES

    a_party("Rafineria", identifiers={"NIP": REFINERY}, accounts=(AccountDraft(iban=LISTED),))
    a_party("Malarz", identifiers={"NIP": PAINTER})
    a_party("Osoba", kind="PERSON")
    started()
    work()

    def names(field: str, *values: str) -> list[str]:
        query = Group("all", (Condition(field, Op.ONE_OF, values),))
        which = listing.Which(viewer=ADMIN, today=TODAY, query=query)
        page = listing.page(PARTIES, which, ["name", "vat_as_of"], (listing.Order("name"),))
        return [row["name"] for _pk, row in page.rows]

    assert names("vat_status", "ACTIVE", "EXEMPT") == ["Malarz", "Rafineria"]
    assert names("vat_status", "EXEMPT") == ["Malarz"]
    assert names("account_status", "LISTED") == ["Rafineria"]


def test_firms_that_were_looked_up_and_not_added_are_forgotten(outside: Running) -> None:
    kept = a_party("Malarz", identifiers={"NIP": PAINTER})
    operations.look_up(actor=CLERK, number=REFINERY)
    operations.look_up_party(actor=CLERK, party_id=kept)

    assert operations.forget_enquiries(before=now() - dt.timedelta(days=1)) == 0
    assert operations.forget_enquiries(before=now() + dt.timedelta(days=1)) == 1
    assert Enquiry.objects.get().party_id == kept
