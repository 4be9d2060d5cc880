"""The user's editor."""


def open_in_editor(filename, environ=None):
    """Opens a file in the editor that the environment names."""
    import os
    import shlex
    import shutil
    import subprocess

    from alembic.util.exc import CommandError

    environ = os.environ if environ is None else environ
    for choice in (environ.get("EDITOR"), environ.get("VISUAL"), "sensible-editor", "editor"):
        words = shlex.split(choice or "")
        program = words and shutil.which(words[0], path=environ.get("PATH"))
        if program:
            try:
                subprocess.check_call([program, *words[1:], os.fspath(filename)])
            except Exception as error:
                raise CommandError(f"Error executing editor ({error})") from error
            return
    raise CommandError(
        "Error executing editor (No suitable editor found. Please set the "
        '"EDITOR" or "VISUAL" environment variables)'
    )
