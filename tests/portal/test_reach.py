"""The list of all that the portal's two roles can reach. Whoever widens it changes it here too."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

# relation → what it may do there; columns are the rooms' (sql/portal.sql), see test_isolation.
PORTAL_READS = {
    "access_unit",
    "agreements_agreement",
    "agreements_point",
    "billing_attachment",
    "billing_interestline",
    "billing_interestnote",
    "billing_ksefinvoice",
    "billing_notecorrection",
    "billing_priceitem",
    "billing_pricelist",
    "billing_pricelistgroup",
    "billing_priceversion",
    "documents_chunk",  # bytes of those contents, where the database keeps them
    "documents_content",
    "ledger_account",
    "ledger_agreementrate",
    "ledger_creditor",
    "ledger_debtrate",
    "ledger_duechange",
    "ledger_entry",
    "ledger_formerinterest",
    "ledger_interestkind",
    "ledger_interestperiod",
    "ledger_interestrate",
    "ledger_movedday",
    "ledger_open",
    "ledger_scheme",
    "ledger_settlement",
    "payments_virtualaccount",
    "register_address",
    "register_bankaccount",
    "register_contact",
    "register_identifier",
    "register_party",
    "register_tradeterms",
}
PORTAL_RUNS = {
    "fold",
    "ledger_accrued",
    "ledger_accrued_afresh",
    "ledger_interest_rows",
    "ledger_to_grosz",
    "portal_accounts",
    "portal_creditors",
    "portal_parties",
    "portal_price_lists",
    "sort_key",
}
# Columns that must never be opened, whatever else is: notes, reasons, secrets, the desk's own.
NEVER = {
    "register_party": {"note", "birth_date"},
    "register_identifier": {"value_hash"},
    "register_contact": {"typed", "label"},
    "register_bankaccount": {"label"},
    "ledger_entry": {"actor", "source_ref"},
    "ledger_agreementrate": {"reason", "actor", "withdrawn_by", "why"},
    "ledger_debtrate": {"reason", "actor"},
    "ledger_duechange": {"reason", "actor"},
    "ledger_creditor": {"closed_until"},
    "billing_interestnote": {"actor"},
    "billing_ksefinvoice": {"content_id", "actor"},
    "billing_pricelist": {"import_plan"},
    "billing_priceversion": {"note", "reason", "made_by", "published_by"},
    "register_tradeterms": {"note", "credit_limit", "is_dunned"},
}
DOOR = {
    "access_portal_cache": "SELECT INSERT UPDATE DELETE",
    "access_portal_session": "SELECT INSERT UPDATE DELETE",
    "access_unit": "SELECT",
    "access_user": "SELECT UPDATE",
    "account_emailaddress": "SELECT",
    "correspondence_email": "SELECT INSERT",
    "correspondence_invitation": "SELECT UPDATE",
    "correspondence_resetrequest": "SELECT INSERT",
    "correspondence_sealed": "SELECT INSERT",
    "django_migrations": "SELECT",
    "mfa_authenticator": "SELECT INSERT UPDATE DELETE",
    "register_portalgrant": "SELECT INSERT",
    "usersessions_usersession": "SELECT INSERT UPDATE DELETE",
}
DOOR_RUNS = {"fold", "register_portal_closed", "sort_key"}

RIGHTS = """
SELECT relname, array_to_string(ARRAY(
  SELECT right_ FROM unnest('{SELECT,INSERT,UPDATE,DELETE,TRUNCATE}'::text[]) AS right_
  WHERE has_table_privilege(%(role)s, class.oid, right_)
     OR (right_ NOT IN ('DELETE', 'TRUNCATE') AND relkind <> 'S'
         AND has_any_column_privilege(%(role)s, class.oid,
               CASE WHEN right_ IN ('DELETE', 'TRUNCATE') THEN 'SELECT' ELSE right_ END))), ' ')
FROM pg_class AS class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')
"""
FUNCTIONS = """
SELECT proname FROM pg_proc AS function
WHERE pronamespace = 'public'::regnamespace AND has_function_privilege(%(role)s, oid, 'EXECUTE')
  AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = function.oid AND deptype = 'e')
"""


def rights_of(role: str) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(RIGHTS, {"role": role})
        return {name: rights for name, rights in cursor.fetchall() if rights}


def functions_of(role: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(FUNCTIONS, {"role": role})
        return {name for (name,) in cursor.fetchall()}


def test_the_portal_reaches_what_is_on_the_list_and_no_more() -> None:
    assert rights_of("kartoteka_portal") == dict.fromkeys(sorted(PORTAL_READS), "SELECT")
    assert functions_of("kartoteka_portal") == PORTAL_RUNS


def test_the_door_reaches_what_is_on_the_list_and_no_more() -> None:
    assert rights_of("kartoteka_door") == DOOR
    assert functions_of("kartoteka_door") == DOOR_RUNS


def test_what_the_desk_keeps_for_itself_is_never_opened() -> None:
    with connection.cursor() as cursor:
        for table, columns in NEVER.items():
            for column in columns:
                cursor.execute(
                    "SELECT has_column_privilege('kartoteka_portal', %s, %s, 'SELECT')",
                    [table, column],
                )
                assert cursor.fetchone() == (False,), (table, column)


def test_every_table_that_the_portal_reads_is_under_row_security() -> None:
    law = {"ledger_interestkind", "ledger_interestrate", "ledger_movedday", "ledger_scheme"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity")
        secured = {name for (name,) in cursor.fetchall()}
    assert PORTAL_READS - law - {"access_unit"} <= secured


def test_the_roles_have_no_attribute_that_passes_row_security() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb "
            "OR rolreplication OR rolinherit, (SELECT count(*) FROM pg_auth_members "
            "WHERE member = role.oid) FROM pg_roles AS role "
            "WHERE rolname IN ('kartoteka_portal', 'kartoteka_door') ORDER BY rolname"
        )
        assert cursor.fetchall() == [("kartoteka_door", False, 0), ("kartoteka_portal", False, 0)]


def test_definer_functions_have_a_fixed_search_path_and_views_ask_as_the_caller() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace "
            "AND prosecdef "
            "AND NOT coalesce(proconfig::text LIKE '%%search_path=pg_catalog%%', false)"
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
            "AND relkind = 'v' "
            "AND NOT coalesce(reloptions::text LIKE '%%security_invoker=%%', false)"
        )
        assert cursor.fetchall() == []
