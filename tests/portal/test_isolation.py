"""The database shows a customer only what is the customer's, whatever the program asks."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from kartoteka.access.models import PortalSession, User
from kartoteka.billing import queries as billing
from kartoteka.kernel.actor import Actor, Realm
from kartoteka.ledger import queries as ledger
from kartoteka.register.models import Party, PortalGrant
from tests.portal.conftest import TODAY, Cast, Customer, a_session, inside

pytestmark = pytest.mark.django_db

# Tables in which the portal sees rows that are nobody's: the law.
LAW = {"ledger_interestrate", "ledger_interestkind", "ledger_movedday", "ledger_scheme"}
OFFICE = {"access_unit"}
STRANGER = Actor(user_id=None, realm=Realm.PORTAL)


def rows(statement: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or [])
        return list(cursor.fetchall())


def relations() -> list[str]:
    """Every table, view, materialised view, partition and sequence of the program."""
    return [
        name
        for (name,) in rows(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
            "AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f') ORDER BY relname"
        )
    ]


def columns_open_to(role: str, relation: str) -> list[str]:
    return [
        name
        for (name,) in rows(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 "
            "AND NOT attisdropped AND has_column_privilege(%s, attrelid, attnum, 'SELECT') "
            "ORDER BY attnum",
            [f"public.{relation}", role],
        )
    ]


def seen(relation: str, columns: list[str]) -> set[tuple[Any, ...]]:
    listed = ", ".join(f'"{name}"::text' for name in columns)
    return set(rows(f'SELECT {listed} FROM "{relation}"'))


def test_a_stranger_sees_nothing_of_others_in_any_relation(cast: Cast) -> None:
    """Walks the whole catalogue: what Celina sees, Anna and Bartek do not have, and no one else."""
    keys = {one.party.name: a_session(one.user) for one in cast.customers}
    opened = 0
    for relation in relations():
        columns = columns_open_to("kartoteka_portal", relation)
        if not columns:
            with (
                inside(keys["Celina Obca"]),
                pytest.raises(DatabaseError, match="denied"),
                transaction.atomic(),
            ):
                rows(f'SELECT * FROM "{relation}" LIMIT 1')
            continue
        if relation in LAW | OFFICE:
            continue
        opened += 1
        views = {}
        for name, key in keys.items():
            with inside(key):
                views[name] = seen(relation, columns)
        shared = views["Anna Nowak"] & views["Celina Obca"]
        of_the_creditor = {
            row for row in shared if str(cast.creditor.pk) in row or cast.creditor.name in row
        }
        assert shared == of_the_creditor, relation
        expected = of_the_creditor | (views["Celina Obca"] - shared)
        assert views["Celina Obca"] == expected
        with inside(a_session(None)):
            assert seen(relation, columns) == set(), relation
    assert opened >= 14


def test_every_customer_does_see_the_own_rows(cast: Cast) -> None:
    """The walk above would also pass on an empty portal."""
    with inside(a_session(cast.anna.user)):
        for relation in relations():
            columns = columns_open_to("kartoteka_portal", relation)
            if columns and relation not in OFFICE | {
                "ledger_settlement",
                "ledger_interestperiod",
                "ledger_formerinterest",  # see test_interest_notes
                "billing_interestnote",  # see test_interest_notes
                "billing_interestline",
                "billing_notecorrection",
                "billing_pricelist",  # see test_prices
                "billing_pricelistgroup",
                "billing_priceversion",
                "billing_priceitem",
                "register_tradeterms",
                "ledger_debtrate",
                "ledger_agreementrate",  # see test_agreement_rates
            }:
                assert seen(relation, columns), relation
    with inside(a_session(cast.bartek.user)):
        assert seen("ledger_settlement", ["amount"]) == {("50.00",)}


@pytest.mark.parametrize("who", ["anna", "bartek", "celina"])
def test_queries_without_their_filter_leak_nothing(cast: Cast, who: str) -> None:
    """Asks for everybody's data by their true numbers, as a forgotten filter would."""
    me: Customer = getattr(cast, who)
    everybody = [one.party.pk for one in cast.customers]
    with inside(a_session(me.user)):
        balances = [
            line.account_id
            for party_id in everybody
            for line in ledger.balance(viewer=me.actor, party_id=party_id, on=TODAY)
        ]
        assert balances == [me.account.pk]
        for other in cast.customers:
            mine = other is me
            assert bool(billing.documents_of(viewer=me.actor, party_id=other.party.pk)) is mine
            assert bool(billing.receivable(viewer=me.actor, entry_id=other.entries[0].pk)) is mine
        names = set(Party.objects.values_list("name", flat=True))
        assert names == {me.party.name, cast.creditor.name}


def test_the_portals_figures_are_the_desks_to_the_grosz(
    cast: Cast,
) -> None:
    for one in cast.customers:
        desk = ledger.balance(viewer=STRANGER, party_id=one.party.pk, on=TODAY)
        desk_open = ledger.open_entries(viewer=STRANGER, party_id=one.party.pk, on=TODAY)
        with inside(a_session(one.user)):
            assert ledger.balance(viewer=one.actor, party_id=one.party.pk, on=TODAY) == desk
            mine = ledger.open_entries(viewer=one.actor, party_id=one.party.pk, on=TODAY)
        assert mine == desk_open
        assert desk[0].interest is not None


def test_one_login_may_hold_several_parties(cast: Cast) -> None:
    PortalGrant.objects.create(user=cast.anna.user, party=cast.bartek.party)
    with inside(a_session(cast.anna.user)):
        names = set(Party.objects.values_list("name", flat=True))
    assert names == {"Anna Nowak", "Bartek Zieliński", "Wodociągi Miejskie"}


@pytest.mark.parametrize(
    "end",
    [
        lambda one, _key: User.everyone.filter(pk=one.user.pk).update(is_active=False),
        lambda one, _key: PortalGrant.objects.filter(user=one.user).update(
            ended_at=dt.datetime.now(dt.UTC)
        ),
        lambda _one, key: PortalSession.objects.filter(session_key=key).delete(),
        lambda _one, key: PortalSession.objects.filter(session_key=key).update(
            expire_date=dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
        ),
        lambda one, _key: User.everyone.filter(pk=one.user.pk).update(realm="desk", role="CLERK"),
    ],
    ids=["blocked", "grant ended", "signed out", "expired", "of the desk"],
)
def test_a_session_that_ended_in_any_way_sees_nothing(cast: Cast, end: Any) -> None:
    key = a_session(cast.anna.user)
    end(cast.anna, key)
    with inside(key):
        assert not Party.objects.exists()
        assert rows("SELECT count(*) FROM ledger_entry") == [(0,)]


INJECTED = [
    "SELECT set_config('kartoteka.session', %(guess)s, true)",
    "SELECT set_config('kartoteka.session', '', false)",
    "SELECT set_config('kartoteka.actor', '1', true)",
    "SELECT set_config('row_security', 'off', true)",
    "SET row_security = off",
    "SELECT set_config('role', 'kartoteka_desk', true)",
    "SELECT set_config('role', 'kartoteka_owner', true)",
    "SELECT set_config('role', 'none', true)",
    "SELECT set_config('session_authorization', 'kartoteka_desk', true)",
    "SET ROLE kartoteka_desk",
    "SET LOCAL ROLE kartoteka_owner",
    "SET ROLE kartoteka_door",
    "RESET ROLE",
    "SET SESSION AUTHORIZATION kartoteka_owner",
    "RESET SESSION AUTHORIZATION",
    "DISCARD ALL",
    "COPY ledger_entry TO STDOUT",
    "COPY register_party FROM STDIN",
    "CREATE TEMP TABLE t AS SELECT 1",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT lo_import('/etc/passwd')",
]
LOOK = "SELECT (SELECT count(*) FROM register_party), (SELECT count(*) FROM ledger_entry)"


@pytest.mark.django_db(transaction=True)
def test_sql_that_is_injected_opens_nothing() -> None:
    """On the portal's own connection, as production has it: each statement, then a look around."""
    import psycopg

    from kartoteka.config import database, env
    from tests.portal.conftest import make_cast

    cast = make_cast()
    key = a_session(cast.celina.user)
    own = (2, 1)
    for statement in INJECTED:
        with psycopg.connect(database.dsn(env.where("portal"))) as portal:
            portal.execute("SELECT set_config('kartoteka.session', %s, true)", [key])
            assert portal.execute(LOOK).fetchone() == own
            try:
                portal.execute("SAVEPOINT before")
                portal.execute(statement, {"guess": str(cast.anna.party.pk)})
            except psycopg.Error:
                portal.execute("ROLLBACK TO before")
            try:
                found = portal.execute(LOOK).fetchone()
            except psycopg.Error:
                found = (0, 0)
            assert found in {own, (0, 0)}, statement
            portal.rollback()
            for relation in ("access_portal_session", "access_user", "register_portalgrant"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    portal.execute(f"SELECT * FROM {relation}")
                portal.rollback()


def test_the_portal_writes_nowhere(cast: Cast) -> None:
    for relation in relations():
        for right in ("INSERT", "UPDATE", "DELETE", "TRUNCATE"):
            with transaction.atomic():
                ((allowed,),) = rows(
                    "SELECT CASE WHEN relkind = 'S' THEN has_sequence_privilege("
                    "'kartoteka_portal', oid, 'USAGE') ELSE has_table_privilege("
                    "'kartoteka_portal', oid, %s) OR (%s NOT IN ('DELETE', 'TRUNCATE') AND "
                    "has_any_column_privilege('kartoteka_portal', oid, replace(replace(%s, "
                    "'DELETE', 'UPDATE'), 'TRUNCATE', 'UPDATE'))) END "
                    "FROM pg_class WHERE oid = %s::regclass",
                    [right, right, right, f"public.{relation}"],
                )
            assert not allowed, (relation, right)


def test_the_user_comes_out_of_the_session_only_while_it_proves_him(
    cast: Cast, portal: Any
) -> None:
    browser = portal(cast.anna.user)
    assert browser.get("/").status_code == 200
    user = cast.anna.user
    user.set_password("another password")
    User.everyone.filter(pk=user.pk).update(password=user.password)
    assert browser.get("/")["Location"].startswith("/account/login/")
