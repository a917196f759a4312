"""The rules of the layout, checked like any other behaviour."""

import ast
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest
import wagtail
from django.core.management import call_command
from django.template.loader import get_template
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[1]
APPS = ("portal", "pages", "directory", "cases", "search")


def tracked() -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [ROOT / name for name in names.splitlines() if (ROOT / name).is_file()]


def test_the_right_wagtail_is_installed():
    assert wagtail.VERSION[:2] == (8, 0)


def test_import_contracts_hold():
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def test_no_module_imports_in_a_circle():
    """Of all modules of ours, imports inside functions included; CycleError names the circle."""
    graph = grimp.build_graph(*APPS, include_external_packages=False)
    TopologicalSorter({name: graph.find_modules_directly_imported_by(name) for name in graph.modules}).prepare()


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_every_template_is_reachable_from_code_or_another_template():
    sources = {path: path.read_text(encoding="utf-8") for path in tracked() if path.suffix in {".py", ".html", ".txt"}}
    by_convention = {"403.html", "404.html", "500.html", "django/forms/field.html"}
    for app in APPS:
        for path in (ROOT / app / "templates").rglob("*.html"):
            name = path.relative_to(ROOT / app / "templates").as_posix()
            named = any(f'"{name}"' in text or f"'{name}'" in text for other, text in sources.items() if other != path)
            page_template = re.fullmatch(r"pages/[a-z_]+_page\.html", name)
            extends_wagtail = name.startswith("wagtailadmin/")
            assert named or page_template or extends_wagtail or name in by_convention, f"{name} is used nowhere"


def test_templates_compile():
    for app in APPS:
        for path in (ROOT / app / "templates").rglob("*.html"):
            get_template(path.relative_to(ROOT / app / "templates").as_posix())


def test_modules_have_names_that_say_something():
    unwanted = {"utils", "helpers", "services", "common", "misc"}
    assert not [path for path in tracked() if path.stem in unwanted or path.parent.name in unwanted]


def test_nothing_is_left_open_and_nothing_printed():
    words = re.compile(r"\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3)) + r")\b")
    for path in tracked():
        if path.suffix in {".py", ".html", ".js", ".css"} and "vendor" not in path.parts:
            assert not words.search(path.read_text(encoding="utf-8")), path


def test_signals_are_connected_only_where_index_and_kept_pages_follow_documents():
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            uses = re.search(r"\.connect\(|@receiver\(", text) and "signals" in text
            assert not uses or path.as_posix().endswith(
                ("search/indexing.py", "search/apps.py", "portal/page_cache.py")
            ), path


def test_importing_an_app_runs_no_query_and_reads_no_setting_of_ours():
    """Plug-ins: module level code of models and apps may not ask for settings with our prefix."""
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if path.name == "settings.py":
                continue
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in tree.body:
                if isinstance(
                    node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef | ast.Import | ast.ImportFrom
                ):
                    continue
                assert "conf.get(" not in ast.unparse(node), f"{path}:{node.lineno}"


def urls(resolver: URLResolver, prefix: str = "") -> list[tuple[str, URLPattern]]:
    found = []
    for one in resolver.url_patterns:
        route = prefix + str(one.pattern)
        found += urls(one, route) if isinstance(one, URLResolver) else [(route, one)]
    return found


@pytest.mark.django_db
def test_everything_but_the_sign_in_needs_sign_in(client, portal):
    """Walks every view of the portal and the editor that takes no argument; each sends a stranger to the sign-in page."""
    open_routes = {"anmelden/", "abmelden/", "sprache/", "darstellung/", "cms/login/"}
    open_routes |= {"einladung/", "kennwort/", "kennwort/unterwegs/", "kennwort/neu/", "widerspruch/"}  # come by mail
    open_routes |= {"konto/e-mail/bestaetigen/"}
    open_routes |= {f"meine-einwilligung/{page}" for page in ("", "uebersicht/", "fertig/", "verlassen/")}  # F71
    walked = 0
    for route, _pattern in urls(get_resolver()):
        plain = re.sub(r"[\^$\\]", "", route).replace("Z", "")
        if "<" in plain or "(" in plain or plain.startswith("en/") or plain in open_routes:
            continue
        if plain.startswith(("static", "media")):
            continue
        answer = client.get(f"/{plain}")
        assert answer.status_code in {302, 403, 404, 405}, (plain, answer.status_code)
        if answer.status_code == 302:
            assert "/anmelden/" in answer["Location"] or "/cms/login/" in answer["Location"], (
                plain,
                answer["Location"],
            )
        walked += 1
    assert walked > 40


def test_the_repository_names_no_registry_host_and_no_machine_path():
    hosts = re.compile(
        "|".join(
            (
                "py" + r"pi\.org",
                "python" + "hosted",
                "registry\\." + "npmjs",
                "deb\\." + "debian",
                "/ro" + "ot/",
                "/wo" + "rk/",
            )
        )
    )
    for path in tracked():
        if path.suffix in {".woff2", ".png", ".mo", ".pdf", ".docx", ".gz"}:
            continue
        assert not hosts.search(path.read_text(encoding="utf-8", errors="ignore")), path
