"""What commands say."""

import sys

from alembic._waist import missing
from alembic.util import obfuscate_url_pw, warn, warn_deprecated  # noqa: F401


def write_outstream(stream, *text, quiet=False):
    """Writes texts to a stream, replacing what its encoding does not have."""
    if quiet:
        return
    encoding = getattr(stream, "encoding", "ascii") or "ascii"
    for piece in text:
        try:
            stream.write(str(piece).encode(encoding, "replace").decode(encoding))
        except OSError:
            # A reader that has gone away is no error.
            break


class status:
    """Says that something begins, and how it ended."""

    def __init__(self, message, newline=False, quiet=False):
        self._message = message
        self._newline = newline
        self._quiet = quiet

    def __enter__(self):
        msg(f"{self._message} ...", self._newline, flush=True, quiet=self._quiet)

    def __exit__(self, kind, value, traceback):
        outcome = "FAILED" if kind is not None else "done"
        if not self._quiet:
            write_outstream(sys.stdout, f"  {outcome}\n")


def err(message, quiet=False):
    """Logs and says what went wrong, and ends the program."""
    import logging

    logging.getLogger(__name__).error(message)
    msg(f"FAILED: {message}", quiet=quiet)
    sys.exit(-1)


def msg(message, newline=True, flush=False, quiet=False):
    """Says something, wrapped to the terminal."""
    if quiet:
        return
    width = _terminal_width() if TERMWIDTH is _ASK else TERMWIDTH
    if width is None:
        write_outstream(sys.stdout, str(message), "\n" if newline else "")
    else:
        import textwrap

        lines = textwrap.wrap(
            str(message), width, initial_indent="  ", subsequent_indent="  "
        )
        if len(lines) > 1:
            for line in lines[:-1]:
                write_outstream(sys.stdout, line, "\n")
        write_outstream(sys.stdout, lines[-1] if lines else "", "\n" if newline else "")
    if flush:
        sys.stdout.flush()


# A program may set the width that messages are wrapped to, None for none; else it is the terminal's.
_ASK = object()
TERMWIDTH = _ASK


def _terminal_width():
    import os

    if not sys.stdin.isatty():
        return None
    try:
        return os.get_terminal_size(sys.stdin.fileno()).columns or None
    except OSError:
        return None


def format_as_comma(value):
    """Returns names as one text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return ", ".join(value)


def __getattr__(name):
    raise missing(__name__, name)
