"""Fills in what Mako makes of the cases in data/mako.txt, and checks our translation against it.

First `RECORD=1 cargo test -p alembic-script mako`, which stores the translations, then this script,
run by a Python that has Mako.
"""

import json
import pathlib
import re
import sys

from mako.template import Template

PATH = pathlib.Path(__file__).parent / "data" / "mako.txt"
PRELUDE = (pathlib.Path(__file__).parent.parent / "src" / "mako" / "runtime.py").read_text()


class Config:
    def get_main_option(self, name, default=None):
        return {"databases": "engine1, engine2"}.get(name, default)


def comma(value):
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return ", ".join(value)


def outcome(function):
    try:
        return function()
    except Exception as error:
        return f"! {type(error).__name__}: {error}"


def compiled(python, variables):
    namespace = {}
    exec(compile(PRELUDE + "\n" + python, "template", "exec"), namespace)
    return namespace["render"](variables)


def main():
    failures = 0
    recorded = []
    for case in re.split(r"^=== ", PATH.read_text(), flags=re.M)[1:]:
        name, *sections = re.split(r"^--- (\w+)\n", case, flags=re.M)
        parts = dict(zip(sections[::2], sections[1::2]))
        variables = json.loads(parts["variables"])
        variables |= {"comma": comma, "config": Config()}
        # The form in which the engine passes a tuple.
        plain = {
            name: tuple(value["tuple"]) if isinstance(value, dict) and "tuple" in value else value
            for name, value in variables.items()
        }
        template = parts["template"].removesuffix("\n").replace("\\r", "\r")
        expected = outcome(lambda: Template(text=template).render_unicode(**plain))
        ours = outcome(lambda: compiled(parts["python"], variables))
        if not expected.startswith("! ") or "Exception" not in expected:
            if ours != expected:
                failures += 1
                print(f"{name.strip()}:\n  mako: {expected!r}\n  ours: {ours!r}")
        recorded.append(
            f"=== {name}--- variables\n{parts['variables']}--- template\n{parts['template']}"
            f"--- output\n{expected}\n--- python\n{parts['python']}"
        )
    PATH.write_text("".join(recorded))
    print(f"{len(recorded)} cases, {failures} differ")
    return failures > 0


sys.exit(main())
