"""The functions that a host calls."""

import sys

from alembic import _waist
from alembic._waist import release  # noqa: F401

_environment_modules = []
_template_arguments = {}


def start(sys_path):
    """Extends `sys.path` and gets ready to be asked for modules that are not there."""
    import _warnings

    # What the syntax of a later Python warns of is no business of the user's.
    _warnings.filters[:0] = [
        ("ignore", None, SyntaxWarning, None, 0),
        ("ignore", None, DeprecationWarning, None, 0),
    ]
    for path in sys_path:
        if path not in sys.path:
            sys.path.append(path)
    if sys.implementation.name == "rustpython":
        leave_garbage()
        sys.meta_path.insert(0, _OwnFirst())
    if not any(isinstance(finder, _LastFinder) for finder in sys.meta_path):
        sys.meta_path.append(_LastFinder())


_is_garbage_left = False


def leave_garbage():
    """Has no garbage collected while the project's models are imported: they stay."""
    import gc

    global _is_garbage_left
    _is_garbage_left = True
    gc.disable()


def collect_garbage():
    """Has garbage collected from now on, if it was left."""
    global _is_garbage_left
    if _is_garbage_left:
        import gc

        _is_garbage_left = False
        # Often enough for a long history to stay small, and in the processor's cache; the
        # interpreter's own choice is so often that it takes time.
        gc.set_threshold(3000)
        gc.enable()


class _OwnFirst:
    """Finds a project's own modules of the names for which the program brings a stand-in.

    What is installed in an environment is not the project's own: it wants the real SQLAlchemy.
    """

    _names = ("citext", "geoalchemy2", "pgvector", "sqlalchemy_utils", "sqlmodel")

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in self._names:
            return None
        from importlib.machinery import PathFinder

        if path is None:
            path = [
                folder
                for folder in sys.path
                if not folder.endswith(("site-packages", "dist-packages"))
            ]
        return PathFinder.find_spec(name, path, target)


class _LastFinder:
    """Says the way out when a module of a package of ours does not exist."""

    def find_spec(self, name, path=None, target=None):
        package = name.partition(".")[0]
        if package not in ("alembic", "sqlalchemy") or "." not in name:
            return None
        if not getattr(sys.modules.get(package), "__alembic_rs__", package == "alembic"):
            return None
        raise ModuleNotFoundError(f"No module named {name!r}: {_waist.WAY_OUT}", name=name)


def _execute_file(path, name):
    module = type(sys)(name)
    module.__file__ = path
    with open(path, "rb") as file:
        source = file.read()
    if path.endswith((".pyc", ".pyo")):
        code = _compiled(path, source)
    else:
        code = None
        if sys.implementation.name == "rustpython":
            from alembic._engine import code as code_of

            # Goes on with what the file imports, while it runs.
            code = code_of(source, path)
        if code is None:
            code = compile(source, path, "exec", dont_inherit=True)
    exec(code, module.__dict__)
    return module


def _compiled(path, content):
    from importlib.util import MAGIC_NUMBER

    if content[:4] != MAGIC_NUMBER:
        raise ImportError(
            f"{path} is compiled for another Python, and its source is not beside it: keep the "
            "source, or run this project with the alembic-rs wheel in the Python it is compiled for"
        )
    from marshal import loads

    return loads(content[16:])


def run_environment(path, environment):
    """Runs `env.py` with the engine's environment of this number."""
    from os.path import split

    from alembic.runtime.environment import EnvironmentContext

    if not _waist.IS_EMBEDDED:
        from alembic._connections import require_sqlalchemy

        prepare_logging()
        require_sqlalchemy()
    if may_have_packages():
        # Sets up the plugins that installed packages announce.
        __import__("alembic.runtime.plugins")
    with EnvironmentContext._of_engine(environment) as entered:
        if _waist.IS_EMBEDDED:
            load_environment(*split(path))
        else:
            # A program may have put a function of its own in the place of this one.
            entered.script.run_env()


def may_have_packages():
    """Returns whether packages may be installed where modules are looked for."""
    if not _waist.IS_EMBEDDED:
        return True
    # To ask packages what they announce takes this interpreter longer than most commands.
    from os import listdir

    for folder in sys.path:
        try:
            entries = listdir(folder)
        except OSError:
            # Imports pass over it, too.
            continue
        if any(entry.endswith((".dist-info", ".egg-info")) for entry in entries):
            return True
    return False


# Where a project or a package would register what takes part in a comparison.
_PLACES = ("alembic.autogenerate.compare", "alembic.ddl.impl", "alembic.runtime.plugins")


def comparators():
    """Describes who compares, in their order; None where nothing is registered or chosen."""
    if _waist.IS_EMBEDDED and not any(place in sys.modules for place in _PLACES):
        from alembic import context

        # What follows takes this interpreter longer than a small comparison.
        patterns = context.get_context().opts.get("autogenerate_plugins")
        if patterns is None and not may_have_packages():
            return None
    from alembic.autogenerate import _comparators

    return _comparators.comparators()


def load_environment(folder, name):
    """Runs `env.py` and keeps it, for the functions of it that the engine calls."""
    from alembic.util.pyfiles import load_python_file

    _environment_modules.append(load_python_file(folder, name))


def prepend_sys_path(folders):
    """Lets scripts import from the folders of `prepend_sys_path`, before all others."""
    sys.path[:0] = [folder for folder in folders if folder not in sys.path]


def plan(function, heads):
    """Asks a function for the steps to run, as the data that the engine reads."""
    from alembic import context

    steps = _waist.held(function)(tuple(heads), context.get_context())
    return [step._described() for step in steps or ()]


def config_print(config, text):
    """Prints a command's output to where a `Config` wants it."""
    from alembic.util.messaging import write_outstream

    stream = _waist.held(config).stdout
    line = text.removesuffix("\n")
    write_outstream(stream, *([line, "\n"] if line != text else [text]))
    if stream is sys.stdout:
        stream.flush()


def config_write_sql(config, text):
    """Writes SQL to where a `Config` wants it."""
    buffer = _waist.held(config).output_buffer
    _write(sys.stdout if buffer is None else buffer, text)


def print_text(text):
    """Prints to the standard output, as Python has it at the moment."""
    _write(sys.stdout, text)


def _write(stream, text):
    stream.write(text)
    flush = getattr(stream, "flush", None)
    if flush is not None:
        flush()


# The loggers that exist once the original is imported: a configuration may silence those.
_LOGGERS = (
    "alembic.autogenerate.api",
    "alembic.config",
    "alembic.ddl.impl",
    "alembic.ddl.postgresql",
    "alembic.runtime.migration",
    "alembic.runtime.plugins",
    "alembic.util.messaging",
)


def prepare_logging():
    """Makes the loggers of the original, which say nothing until they are configured."""
    import logging

    top = logging.getLogger("alembic")
    if not any(isinstance(handler, logging.NullHandler) for handler in top.handlers):
        top.addHandler(logging.NullHandler())
        for name in _LOGGERS:
            logging.getLogger(name)


def log(logger, level, message):
    """Logs a line of the engine's."""
    import logging

    prepare_logging()
    logging.getLogger(logger).log(level, "%s", message)


def warn(message):
    """Warns of what the engine warns of: the class, a colon, the text."""
    import builtins
    import warnings

    kind, _, text = message.partition(": ")
    category = getattr(builtins, kind, None)
    if category is None and kind.startswith("SA"):
        from sqlalchemy import exc

        category = getattr(exc, kind, None)
    warnings.warn(text if category else message, category or UserWarning, stacklevel=2)


def module_name(path):
    """Returns the name that the module of a version file has."""
    file_name = path.replace("\\", "/").rpartition("/")[2]
    return "".join(
        character if character.isalnum() or character == "_" else "_" for character in file_name
    )


def load_script(path):
    """Runs a version file and returns a handle of it and what it says about itself."""
    collect_garbage()
    module = _execute_file(path, module_name(path))
    answer = {"script": _waist.hold_new(module)}
    for key in ("revision", "down_revision", "branch_labels", "depends_on"):
        if hasattr(module, key):
            answer[key] = _plain(getattr(module, key))
    if module.__doc__ is not None:
        answer["doc"] = module.__doc__
    return answer


def run_script(script, direction, keywords):
    """Calls `upgrade` or `downgrade` of a loaded version file."""
    function = getattr(_waist.held(script), direction)
    if keywords:
        function(**{name: _waist.resolve(value) for name, value in keywords.items()})
    else:
        function()


def unload_script(script):
    """Forgets a loaded version file."""
    module = _waist.held(script)
    _waist.release(script)
    if _waist.IS_EMBEDDED:
        # Its functions and their globals hold each other, which this interpreter never collects.
        module.__dict__.clear()


def call(handle, arguments=(), keywords=None):
    """Calls a function that was handed over and returns its result as plain data."""
    result = _waist.held(handle)(
        *[_waist.resolve(argument) for argument in arguments or ()],
        **{name: _waist.resolve(value) for name, value in (keywords or {}).items()},
    )
    return _plain(result)


def _plain(value):
    if value is None or type(value) in (str, int, float, bool):
        return value
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(item) for item in value]
    from alembic._values import to_data

    try:
        return to_data(value)
    except TypeError:
        return _waist.object_handle(value)


def metadata_tables(function):
    """Describes the tables of a metadata that was handed over to `context.configure`."""
    from alembic import _describe

    def describe(metadata, tables):
        for item in tables:
            for key in item.foreign_keys:
                _describe.resolve_reference(metadata.tables, key)
        return [_describe.table(item) for item in tables]

    return read_tables(function, describe)


def read_tables(function, read):
    """Has a metadata that was handed over to `context.configure` and its tables read."""
    from alembic._describe_rendering import Rendering

    tables = _waist.held(function["callable"])
    import gc

    # Descriptions are no garbage while they are made, and models never are, so that there is nothing to be found
    # among thousands of them.
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        with Rendering() as rendering:
            rendering.namespace = tables.metadata
            return read(tables.metadata, tables())
    finally:
        if was_enabled:
            gc.enable()


def ask(question):
    """Asks the user at the terminal until the answer is yes or no; no answer is a no."""
    while True:
        print(question, "[y/N] ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line:
            raise KeyboardInterrupt
        answer = line.strip().lower()
        if answer in ("y", "yes"):
            return True
        if answer in ("", "n", "no"):
            return False


def check_import(module, names):
    """Fails as `from module import names` would; a module of the project's is only looked for."""
    top = module.partition(".")[0]
    if top in sys.modules or top in ("alembic", "sqlalchemy"):
        imported = __import__(module, None, None, names or ["__name__"])
        for name in names:
            if not hasattr(imported, name):
                __import__(module + "." + name)
        return
    from importlib.util import find_spec

    if find_spec(top) is None:
        raise ModuleNotFoundError(f"No module named {top!r}", name=top)


def unreadable_attributes(script):
    """Returns the names of attributes of a script's models that the embedded SQLAlchemy cannot read."""
    attributes = sys.modules.get("sqlalchemy.orm._attributes")
    names = getattr(attributes, "names_of_relationships", None)
    return [] if names is None else names(vars(_waist.held(script)).values())


def refuse_attribute(name):
    """Fails because a script will ask for an attribute that cannot be read."""
    from sqlalchemy.orm._attributes import RELATED

    raise ImportError(f"{RELATED.format(name=name)}: {_waist.WAY_OUT}")


def run_write_hook(name, path, options):
    """Runs a registered post-write hook and tells whether there is one of that name."""
    hooks = sys.modules.get("alembic.script.write_hooks")
    hook = hooks and hooks._registry.get(name)
    if hook is None:
        return False
    hook(path, options)
    return True


def find_hook_program(kind, name):
    """Tells how this Python starts the program of a post-write hook."""
    from alembic.script import write_hooks

    return {
        "words": write_hooks._find_program(kind, name),
        "is_posix": write_hooks.compat.is_posix,
    }


def start_hook_program(words, folder):
    """Runs the program of a post-write hook."""
    from alembic.script import write_hooks

    write_hooks._start_program(words, folder)


def executable():
    """Returns the file of this interpreter."""
    return sys.executable


def open_in_editor(path):
    """Opens a file in the user's editor."""
    from alembic import util

    util.open_in_editor(path)


def write_output(handle, text):
    """Writes to a file object that was handed over as `output_buffer`."""
    _write(_waist.held(handle), text)


def run_template(source, filename, variables):
    """Runs the Python that was made of a template and returns the text."""
    names = {"__name__": "template", "__file__": filename}
    exec(compile(source, filename, "exec", dont_inherit=True), names)
    values = dict(_template_arguments)
    values.update((name, _waist.resolve(value)) for name, value in variables.items())
    if type(values.get("config")) is int:
        from alembic.config import Config

        values["config"] = Config._of_engine(values["config"])
    return names["render"](values)


# What a comparison asks of the project, by the module that answers.
_ANSWERS = {
    "_comparators": (
        "both_directions",
        "compare_all",
        "compare_column",
        "compare_objects",
        "compare_schemas",
        "compare_table",
        "correct",
    ),
    "_hooks": (
        "carry_out",
        "compare_server_default",
        "compare_type",
        "described_items",
        "differences",
        "include_object",
        "process_revision_directives",
        "script_texts",
    ),
}


def __getattr__(name):
    if name.startswith("connection_"):
        from alembic import _connections

        return getattr(_connections, name)
    for module, functions in _ANSWERS.items():
        if name in functions:
            from importlib import import_module

            return getattr(import_module("alembic.autogenerate." + module), name)
    raise AttributeError(name)
