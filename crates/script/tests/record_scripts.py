"""Stores how Alembic prints the scripts in data/scripts.txt, for every choice of what to show.

Run it by a Python that has Alembic.
"""

import itertools
import pathlib
import re
import tempfile

from alembic.script import ScriptDirectory

PATH = pathlib.Path(__file__).parent / "data" / "scripts.txt"


def main():
    files = dict(
        section.split("\n", 1)
        for section in re.split(r"^=== ", PATH.read_text(), flags=re.M)[1:]
    )
    files.pop("output", None)
    with tempfile.TemporaryDirectory() as folder:
        versions = pathlib.Path(folder).resolve() / "versions"
        versions.mkdir()
        for name, text in files.items():
            (versions / name).write_text(text)
        directory = ScriptDirectory(folder)
        lines = []
        for script in sorted(directory.walk_revisions(), key=lambda script: script.path):
            for is_current in (None, True):
                script._db_current_indicator = is_current
                for choices in itertools.product((False, True), repeat=4):
                    lines.append(script.cmd_format(False, *choices))
                lines.append(script.cmd_format(True))
        output = "\n".join(lines) + "\n"
    output = output.replace(str(versions), "VERSIONS")
    # Sets of the original have no order of their own.
    output = re.sub(
        r"(?<=^Branches into: )(.*)|(?<=^Branch names: )(.*)|(?<=\()([^()]*)(?=\))",
        lambda match: ", ".join(sorted(match[0].split(", "))),
        output,
        flags=re.M,
    )
    sections = "".join(f"=== {name}\n{text}" for name, text in files.items())
    PATH.write_text(f"{sections}=== output\n{output}")


main()
