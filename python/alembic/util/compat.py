"""What differs between versions of Python."""

import os
import sys

from alembic._waist import missing

is_posix = os.name == "posix"

py311 = sys.version_info >= (3, 11)
py312 = sys.version_info >= (3, 12)
py313 = sys.version_info >= (3, 13)
py314 = sys.version_info >= (3, 14)


def importlib_metadata_get(group):
    """Returns the entry points of a group."""
    from importlib.metadata import entry_points

    return entry_points(group=group)


def read_config_parser(file_config, file_argument):
    """Reads files into a parser."""
    return file_config.read(file_argument, encoding="locale")


def path_walk(path, *, top_down=True):
    """Walks through a folder as `os.walk` does, with paths in the place of texts."""
    from pathlib import Path

    for folder, folders, files in os.walk(path, topdown=top_down):
        yield Path(folder), folders, files


def path_relative_to(path, other, *, walk_up=False):
    """Returns the way from a folder to a path, on request also out of the folder."""
    from pathlib import Path

    if not walk_up or path.anchor != Path(other).anchor:
        return path.relative_to(other)
    return Path(os.path.relpath(path, other))


def formatannotation_fwdref(annotation, base_module=None):
    """Returns the text of an annotation as it is written in code."""
    if isinstance(annotation, str):
        return annotation
    if isinstance(annotation, type):
        if annotation.__module__ in ("builtins", base_module):
            return repr(annotation.__qualname__)
        return f"{annotation.__module__}.{annotation.__qualname__}"
    return repr(annotation).replace("typing.", "").replace("~", "")


def _encoded_io():
    import io

    class EncodedIO(io.TextIOWrapper):
        """A text stream over a buffer that stays open."""

        def close(self):
            pass

    return EncodedIO


def _tomllib():
    try:
        import tomllib
    except ImportError:
        import tomli as tomllib
    return tomllib


def _entry_point():
    from importlib.metadata import EntryPoint

    return EntryPoint


def _metadata():
    from importlib import metadata

    return metadata


def _inspect_getfullargspec():
    from sqlalchemy.util import inspect_getfullargspec

    return inspect_getfullargspec


def _inspect_formatargspec():
    from sqlalchemy.util.compat import inspect_formatargspec

    return inspect_formatargspec


# What costs an import is made when it is asked for.
_MADE = {
    "EncodedIO": _encoded_io,
    "EntryPoint": _entry_point,
    "importlib_metadata": _metadata,
    "inspect_formatargspec": _inspect_formatargspec,
    "inspect_getfullargspec": _inspect_getfullargspec,
    "metadata": _metadata,
    "tomllib": _tomllib,
}


def __getattr__(name):
    make = _MADE.get(name)
    if make is None:
        raise missing(__name__, name)
    value = globals()[name] = make()
    return value
