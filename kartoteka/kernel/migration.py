"""Migrations load functions, triggers, policies and grants from the .sql files of their room."""

from django.db import migrations

from kartoteka.kernel import sql


def from_file(package: str, name: str, reverse: str = "") -> migrations.RunSQL:
    """An operation that executes `package`/sql/`name`.sql; percent signs are taken literally."""
    return migrations.RunSQL(sql.text(package, name), reverse or migrations.RunSQL.noop)
