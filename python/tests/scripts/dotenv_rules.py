"""Runs with the built-in `dotenv`, and with python-dotenv where it is installed."""

import io
import os
import sys
import tempfile

try:
    import dotenv
except ImportError:
    sys.exit(0)

os.environ["OUTSIDE"] = "outside"
os.environ["TAKEN"] = "environment"
CASES = {
    "A=1": {"A": "1"},
    "A = 1 ": {"A": "1"},
    "export A=1": {"A": "1"},
    "  A=1\n\n# c\nB=2": {"A": "1", "B": "2"},
    "A='it''s'": {},
    "A='a b' # c": {"A": "a b"},
    'A="a\\nb\\tc\\"d"': {"A": 'a\nb\tc"d'},
    "A='a\\nb\\'c'": {"A": "a\\nb'c"},
    "A=a # comment": {"A": "a"},
    "A=a#no comment": {"A": "a#no comment"},
    "A=#b": {"A": "#b"},
    "A= # b": {"A": ""},
    "A=": {"A": ""},
    "A": {"A": None},
    "A=a b c  ": {"A": "a b c"},
    'A="several\nlines"': {"A": "several\nlines"},
    "A=1\r\nB=2\r\n": {"A": "1", "B": "2"},
    "'A B'=1": {"A B": "1"},
    "A.b-c=1": {"A.b-c": "1"},
    "=1\nB=2": {"B": "2"},
    "A=${OUTSIDE}/x": {"A": "outside/x"},
    "A=1\nB=${A}2": {"A": "1", "B": "12"},
    "A=${NOWHERE}": {"A": ""},
    "A=${NOWHERE:-default}": {"A": "default"},
    "A=${OUTSIDE:-default}": {"A": "outside"},
    "A='${OUTSIDE}'": {"A": "outside"},
    "A=$OUTSIDE": {"A": "$OUTSIDE"},
    "TAKEN=file\nB=${TAKEN}": {"TAKEN": "file", "B": "file"},
    "A=1\nA=2": {"A": "2"},
    "A=postgresql+asyncpg://postgres:pass#word@localhost:5432/db": {
        "A": "postgresql+asyncpg://postgres:pass#word@localhost:5432/db"
    },
    "\ufeffA=1": {"A": "1"},
    'A="unclosed': {},
    "export\tA=1": {"A": "1"},
    "exported=1": {"exported": "1"},
}
for text, expected in CASES.items():
    values = dict(dotenv.dotenv_values(stream=io.StringIO(text)))
    assert values == expected, (text, values, expected)
assert dict(dotenv.dotenv_values(stream=io.StringIO("A=${X}"), interpolate=False)) == {"A": "${X}"}

with tempfile.TemporaryDirectory() as folder:
    inner = os.path.join(folder, "a", "b")
    os.makedirs(inner)
    with open(os.path.join(folder, ".env"), "w") as file:
        file.write("FOUND=yes\nTAKEN=file\n")
    script = os.path.join(inner, "env.py")
    with open(script, "w") as file:
        file.write(
            "from dotenv import load_dotenv, find_dotenv\n"
            "loaded = load_dotenv()\nfound = find_dotenv()\nnone = find_dotenv('.nothing')\n"
        )
    names = {}
    exec(compile(open(script).read(), script, "exec"), names)
    assert names["loaded"] is True and names["none"] == ""
    assert os.path.samefile(names["found"], os.path.join(folder, ".env"))
    assert os.environ["FOUND"] == "yes" and os.environ["TAKEN"] == "environment"
    assert dotenv.load_dotenv(os.path.join(folder, ".env"), override=True)
    assert os.environ["TAKEN"] == "file"
    assert dotenv.load_dotenv(os.path.join(folder, "nothing")) is False
    os.chdir(inner)
    assert os.path.samefile(dotenv.find_dotenv(usecwd=True), os.path.join(folder, ".env"))
    os.chdir("/")
