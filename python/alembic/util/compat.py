"""What differs between versions of Python."""

import os

from alembic._waist import missing

is_posix = os.name == "posix"


def importlib_metadata_get(group):
    """Returns the entry points of a group."""
    from importlib.metadata import entry_points

    return entry_points(group=group)


def read_config_parser(file_config, file_argument):
    """Reads files into a parser."""
    return file_config.read(file_argument, encoding="locale")


def __getattr__(name):
    if name == "EncodedIO":
        import io

        class EncodedIO(io.TextIOWrapper):
            """A text stream over a buffer that stays open."""

            def close(self):
                pass

        return EncodedIO
    raise missing(__name__, name)
