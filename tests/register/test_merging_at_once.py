"""Two people merge the same customers at the same moment, or while somebody has one in hand."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from kartoteka.kernel.actor import SYSTEM
from kartoteka.kernel.errors import Refusal
from kartoteka.register import operations
from kartoteka.register.models import Merge, Party
from kartoteka.register.operations import ContactDraft
from kartoteka.register.operations.merging import acts as refusals
from tests.build import a_party


def merged(survivor: int, loser: int) -> str:
    try:
        operations.merge(actor=SYSTEM, survivor_id=survivor, loser_id=loser)
    except Refusal as refusal:
        return refusal.code
    finally:
        connection.close()
    return "merged"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_merge_the_same_pair_one_is_refused() -> None:
    for _again in range(5):
        a, b = a_party("Alfa"), a_party("Beta")
        with ThreadPoolExecutor(2) as pool:
            told = list(pool.map(merged, (a, b), (b, a)))
        assert sorted(told) == ["merged", "register.merged_already"]
        assert Party.objects.filter(pk__in=(a, b), merged_into=None).count() == 1
    assert Merge.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_who_has_a_customer_in_hand_is_not_disturbed() -> None:
    a, b = a_party("Alfa"), a_party("Beta")
    with transaction.atomic():
        operations.add_contact(actor=SYSTEM, party_id=b, draft=ContactDraft("PHONE", "601 200 300"))
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(merged, a, b).result() == refusals.PartyBusy.code
    assert merged(a, b) == "merged"
