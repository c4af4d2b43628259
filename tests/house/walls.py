"""The walls of the house, read off the source: each takes the folder that holds `somat/` and names what breaks it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

Wall = Callable[[Path], list[str]]

FLOORS = (
    "law",
    "audit",
    "people vault catalogue",
    "access",
    "registry",
    "oversight",
    "exchange",
    "reporting",
    "web cli",
    "project",
)
ROOMS = tuple(room for floor in FLOORS for room in floor.split())
FORBIDDEN_NAMES = {"services", "managers", "signals", "utils", "helpers", "base", "common"}
# The journal is a mechanism, not a desk: its actions and queries are named by what they do.
JOURNAL = {f"audit/{name}.py" for name in ("change", "clock", "history", "once", "rows", "sheet", "standing")}
DJANGO_BACKEND = "project/sqlite/base.py"  # Django loads a database backend by this very name
NETWORK = {
    "requests",
    "httpx",
    "aiohttp",
    "urllib3",
    "urllib.request",
    "http.client",
    "smtplib",
    "ftplib",
    "poplib",
    "imaplib",
}
NETWORK |= {"telnetlib", "nntplib", "xmlrpc.client", "websockets", "paramiko"}
OUTWARD = {"AF_INET", "AF_INET6", "create_connection", "open_connection", "create_server"}
LISTENS = {
    "vault/converter/sandbox/trial.py",
    "cli/serve.py",
    "cli/selftest.py",
}  # the server's port, and the proof that nothing else is reachable
FILE_LINES, FUNCTION_LINES = 400, 60


@dataclass(frozen=True)
class Module:
    """One file of `somat`, parsed."""

    path: Path
    name: str  # relative to somat/, with slashes
    text: str
    tree: ast.Module

    @property
    def nodes(self) -> tuple[ast.AST, ...]:
        return _nodes(self.text)

    @property
    def room(self) -> str:
        return self.name.split("/")[0]

    def at(self, node: ast.AST, why: str) -> str:
        return f"{self.name}:{getattr(node, 'lineno', 1)}: {why}"


def modules(source: Path) -> Iterator[Module]:
    for path in sorted((source / "somat").rglob("*.py")):
        text = path.read_text("utf-8")
        yield Module(path, path.relative_to(source / "somat").as_posix(), text, _parsed(text))


@cache
def _parsed(text: str) -> ast.Module:
    """Nearly all files of a tree with a planted fault are those of the tree without."""
    return ast.parse(text)


@cache
def _nodes(text: str) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(_parsed(text)))


def imports(module: Module) -> Iterator[tuple[str, ast.AST]]:
    """Every dotted name that a module imports, and that of each thing taken from one; hints for types are left out."""
    hints = {id(inner) for node in module.nodes if _type_checking(node) for inner in ast.walk(node)}
    package = ["somat", *module.name.removesuffix(".py").split("/")[:-1]]
    for node in module.nodes:
        if id(node) in hints:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            start = ".".join([*above, *([node.module] if node.module else [])])
            yield start, node
            yield from ((f"{start}.{alias.name}", node) for alias in node.names)


def _type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def private_models(source: Path) -> list[str]:
    """Only the room itself imports its models, or fetches them by name."""
    wrong = []
    for module in modules(source):
        for name, node in imports(module):
            parts = name.split(".")
            if parts[0] == "somat" and parts[2:3] == ["models"] and parts[1] != module.room:
                wrong.append(module.at(node, f"imports {name}"))
        for node in module.nodes:
            named = (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get_model"
            )
            if named and "/migrations/" not in module.name and module.name not in JOURNAL:
                wrong.append(module.at(node, "fetches a model by its name"))
    return wrong


def unchecked_managers(source: Path) -> list[str]:
    """`unchecked` stands only in the queries and actions of a room; no other manager stands anywhere."""
    wrong = []
    for module in modules(source):
        if module.name.startswith("vault/process/"):  # no Django there, so no managers
            continue
        parts = module.name.removesuffix(".py").split("/")
        inside = (len(parts) > 1 and parts[1] in ("queries", "actions")) or module.name in JOURNAL
        for node in module.nodes:
            if not isinstance(node, ast.Attribute):
                continue
            of_class = ast.unparse(node.value).split(".")[-1][:1].isupper()  # a field of that name is no manager
            if (node.attr == "objects" and of_class) or node.attr in ("_default_manager", "_base_manager"):
                wrong.append(module.at(node, f"uses {node.attr}"))
            elif node.attr == "unchecked" and not inside:
                wrong.append(module.at(node, "uses unchecked outside queries and actions"))
    return wrong


def one_manager(source: Path) -> list[str]:
    """Every model has `unchecked` and nothing else for a manager, and writes nothing by itself."""
    wrong = []
    for module in modules(source):
        for node in module.nodes:
            if not (isinstance(node, ast.ClassDef) and "models.Model" in map(ast.unparse, node.bases)):
                continue
            given = [
                target.id
                for line in node.body
                if isinstance(line, ast.Assign) and "Manager" in ast.unparse(line.value)
                for target in line.targets
                if isinstance(target, ast.Name)
            ]
            if given != ["unchecked"]:
                wrong.append(module.at(node, f"{node.name} has the managers {given}"))
            writes = [
                line.name for line in node.body if isinstance(line, ast.FunctionDef) and line.name in ("save", "delete")
            ]
            wrong += [module.at(node, f"{node.name} overrides {name}()") for name in writes]
    return wrong


def relations(source: Path) -> list[str]:
    """A relation is named by string, points to its own room or a lower floor, and opens no door backwards."""
    floor = {room: number for number, rooms in enumerate(FLOORS) for room in rooms.split()}
    wrong = []
    for module in modules(source):
        if not module.name.split("/")[-1].startswith("models") and "/models/" not in module.name:
            continue
        for node in module.nodes:
            if not (isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in _RELATIONS):
                continue
            target = node.args[0] if node.args else next((k.value for k in node.keywords if k.arg == "to"), None)
            back = next((ast.unparse(k.value) for k in node.keywords if k.arg == "related_name"), "")
            if not (isinstance(target, ast.Constant) and isinstance(target.value, str)):
                wrong.append(module.at(node, "names its target by class"))
            elif target.value != "self":
                room = target.value.split(".")[0]
                if room != module.room and floor.get(room, 99) >= floor[module.room]:
                    wrong.append(module.at(node, f"points up or across to {target.value}"))
            if back != "'+'":
                wrong.append(module.at(node, "has no related_name='+'"))
    return wrong


_RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField"}


def no_catch_all(source: Path) -> list[str]:
    """Nobody catches Exception; BaseException may be caught only to clean up and raise again."""
    wrong = []
    for module in modules(source):
        for node in module.nodes:
            if not isinstance(node, ast.ExceptHandler):
                continue
            kind = ast.unparse(node.type) if node.type else ""
            again = isinstance(node.body[-1], ast.Raise)
            names = {part.strip() for part in kind.strip("()").split(",")}
            if not kind or "Exception" in names or ("BaseException" in names and not again):
                wrong.append(module.at(node, f"catches {kind or 'everything'}"))
        for name, node in imports(module):
            if name == "contextlib.suppress" and "suppress(Exception" in module.text:
                wrong.append(module.at(node, "suppresses Exception"))
    return wrong


def forbidden_files(source: Path) -> list[str]:
    """No file or folder has a name that says nothing."""
    return [
        f"{module.name}: a name that says nothing"
        for module in modules(source)
        if module.name != DJANGO_BACKEND and FORBIDDEN_NAMES & set(module.name.removesuffix(".py").split("/"))
    ]


def no_signals(source: Path) -> list[str]:
    """No business by signal: what follows an act is written in the act, or derived."""
    banned = ("django.db.models.signals", "django.dispatch", "django.core.signals")
    return [
        module.at(node, f"imports {name}")
        for module in modules(source)
        for name, node in imports(module)
        if name.startswith(banned)
    ]


def no_network(source: Path) -> list[str]:
    """Nothing calls out: no client library, and no Internet socket but the server's own port and its self-test."""
    wrong = []
    for module in modules(source):
        for name, node in imports(module):
            if any(name == banned or name.startswith(f"{banned}.") for banned in NETWORK):
                wrong.append(module.at(node, f"imports {name}"))
        if module.name in LISTENS:
            continue
        for node in module.nodes:
            bare = isinstance(node, ast.Call) and ast.unparse(node.func) == "socket.socket" and not node.args
            if bare or (isinstance(node, ast.Attribute) and node.attr in OUTWARD):
                wrong.append(module.at(node, "opens an Internet socket"))
    return wrong


def no_django_below(source: Path) -> list[str]:
    """The law, the vault's process and the journal's leaf and tree import no Django, nor a room that does."""
    pure = ("law/", "vault/process/", "vault/converter/", "audit/tree.py", "audit/leaf.py")
    allowed = ("somat.law", "somat.vault.process", "somat.vault.converter", "somat.audit.tree", "somat.audit.leaf")
    wrong = []
    for module in modules(source):
        if module.name.startswith(pure):
            for name, node in imports(module):
                ours = (
                    name.startswith("somat.")
                    and not name.startswith(allowed)
                    and name not in ("somat.audit", "somat.vault")
                )
                if name.split(".")[0] == "django" or ours:
                    wrong.append(module.at(node, f"imports {name}"))
    return wrong


def sizes(source: Path) -> list[str]:
    """A file stops at 400 lines and a function at 60."""
    wrong = []
    for module in modules(source):
        lines = module.text.count("\n")
        if lines > FILE_LINES and "/migrations/" not in module.name:
            wrong.append(f"{module.name}: {lines} lines")
        for node in module.nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                long = (node.end_lineno or 0) - node.lineno + 1
                if long > FUNCTION_LINES:
                    wrong.append(module.at(node, f"{node.name} has {long} lines"))
    return wrong


def first_lines(source: Path) -> list[str]:
    """A module says on its first line what it is for."""
    return [
        f"{module.name}: does not say what it is for"
        for module in modules(source)
        if module.text.strip() and "/migrations/" not in module.name and not ast.get_docstring(module.tree)
    ]


def declared_verbs(source: Path) -> list[str]:
    """A verb is declared in the `verbs.py` of a room, and every declared verb has an act that uses it."""
    wrong, used = [], set()
    declared: dict[tuple[str, str], str] = {}
    for module in modules(source):
        used |= set(_verbs_used(module))
        home = module.name.split("/")[-1] == "verbs.py"
        for node in module.nodes:
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "declare" and not home:
                wrong.append(module.at(node, "declares a verb outside verbs.py"))
            elif isinstance(node, ast.Assign) and home and ast.unparse(node.value).startswith("declare("):
                declared[(module.room, ast.unparse(node.targets[0]))] = module.at(node, "nothing uses this verb")
    return wrong + [complaint for verb, complaint in declared.items() if verb not in used]


def _verbs_used(module: Module) -> Iterator[tuple[str, str]]:
    """(room, NAME) for `from somat.room.verbs import NAME` and for `verbs.NAME` after `from somat.room import verbs`."""
    rooms = []
    for name, _ in imports(module):
        parts = name.split(".")
        if parts[2:3] == ["verbs"] and len(parts) == 4:
            yield parts[1], parts[3]
        elif parts[2:] == ["verbs"]:
            rooms.append(parts[1])
    for node in module.nodes:
        if isinstance(node, ast.Attribute) and ast.unparse(node.value).split(".")[-1].endswith("verbs"):
            yield from ((room, node.attr) for room in rooms)
