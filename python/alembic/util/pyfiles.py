"""Files of Python code."""

import os

from alembic._waist import missing, plain, request


def template_to_file(
    template_file, dest, output_encoding, *, append_with_newlines=False, **kw
):
    """Writes the text of a template into a file, or after what the file has already."""
    filename = _preserving_path_as_str(template_file)
    with open(filename, encoding="utf-8") as file:
        source = file.read()
    text = request(
        "script.render_template",
        {
            "text": source,
            "filename": filename,
            "variables": {name: plain(value) for name, value in kw.items()},
        },
    )
    if append_with_newlines:
        text = "\n\n" + text
    content = text.encode(output_encoding)
    with open(dest, "ab" if append_with_newlines else "wb") as file:
        file.write(content)


def load_module_py(module_id, path):
    """Executes a file, of source or compiled, as a module of this name."""
    import importlib.util

    spec = importlib.util.spec_from_file_location(module_id, os.fspath(path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _preserving_path_as_str(path):
    return path if isinstance(path, str) else os.fspath(path)


def load_python_file(dir_, filename):
    """Executes a file as a module and returns that."""
    from alembic._host import _execute_file

    path = os.path.join(os.fspath(dir_), os.fspath(filename))
    name = "".join(c if c.isalnum() or c == "_" else "_" for c in os.path.basename(path))
    if not os.path.exists(path):
        compiled = pyc_file_from_path(path)
        if compiled is None:
            raise ImportError(f"Can't find Python file {path}")
        path = os.fspath(compiled)
    if not path.endswith((".pyc", ".pyo")):
        return _execute_file(path, name)
    return load_module_py(name, path)


def pyc_file_from_path(path):
    """Returns the compiled file of a source file, None if there is none."""
    from importlib.util import cache_from_source
    from pathlib import Path

    for candidate in (Path(cache_from_source(os.fspath(path))), Path(path).with_suffix(".pyc")):
        if candidate.exists():
            return candidate
    return None


def coerce_resource_to_filename(fname_or_resource):
    """Returns the path that a name such as `package:folder/file` stands for."""
    from pathlib import Path

    text = os.fspath(fname_or_resource)
    if os.path.isabs(text) or ":" not in text:
        return Path(text)
    from importlib import resources

    package, _, rest = text.partition(":")
    found = resources.files(package)
    for part in rest.split("/"):
        found = found / part
    return Path(str(found))


def __getattr__(name):
    raise missing(__name__, name)
