"""Outside registers at the desk: looked up, chosen, compared, taken, checked, proved."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from kartoteka.kernel.actor import SYSTEM, Role
from kartoteka.register import operations as register
from kartoteka.register import queries
from kartoteka.register.models import OutsideRun
from kartoteka.register.queries import outside as asked
from kartoteka.trail import proofs
from tests.build import a_party, a_user
from tests.outside import Running, played

pytestmark = pytest.mark.django_db
REFINERY, PAINTER = "7740001454", "8655104670"
LISTED = "PL61109010140000071219812874"


@pytest.fixture
def outside(settings: Settings, tmp_path: Path) -> Iterator[Running]:
    from django.utils import timezone

    settings.OUTSIDE_FILES = tmp_path
    with played(settings) as running:
        running.world.today = timezone.localdate()
        yield running


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(a_user())
    return client


@pytest.fixture
def boss(client: Client) -> Client:
    client.force_login(a_user("adam", role=Role.ADMINISTRATOR))
    return client


def only_party() -> queries.PartyCard:
    from kartoteka.register.models import Party

    found = queries.party(viewer=SYSTEM, party_id=Party.objects.get().pk)
    assert found is not None
    return found


def test_the_page_of_a_new_customer_begins_with_the_box(desk: Client) -> None:
    page = desk.get("/parties/add/").text

    assert page.index('id="look-up-number"') < page.index('id="id_kind"')


def test_a_firm_is_looked_up_and_added(desk: Client, outside: Running) -> None:
    answer = desk.post("/outside/look-up/", {"number": "774-000-14-54"})
    page = desk.get(answer["Location"]).text
    assert "Rafineria Próbna S.A." in page
    assert "Test-Krucza 208, 50-038 Wrocław" in page

    ticked = {"fields_taken": ["NIP", "address", "state", "activities"], "language": "pl"}
    added = desk.post(answer["Location"], ticked)
    party = only_party()
    assert added["Location"] == f"/parties/{party.id}/"
    assert [line.kind for line in party.identifiers] == ["NIP"]
    card = desk.get(f"/parties/{party.id}/outside/").text
    assert "1920Z" in card


def test_the_form_is_filled_in_with_what_was_ticked(desk: Client, outside: Running) -> None:
    address = desk.post("/outside/look-up/", {"number": REFINERY})["Location"]
    enquiry = re.findall(r"\d+", address)[0]

    page = desk.get(
        f"/parties/add/?found={enquiry}-0&fields_taken=NIP&fields_taken=address&language=sk"
    ).text
    assert 'name="nip" value="7740001454"' in page
    assert 'value="0000028860"' not in page
    assert 'value="Test-Krucza"' in page
    assert f'name="found" value="{enquiry}-0"' in page
    typed = {
        "kind": "COMPANY", "name": "Rafineria", "country": "PL", "language": "pl",
        "place": "HEAD", "nip": REFINERY, "found": f"{enquiry}-0",
    }  # fmt: skip
    desk.post("/parties/add/", typed)
    facts = asked.outside_facts(viewer=SYSTEM, party_id=only_party().id)
    assert facts is not None
    assert facts.state == "ACTIVE"


@pytest.mark.parametrize("found", ["x", "1", "1-", "-1", "99999-0", "9" * 40 + "-1"])
def test_a_senseless_source_in_the_address_is_passed_over(desk: Client, found: str) -> None:
    assert desk.get(f"/parties/add/?found={found}").status_code == 200


def test_a_wrong_number_is_told_and_kept(desk: Client, outside: Running) -> None:
    answer = desk.post("/outside/look-up/", {"number": "774-000-14-55"})

    assert answer.status_code == 422
    assert 'value="774-000-14-55"' in answer.text
    assert outside.world.calls == {}


def test_of_several_firms_one_is_chosen(desk: Client, outside: Running) -> None:
    address = desk.post("/outside/look-up/", {"number": PAINTER})["Location"]
    page = desk.get(address).text
    assert page.count(f'action="{address}pick/"') == 2

    picked = desk.post(f"{address}pick/", {"choice": "0"})
    assert picked["Location"] == f"{address}?pick=0"
    assert "Żmuda" in desk.get(picked["Location"]).text
    lost = desk.post(f"{address}pick/", {"choice": "7"}, follow=True)
    assert "no longer in the register" in lost.text


def test_a_firm_that_is_a_customer_leads_to_the_card(desk: Client, outside: Running) -> None:
    party_id = a_party("Rafineria stara", identifiers={"NIP": REFINERY})
    address = desk.post("/outside/look-up/", {"number": REFINERY})["Location"]

    page = desk.get(address).text
    assert f"?pick=0&amp;party={party_id}" in page
    refused = desk.post(address, {"fields_taken": ["NIP"], "language": "pl"})
    assert refused.status_code == 422
    assert f'href="/parties/{party_id}/"' in refused.text
    beside = desk.get(f"{address}?pick=0&party={party_id}").text
    assert "Rafineria stara" in beside
    taken = desk.post(f"{address}?pick=0&party={party_id}", {"fields_taken": ["name"]})
    assert taken["Location"] == f"/parties/{party_id}/"
    assert only_party().name == "Rafineria Próbna S.A."


def test_nothing_found_is_told_apart_from_no_answer(desk: Client, outside: Running) -> None:
    nobody = desk.post("/outside/look-up/", {"number": "9990000089"}, follow=True).text
    assert "The register knows no firm with this number." in nobody
    outside.world.set("bir", "maintenance", None)
    closed = desk.post("/outside/look-up/", {"number": "9990000089"}, follow=True).text
    assert "The register is closed for maintenance." in closed
    assert "The register knows no firm" not in closed


def test_vat_is_checked_from_the_card_and_stands_on_it(desk: Client, outside: Running) -> None:
    party_id = a_party("Rafineria", identifiers={"NIP": REFINERY})
    answer = desk.post(f"/parties/{party_id}/outside/ask/", {"about": "vat"}, follow=True)

    assert "VAT status: active." in answer.text
    assert re.search(r"is-ok[^>]*>VAT: active · ", desk.get(f"/parties/{party_id}/").text)


def test_no_answer_is_shown_as_none(desk: Client, outside: Running) -> None:
    outside.world.set("wl", "maintenance", None)
    party_id = a_party("Rafineria", identifiers={"NIP": REFINERY})
    answer = desk.post(f"/parties/{party_id}/outside/ask/", {"about": "vat"}, follow=True)

    assert "No answer: the register is closed for maintenance." in answer.text
    assert "VAT: no answer · " in desk.get(f"/parties/{party_id}/").text


def test_an_account_is_checked_before_it_is_trusted(desk: Client, outside: Running) -> None:
    party_id = a_party(
        "Rafineria", identifiers={"NIP": REFINERY},
        accounts=(register.AccountDraft(iban=LISTED),),
    )  # fmt: skip
    tab = f"/parties/{party_id}/outside/"
    assert "not asked yet" in desk.get(tab).text
    account = only_party().accounts[0].id
    desk.post(f"{tab}ask/", {"account": account})

    assert "on the white list · " in desk.get(tab).text
    assert "on the white list · " in desk.get(f"/parties/{party_id}/details/").text


def test_a_refusal_is_told(desk: Client, outside: Running) -> None:
    party_id = a_party("Anna", kind="PERSON")
    for about in ("vat", "firm"):
        answer = desk.post(f"/parties/{party_id}/outside/ask/", {"about": about}, follow=True)
        assert "Add one first." in answer.text
    for senseless in ("12", "x", "9" * 40):
        answer = desk.post(f"/parties/{party_id}/outside/ask/", {"account": senseless})
        assert answer.status_code == 404


def test_the_proof_of_a_call_is_shown_masked(desk: Client, outside: Running) -> None:
    party_id = a_party(
        "Rafineria", identifiers={"NIP": REFINERY},
        accounts=(register.AccountDraft(iban=LISTED),),
    )  # fmt: skip
    desk.post(f"/parties/{party_id}/outside/ask/", {"account": only_party().accounts[0].id})
    (line,) = proofs.proofs(viewer=SYSTEM)

    page = desk.get(f"/outside/calls/{line.public_id}/").text
    assert line.provider_id in page
    assert LISTED[2:] not in page
    assert "accountAssigned" in page
    assert str(line.public_id) in desk.get("/outside/calls/").text
    assert desk.get("/outside/calls/00000000-0000-0000-0000-000000000000/").status_code == 404


def test_all_are_asked_about_by_an_administrator(boss: Client, outside: Running) -> None:
    a_party("=Rafineria", identifiers={"NIP": REFINERY})
    begun = boss.post("/outside/start/", {"kind": "VAT"})
    page = boss.get(begun["Location"]).text
    assert "Planned end" in page
    asked = {"HX-Request": "true"}
    assert boss.get(begun["Location"], headers=asked).text.startswith('<section id="progress"')
    again = boss.post("/outside/start/", {"kind": "VAT"}, follow=True).text
    assert "already going on" in again

    from django.utils import timezone

    register.work_on(run_id=OutsideRun.objects.get().pk, now=timezone.now)
    assert boss.get(begun["Location"], headers=asked)["HX-Refresh"] == "true"
    OutsideRun.objects.update(state="WORKING", finished_at=None)  # as it was when the first came
    first = boss.get(f"{begun['Location']}?show=changed&empty=1", headers=asked)
    assert first["HX-Refresh"] == "true"
    assert "HX-Refresh" not in boss.get(f"{begun['Location']}?show=changed", headers=asked)
    OutsideRun.objects.update(state="DONE", finished_at=timezone.now())
    report = boss.get(begun["Location"]).text
    assert "=Rafineria" in report
    assert "Planned end" not in report
    listed = re.search(r'href="/outside/enquiries/(\?where=[^"]+)"', report)
    assert listed is not None
    assert "=Rafineria" in boss.get(f"/outside/enquiries/{listed[1]}").text
    other = listed[1].replace(re.findall(r"%22([0-9a-f-]{36})%22", listed[1])[0], "0" * 32)
    assert "=Rafineria" not in boss.get(f"/outside/enquiries/{other}").text
    file = f"/outside/enquiries/export.csv{listed[1]}"
    assert "Who receives it" in boss.get(file).text
    said = {"recipient_kind": "OWN", "recipient": "Office", "basis": "C", "note": ""}
    sent = b"".join(boss.post(file, said)).decode()  # type: ignore[arg-type]
    assert "'=Rafineria;VAT status;" in sent


def test_differences_of_a_run_are_taken(boss: Client, outside: Running) -> None:
    a_party("Rafineria", identifiers={"NIP": REFINERY})
    begun = boss.post("/outside/start/", {"kind": "REFRESH"})["Location"]
    from django.utils import timezone

    register.work_on(run_id=OutsideRun.objects.get().pk, now=timezone.now)
    assert "Take for all" in boss.get(begun).text
    boss.post(f"{begun}take/", {"name": "1"})
    assert only_party().name == "Rafineria Próbna S.A."
    none = boss.post(f"{begun}take/", {}, follow=True).text
    assert "Tick what is to be taken." in none


def test_a_clerk_starts_no_run(desk: Client, outside: Running) -> None:
    assert "Check VAT of all" not in desk.get("/outside/").text
    assert desk.post("/outside/start/", {"kind": "VAT"}).status_code == 403
    assert OutsideRun.objects.count() == 0


@pytest.mark.parametrize("address", ["/outside/", "/outside/calls/", "/outside/found/1/"])
def test_who_is_not_signed_in_goes_to_the_door(client: Client, address: str) -> None:
    assert "/account/login/" in client.get(address)["Location"]
