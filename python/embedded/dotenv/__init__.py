"""Reads `.env` files by the rules of python-dotenv."""

import os
import sys

_BLANKS = " \t\f\v"
_ESCAPES = {
    "\\": "\\",
    "'": "'",
    '"': '"',
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
}


class _Unreadable(Exception):
    """A line that follows no rule."""


class _Reader:
    def __init__(self, text):
        self.text = text.removeprefix("\ufeff")
        self.at = 0
        self.size = len(self.text)

    def skip(self, characters):
        while self.at < self.size and self.text[self.at] in characters:
            self.at += 1

    def rest_of_line(self):
        start = self.at
        while self.at < self.size and self.text[self.at] not in "\r\n":
            self.at += 1
        return self.text[start : self.at]

    def end_of_line(self):
        if self.text.startswith("\r\n", self.at):
            self.at += 2
        elif self.at < self.size:
            self.at += 1

    def quoted(self, quote):
        """Reads on to the closing quote; a backslash keeps what follows it."""
        start = self.at = self.at + 1
        while self.at < self.size:
            character = self.text[self.at]
            if character == "\\":
                self.at += 2
                continue
            if character == quote:
                content = self.text[start : self.at]
                self.at += 1
                return content
            self.at += 1
        raise _Unreadable

    def key(self):
        if self.text[self.at] == "'":
            end = self.text.find("'", self.at + 1)
            if end <= self.at + 1:
                raise _Unreadable
            key = self.text[self.at + 1 : end]
            self.at = end + 1
            return key
        start = self.at
        while self.at < self.size and not (
            self.text[self.at] in "=#" or self.text[self.at].isspace()
        ):
            self.at += 1
        if self.at == start:
            raise _Unreadable
        return self.text[start : self.at]

    def value(self):
        if self.at >= self.size or self.text[self.at] in "\r\n":
            return ""
        character = self.text[self.at]
        if character == "'":
            return _unescape(self.quoted("'"), "\\'")
        if character == '"':
            return _unescape(self.quoted('"'), _ESCAPES)
        line = self.rest_of_line()
        for position, mark in enumerate(line):
            if mark == "#" and position and line[position - 1].isspace():
                line = line[:position]
                break
        return line.rstrip()

    def entries(self):
        while True:
            while self.at < self.size and self.text[self.at].isspace():
                self.at += 1
            if self.at >= self.size:
                return
            try:
                entry = self.entry()
            except _Unreadable:
                # What cannot be read is left out, up to the end of its line.
                self.rest_of_line()
                self.end_of_line()
                continue
            if entry is not None:
                yield entry

    def entry(self):
        if self.text[self.at] == "#":
            self.rest_of_line()
            return None
        if self.text.startswith("export", self.at) and self.text[
            self.at + 6 : self.at + 7
        ] in tuple(_BLANKS):
            self.at += 6
            self.skip(_BLANKS)
            if self.at >= self.size:
                raise _Unreadable
        key = self.key()
        self.skip(_BLANKS)
        value = None
        if self.at < self.size and self.text[self.at] == "=":
            self.at += 1
            start = self.at
            self.skip(_BLANKS)
            if self.at > start and self.text[self.at : self.at + 1] == "#":
                value = ""
            else:
                value = self.value()
        self.skip(_BLANKS)
        if self.at < self.size and self.text[self.at] == "#":
            self.rest_of_line()
        if self.at < self.size and self.text[self.at] not in "\r\n":
            raise _Unreadable
        self.end_of_line()
        return key, value


def _unescape(text, escapes):
    if "\\" not in text:
        return text
    parts = []
    position = 0
    while position < len(text):
        character = text[position]
        following = text[position + 1 : position + 2]
        if character == "\\" and following and following in escapes:
            parts.append(_ESCAPES[following])
            position += 2
        else:
            parts.append(character)
            position += 1
    return "".join(parts)


def _expand(text, environment):
    """Puts values in the place of `${NAME}` and `${NAME:-default}`."""
    parts = []
    position = 0
    while True:
        start = text.find("${", position)
        end = text.find("}", start)
        if start < 0 or end < 0:
            parts.append(text[position:])
            return "".join(parts)
        parts.append(text[position:start])
        name, separator, default = text[start + 2 : end].partition(":-")
        if ":" in name:
            parts.append(text[start : end + 1])
        else:
            value = environment.get(name, default if separator else "")
            parts.append("" if value is None else value)
        position = end + 1


def _read(dotenv_path, stream, encoding):
    if stream is not None:
        return stream.read()
    if dotenv_path and (os.path.isfile(dotenv_path) or _is_pipe(dotenv_path)):
        with open(dotenv_path, encoding=encoding) as file:
            return file.read()
    return ""


def _is_pipe(path):
    import stat

    try:
        return stat.S_ISFIFO(os.stat(path).st_mode)
    except OSError:
        return False


def _values(dotenv_path, stream, override, interpolate, encoding):
    entries = list(_Reader(_read(dotenv_path, stream, encoding)).entries())
    if not interpolate:
        return dict(entries)
    values = {}
    for key, value in entries:
        if value is not None:
            if override:
                environment = {**os.environ, **values}
            else:
                environment = {**values, **os.environ}
            value = _expand(value, environment)
        values[key] = value
    return values


def dotenv_values(dotenv_path=None, stream=None, verbose=False, interpolate=True, encoding="utf-8"):
    """Returns what a file says, without touching the environment."""
    if dotenv_path is None and stream is None:
        dotenv_path = _find(sys._getframe(1))
    return _values(dotenv_path, stream, True, interpolate, encoding)


def load_dotenv(
    dotenv_path=None,
    stream=None,
    verbose=False,
    override=False,
    interpolate=True,
    encoding="utf-8",
):
    """Puts what a file says into the environment."""
    if os.environ.get("PYTHON_DOTENV_DISABLED", "").casefold() in ("1", "true", "t", "yes", "y"):
        return False
    if dotenv_path is None and stream is None:
        dotenv_path = _find(sys._getframe(1))
    values = _values(dotenv_path, stream, override, interpolate, encoding)
    if not values:
        return False
    for key, value in values.items():
        if key in os.environ and not override:
            continue
        if value is not None:
            os.environ[key] = value
    return True


def find_dotenv(filename=".env", raise_error_if_not_found=False, usecwd=False):
    """Returns the path of the file, looked for from the caller's folder upwards."""
    if usecwd:
        return _search(os.getcwd(), filename, raise_error_if_not_found)
    return _find(sys._getframe(1), filename, raise_error_if_not_found)


def _find(frame, filename=".env", raise_error_if_not_found=False):
    while frame.f_back is not None and not os.path.exists(frame.f_code.co_filename):
        frame = frame.f_back
    folder = os.path.dirname(os.path.abspath(frame.f_code.co_filename))
    return _search(folder, filename, raise_error_if_not_found)


def _search(folder, filename, raise_error_if_not_found):
    while True:
        path = os.path.join(folder, filename)
        if os.path.isfile(path) or _is_pipe(path):
            return path
        parent = os.path.dirname(folder)
        if parent == folder:
            break
        folder = parent
    if raise_error_if_not_found:
        raise OSError("File not found")
    return ""


def get_key(dotenv_path, key_to_get, encoding="utf-8"):
    """Returns the value of one key."""
    return dotenv_values(dotenv_path, encoding=encoding).get(key_to_get)


def __getattr__(name):
    from alembic._waist import missing

    raise missing("dotenv", name)
