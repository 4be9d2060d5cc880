"""The user's editor."""

import os
from os.path import exists
from subprocess import check_call

from alembic._waist import callable_handle, request
from alembic.util.compat import is_posix


def open_in_editor(filename, environ=None):
    """Opens a file in the editor that the environment names, and waits for it."""
    from alembic.util.exc import CommandError

    if environ is None:
        environ = os.environ
    folders = environ.get("PATH", "").split(os.pathsep)
    words = request(
        "command.find_editor",
        {
            "editor": environ.get("EDITOR"),
            "visual": environ.get("VISUAL"),
            "search_path": [folder for folder in folders if folder],
            "is_posix": is_posix,
            "exists": callable_handle(exists),
        },
    )
    try:
        check_call([*words, os.fspath(filename)])
    except Exception as error:
        raise CommandError(f"Error executing editor ({error})") from error
