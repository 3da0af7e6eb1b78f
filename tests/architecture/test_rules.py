"""Each rule holds for the program, and has been seen to catch a planted offence."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from kartoteka.config.develop import locks
from kartoteka.config.home import CHECKOUT
from tests.architecture import rules

Rule = Callable[[Path], list[str]]


def graph(base: Path) -> list[str]:
    """What import-linter finds."""
    program = str(Path(sys.executable).with_name("lint-imports"))
    done = subprocess.run(
        [program, "--no-cache"], cwd=base, capture_output=True, text=True, check=False
    )
    return [] if done.returncode == 0 else (done.stdout + done.stderr).splitlines()


LONG = "def endless() -> None:\n" + "    print()\n" * 61
MODEL = "\nfrom django.db import models\n\n\nclass Planted(models.Model):\n    to = "

# rule, file that gets the offence, the offence, words that name it
PLANTED: dict[str, tuple[Rule, str, str, str]] = {
    "an upward import": (
        graph,
        "kartoteka/register/planted.py",
        "import kartoteka.ledger.models\n",
        "kartoteka.register.planted -> kartoteka.ledger.models",
    ),
    "a view that imports models": (
        graph,
        "kartoteka/desk/planted.py",
        "import kartoteka.register.models\n",
        "kartoteka.desk.planted -> kartoteka.register.models",
    ),
    "a portal that imports the desk": (
        graph,
        "kartoteka/portal/planted.py",
        "import kartoteka.desk.urls\n",
        "kartoteka.portal.planted -> kartoteka.desk.urls",
    ),
    "an undeclared room": (graph, "kartoteka/attic/__init__.py", "", "kartoteka.attic"),
    "Django in formats": (
        graph,
        "kartoteka/formats/planted.py",
        "import django.db\n",
        "kartoteka.formats.planted -> django",
    ),
    "a queue beside kernel.jobs": (
        graph,
        "kartoteka/billing/planted.py",
        "import procrastinate\n",
        "kartoteka.billing.planted -> procrastinate",
    ),
    "a look that knows the ledger": (
        graph,
        "kartoteka/ui/planted.py",
        "import kartoteka.ledger.models\n",
        "kartoteka.ui.planted -> kartoteka.ledger.models",
    ),
    "an upward key": (
        rules.upward_keys,
        "kartoteka/register/models/parties.py",
        MODEL + "models.ForeignKey('ledger.Entry', models.PROTECT)\n",
        "register has a key to ledger",
    ),
    "a write in queries": (
        rules.stray_writers,
        "kartoteka/register/queries.py",
        "\nfrom kartoteka.register.models import Party\n\nParty.objects.filter(pk=1).delete()\n",
        "writes Party",
    ),
    "a saved row in a screen": (
        rules.stray_writers,
        "kartoteka/desk/planted.py",
        "def view(request: object, party: object) -> None:\n    party.save()\n",
        "writes a row",
    ),
    "a write to another room's table": (
        rules.stray_writers,
        "kartoteka/ledger/operations/planted.py",
        "from kartoteka.register.models import Party\n\nParty.objects.create(name='x')\n",
        "writes Party",
    ),
    "SQL that writes, in queries": (
        rules.stray_writers,
        "kartoteka/ledger/queries.py",
        "\nHIDDEN = 'UPDATE ledger_entry SET amount = 0'\n",
        "writes ledger_entry in SQL",
    ),
    "an SQL file that writes another room's table": (
        rules.stray_writers,
        "kartoteka/ledger/sql/planted.sql",
        "DELETE FROM register_party;\n",
        "writes register_party of register",
    ),
    "an SQL file that names a higher table": (
        rules.upward_sql,
        "kartoteka/register/sql/planted.sql",
        "SELECT * FROM ledger_entry;\n",
        "register names ledger_entry",
    ),
    "a statement in Python that names a higher table": (
        rules.upward_sql,
        "kartoteka/access/planted.py",
        "ASKS = 'SELECT * FROM register_party'\n",
        "access names register_party",
    ),
    "a file that is too long": (
        rules.too_long,
        "kartoteka/ledger/planted.py",
        "\n" * 501,
        "501 lines",
    ),
    "a function that is too long": (
        rules.too_long,
        "kartoteka/ledger/planted.py",
        LONG,
        "endless has 62 lines",
    ),
    "a template without a header": (
        rules.templates_without_header,
        "kartoteka/desk/templates/desk/planted.html",
        "<p>Hello</p>\n",
        "planted.html",
    ),
    "a module with an empty name": (
        rules.nameless_modules,
        "kartoteka/ledger/helpers.py",
        "",
        "helpers.py",
    ),
    "a second reader of the environment": (
        rules.readers_of_the_environment,
        "kartoteka/desk/planted.py",
        "import os\n\nSECRET = os.environ['SECRET']\n",
        "desk/planted.py:3",
    ),
    "a clock in a room": (
        rules.clocks_below_the_screens,
        "kartoteka/ledger/planted.py",
        "from datetime import date\n\nTODAY = date.today()\n",
        "date.today",
    ),
    "a dependency without a reason": (
        rules.unjustified_dependencies,
        "pyproject.toml",
        'dependencies = [\n  "left-pad>=1",\n',
        "left-pad",
    ),
    "a lock that names a host": (
        locks.faults,
        "requirements.txt",
        "--index-url https://mirror.example/simple\n",
        "names where packages come from",
    ),
    "a lock without a hash": (
        locks.faults,
        "requirements.txt",
        "left-pad==1.0\n",
        "left-pad has no hash",
    ),
    "a lock out of step": (
        locks.faults,
        "pyproject.toml",
        'dependencies = [\n  "left-pad>=1", # pads left\n',
        "left-pad of pyproject.toml is missing",
    ),
}
RULES = list(dict.fromkeys(rule for rule, _, _, _ in PLANTED.values()))


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program in a place where offences may be planted."""
    base = tmp_path_factory.mktemp("planted")
    ignored = shutil.ignore_patterns("__pycache__", "*.mo", "locale")
    shutil.copytree(CHECKOUT / "kartoteka", base / "kartoteka", ignore=ignored)
    for name in [*locks.EXTRAS, "requirements-node.txt", "package.json"]:
        shutil.copy(CHECKOUT / name, base)
    for name in ("package-lock.json", "pyproject.toml"):
        shutil.copy(CHECKOUT / name, base)
    return base


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_program_keeps_the_rule(rule: Rule) -> None:
    assert rule(CHECKOUT) == []


@pytest.mark.parametrize("offence", PLANTED)
def test_catches(offence: str, copy: Path) -> None:
    rule, place, text, words = PLANTED[offence]
    path = copy / place
    before = path.read_text() if path.exists() else None
    folders = [folder for folder in path.parents if not folder.exists()]
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = "dependencies = [\n"
    if before and text.startswith(whole):
        path.write_text(before.replace(whole, text, 1))
    else:
        path.write_text((before or "") + text)
    rules.forget()
    try:
        assert [line for line in rule(copy) if words in line], rule(copy)
    finally:
        path.unlink()
        if before is not None:
            path.write_text(before)
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
        rules.forget()


@pytest.mark.django_db
def test_keys_in_the_database_point_down_too() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, conrelid::regclass::text, confrelid::regclass::text "
            "FROM pg_constraint WHERE contype = 'f' AND conparentid = 0"
        )
        keys = cursor.fetchall()
    rooms = rules.height(CHECKOUT)
    found = [(name, *(table.partition("_")[0] for table in both)) for name, *both in keys]
    assert len(found) > 20
    assert [
        key
        for key in found
        if key[1] in rooms and key[2] in rooms and not rules.stands_on(CHECKOUT, key[1], key[2])
    ] == []
