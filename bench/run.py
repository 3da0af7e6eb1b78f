"""The order of the works: each in a process of its own, on a database that has settled down."""

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from bench import lists, web
from bench.asked import typing
from bench.place import CHECKOUT, Place
from bench.work import Result

OURS, SAME, FLAT, HISTORY, BESIDE = "kartoteka", "same", "flat", "history", "beside"
LISTS = {"W10", "W11", "W12", "W13"}


class Run:
    """What was measured, by name: `ours.W1`, `flat.W1`, `same.W1`, `history.W3c` and so on.

    With `behind` every work from W3c on has ten years of settled history behind it.
    """

    def __init__(
        self,
        place: Place,
        wanted: tuple[str, ...],
        seconds: float,
        tell: Callable[[str], None],
        *,
        behind: bool = False,
    ) -> None:
        self.place, self.wanted, self.seconds, self.tell = place, set(wanted), seconds, tell
        self.behind = behind
        self.results: dict[str, Result] = {}

    def prepare(self) -> None:
        """Customers and receivables on both sides, and what lies behind them."""
        self._do("flat.make", FLAT)
        self._do("flat.customers", FLAT, "flat.W1")
        self._do("flat.receivables", FLAT, "flat.W2")
        self._do("flat.accessories", FLAT)
        self._import()
        if self.behind:
            self._do("history.load", OURS, "history.load", superuser=True)

    def measure(self) -> None:
        """Every other wanted work; what a wanted one stands on runs unmeasured."""
        self._flat()
        self._settle(OURS)
        self._screens(OURS)
        if "W15" in self.wanted:
            self._do("interest.bear", OURS, superuser=True)
            self._do("interest.ours", OURS, "ours.W15")
            self._do("interest.flat", FLAT, "flat.W15")
            self._do("interest.forget", OURS, superuser=True)
        if "W16" in self.wanted:
            self._do("matching.come", OURS)
            self._do("matching.garbled", OURS, "ours.W16")
        if "W17" in self.wanted:
            self._do("ours.withdraw", OURS, "ours.W17")
        if "history" in self.wanted:
            self._settle(HISTORY)
            self._screens(HISTORY)

    def _flat(self) -> None:
        self._do("flat.payments", FLAT, "flat.W3c")
        for function, name in (
            ("find", "W4"),
            ("card", "W5"),
            ("ageing", "W6"),
            ("ageing", "report"),
            ("listed", "W10"),
            ("searched", "W11"),
            ("typed", "W12"),
            ("copied", "W13"),
        ):
            if name in self.wanted:
                self._do(f"flat.{function}", FLAT, f"flat.{name}")

    def _import(self) -> None:
        self._do("ours.creditor", OURS)
        if "W1" in self.wanted:
            self.place.clone(OURS, SAME)
            self._do("same.customers", SAME, "same.W1")
        if "W14" in self.wanted:
            self._bring_in()
        self._do("ours.customers", OURS, "ours.W1")
        if "W2" in self.wanted:
            self.place.clone(OURS, SAME)
            self._do("same.receivables", SAME, "same.W2")
        self._do("ours.receivables", OURS, "ours.W2")
        self._do("ours.accessories", OURS)
        if self.wanted & LISTS:
            self._do("fields.define", OURS)
            self._do("fields.fill", OURS, "ours.fields")
        if "history" in self.wanted:
            self.place.clone(OURS, HISTORY)
            self._do("history.load", HISTORY, "history.load", superuser=True)

    def _bring_in(self) -> None:
        """A register that knows nobody yet but has its custom fields."""
        self.place.clone(OURS, BESIDE)
        self._do("fields.define", BESIDE)
        self._do("importing.make", BESIDE)
        self.place.clone(BESIDE, SAME)
        self._do("importing.same", SAME, "same.W14")
        self._do("importing.ours", BESIDE, "ours.W14")

    def _settle(self, database: str) -> None:
        prefix = "ours" if database == OURS else database
        self._do("ours.payments", database, f"{prefix}.W3c")
        if database == HISTORY or self.behind:
            self._do("ours.proof", database, f"{prefix}.proof")
        if "W6" in self.wanted:
            self._do("ours.ageing", database, f"{prefix}.W6")
        if "report" in self.wanted:
            self._do("papers.ageing", database, f"{prefix}.report")
            self._do("papers.past", database, f"{prefix}.past")
        if "statements" in self.wanted and database == OURS:
            self._do("papers.statements", database, f"{prefix}.statements")
            self._do("papers.volumes", database, f"{prefix}.volumes")

    def _screens(self, database: str) -> None:
        if not self.wanted & ({"W4", "W5", "W8"} | LISTS):
            return
        prefix = "ours" if database == OURS else database
        people = self._do("ours.people", database).facts
        with web.served(self.place, database, "desk") as server:
            clerk = web.Visitor(server)
            clerk.sign_in(people["sign_in"], *people["clerk"])
            asked = json.loads((self.place.data / "queries.json").read_text(encoding="utf-8"))
            if "W4" in self.wanted and database == OURS:
                self._keep(f"{prefix}.W4", web.find(clerk, asked))
            if "W5" in self.wanted:
                self._keep(f"{prefix}.W5", web.card(clerk, people["parties"]))
            if database == OURS:
                self._lists(server, clerk, people, asked)
            self.results[f"{prefix}.desk"] = Result(peak_mib=server.peak_mib())
        if "W8" in self.wanted and database == OURS:
            self._portal(people)

    def _lists(
        self,
        server: web.Server,
        clerk: web.Visitor,
        people: dict[str, Any],
        asked: dict[str, list[str]],
    ) -> None:
        if "W10" in self.wanted:
            self._keep("ours.W10", lists.listed(clerk))
        if "W11" in self.wanted:
            self._keep("ours.W11", lists.searched(clerk))
        if "W12" in self.wanted:
            eight = []
            for keys in typing([*asked["name"], *asked["nip"], *asked["email"]]):
                visitor = web.Visitor(server)
                visitor.sign_in(str(people["sign_in"]), *people["clerk"])
                eight.append((visitor.header(), [f"/search/?q={quote(key)}" for key in keys]))
            self._keep("ours.W12", web.typing(server, eight, self.seconds))
        if "W13" in self.wanted:
            customers = json.loads((self.place.data / "control.json").read_text())["customers"]
            for kind, result in lists.files(clerk, customers).items():
                self._keep(f"ours.W13.{kind}", result)

    def _portal(self, people: dict[str, list[list[str]]]) -> None:
        with web.served(self.place, OURS, "portal") as server:
            requests = []
            for login, password in people["customers"]:
                visitor = web.Visitor(server)
                visitor.sign_in(str(people["sign_in"]), login, password)
                requests.append(("/invoices/", visitor.header()))
            self._keep("ours.W8", self._median_load(server, requests))
            self.results["ours.portal"] = Result(peak_mib=server.peak_mib())
        with web.served(self.place, FLAT, "portal", "bench.minimal:application") as server:
            pages = [(f"/{login.upper()}", "") for login, _password in people["customers"]]
            self._keep("flat.W8", self._median_load(server, pages))

    def _median_load(self, server: web.Server, requests: list[tuple[str, str]]) -> Result:
        runs = [web.load(server, requests, self.seconds) for _again in range(3)]
        return sorted(runs, key=Result.rate)[1]

    def _do(
        self, work: str, database: str, name: str | None = None, *, superuser: bool = False
    ) -> Result:
        task = {
            "data": str(self.place.data),
            "dsn": self.place.dsn(database) if superuser or database in {FLAT, SAME} else "",
            "extra": {},
        }
        done = subprocess.run(
            [sys.executable, "-m", "bench.process", work, json.dumps(task)],
            env=self.place.environment(database, "kartoteka.config.desk"),
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{work}: {done.stderr[-2000:]}")
        result = Result(**json.loads(done.stdout.splitlines()[-1]))
        self.place.settle_down(database)
        if name:
            self._keep(name, result)
        return result

    def _keep(self, name: str, result: Result) -> None:
        self.results[name] = result
        shown = f"{result.rate():,.0f}/s" if result.seconds else ""
        self.tell(f"{name}: {result.rows:,} in {result.seconds:.2f} s {shown}")
