"""Which operations end in the ledger, found by following who names whom in the source."""

import ast
import gc
import re
from pathlib import Path

from kartoteka.config.home import CHECKOUT

POSTS = re.compile(r"INSERT INTO (?:ledger_entry|ledger_settlement|ledger_interestperiod)\b")
_Name = tuple[str, str]


def untried(tried: set[str]) -> set[str]:
    """Room and name (`billing.cancel_write_off`) of every public operation from which a statement
    that posts or settles is reached, but for those tried and what they use themselves."""
    uses = _Sources().that_post()
    covered: set[_Name] = set()
    more = {name for name in uses if name[1] in tried}
    while more:
        covered |= more
        more = {used for name in more for used in uses[name]} - covered
    return {
        f"{module.split('.')[1]}.{name}"
        for module, name in uses.keys() - covered
        if ".operations" in module and not name.startswith("_")
    }


class _Sources:
    def __init__(self) -> None:
        files = [
            path
            for path in (CHECKOUT / "kartoteka").rglob("*.py")
            if "migrations" not in path.parts
        ]
        # What an earlier test left is collected first: a finalizer that runs while a tree is made
        # and prints a traceback, which makes one of its own, breaks both (CPython 3.11).
        gc.collect()
        gc.disable()
        try:
            self.trees = {_module(path): ast.parse(path.read_text("utf-8")) for path in files}
        finally:
            gc.enable()
        self.known = {module: self._imported(tree) for module, tree in self.trees.items()}
        self.functions = {
            (module, node.name): node
            for module, tree in self.trees.items()
            for node in tree.body
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
        } | {
            (module, name.id): node
            for module, tree in self.trees.items()
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            for name in ast.walk(target)
            if isinstance(name, ast.Name)
        }

    def that_post(self) -> dict[_Name, set[_Name]]:
        """What reaches such a statement, each with what it uses that does."""
        statements = {
            path.stem
            for path in (CHECKOUT / "kartoteka").rglob("sql/*.sql")
            if POSTS.search(path.read_text("utf-8"))
        }
        named = {key: self._named(key[0], node) for key, node in self.functions.items()}
        found: set[_Name] = set()
        more = {
            key for key, node in self.functions.items()
            if ".operations" in key[0] and _words(node) & statements
        }  # fmt: skip
        while more:
            found |= more
            more = {key for key, names in named.items() if names & found} - found
        return {key: named[key] & found for key in found}

    def _imported(self, tree: ast.Module) -> dict[str, _Name]:
        """What a module calls what it imports: the module, and the name in it (or none)."""
        found = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kartoteka"):
                for one in node.names:
                    whole = f"{node.module}.{one.name}"
                    target = (whole, "") if whole in self.trees else (str(node.module), one.name)
                    found[one.asname or one.name] = target
        return found

    def _named(self, module: str, function: ast.AST) -> set[_Name]:
        found = set()
        for node in ast.walk(function):
            if isinstance(node, ast.Name):
                found.add(self._meant(module, node.id))
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                where, name = self._meant(module, node.value.id)
                if not name:
                    found.add(self._meant(where, node.attr))
        return found

    def _meant(self, module: str, name: str) -> _Name:
        """Where a name is defined that a module uses, through what packages hand on."""
        while (module, name) not in self.functions and name in self.known.get(module, {}):
            module, name = self.known[module][name]
        return module, name


def _module(path: Path) -> str:
    return ".".join(path.relative_to(CHECKOUT).with_suffix("").parts).removesuffix(".__init__")


def _words(node: ast.AST) -> set[str]:
    """The texts in it, those joined by "+" one by one."""
    return {
        word
        for one in ast.walk(node)
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
        for word in one.value.split("+")
    }
