"""The configuration, as `env.py` sees it."""

from alembic._waist import hold, missing, not_implemented, request

# The objects for the engine's settings, by number.
_configs = {}


def _path_text(path):
    from os import fspath

    return None if not path else str(fspath(path))


def _path(name):
    from pathlib import Path

    return None if name is None else Path(name)


class Config:
    """The settings of a project: a view of what the engine has read."""

    _cmd_opts = None
    output_buffer = None

    def __init__(
        self,
        file_=None,
        toml_file=None,
        ini_section="alembic",
        output_buffer=None,
        stdout=None,
        cmd_opts=None,
        config_args=None,
        attributes=None,
    ):
        self.output_buffer = output_buffer
        self._stdout = stdout
        self._cmd_opts = cmd_opts
        self.attributes = dict(attributes) if attributes else {}
        self._config_args = dict(config_args or {})
        self._described = None
        self._object = hold(self)
        self._needs_settings = bool(cmd_opts)
        self._identifier = request(
            "config.create",
            {
                "object": self._object,
                "file": _path_text(file_),
                "toml_file": _path_text(toml_file),
                "ini_section": ini_section,
                "config_args": {name: str(value) for name, value in self._config_args.items()},
            },
        )["config"]
        _configs[self._identifier] = self

    @classmethod
    def _of_engine(cls, identifier):
        """Returns the one object for the engine's settings of this number."""
        config = _configs.get(identifier)
        if config is None:
            config = _configs[identifier] = cls.__new__(cls)
            config._identifier = identifier
            config._described = None
            config._stdout = None
            config.attributes = {}
            config._config_args = {}
        return config

    def _request(self, verb, **payload):
        if self.__dict__.get("_needs_settings"):
            self._needs_settings = False
            verbose = getattr(self._cmd_opts, "verbose", False) is True
            request("config.configure", {"config": self._identifier, "verbose": verbose})
        payload["config"] = self._identifier
        return request("config." + verb, payload)

    @property
    def _config_file_path(self):
        return _path(self.config_file_name)

    @property
    def _toml_file_path(self):
        return _path(self.toml_file_name)

    @property
    def toml_alembic_config(self):
        """The table `[tool.alembic]` as the file has it."""
        from alembic.util import compat

        path = self._toml_file_path
        if path is None or not path.exists():
            return {}
        with path.open("rb") as file:
            return compat.tomllib.load(file).get("tool", {}).get("alembic", {})

    def _description(self):
        if self._described is None:
            self._described = self._request("describe")
        return self._described

    def _configure(self, **changes):
        self._request("configure", **changes)
        self._described = None
        self.__dict__.pop("_file_config", None)

    @property
    def config_args(self):
        """What options may refer to, with `here` for the folder of the ini file."""
        return {**self._config_args, "here": self._description()["here"]}

    @property
    def toml_args(self):
        """What options of `pyproject.toml` may refer to, with `here` for its folder."""
        path = self._toml_file_path
        if path is None or not path.exists():
            return dict(self._config_args)
        return {**self._config_args, "here": path.absolute().parent.as_posix()}

    @property
    def stdout(self):
        import sys

        return sys.stdout if self._stdout is None else self._stdout

    @stdout.setter
    def stdout(self, stream):
        self._stdout = stream

    @property
    def config_file_name(self):
        return self._description().get("config_file_name")

    @config_file_name.setter
    def config_file_name(self, name):
        self._configure(config_file_name=_path_text(name))

    @property
    def toml_file_name(self):
        return self._description().get("toml_file_name")

    @toml_file_name.setter
    def toml_file_name(self, name):
        self._configure(toml_file_name=_path_text(name))

    @property
    def config_ini_section(self):
        return self._description().get("config_ini_section")

    @config_ini_section.setter
    def config_ini_section(self, name):
        self._configure(config_ini_section=name)

    @property
    def cmd_opts(self):
        if self._cmd_opts is None:
            described = self._description().get("cmd_opts")
            if described:
                self._cmd_opts = _Namespace(described)
        return self._cmd_opts

    @cmd_opts.setter
    def cmd_opts(self, options):
        self._cmd_opts = options
        self._needs_settings = True

    @property
    def file_config(self):
        config = _FileConfig(self)
        config.sections()
        return config

    def print_stdout(self, text, *arg):
        from alembic.util.messaging import write_outstream

        output = str(text) % arg if arg else str(text)
        if self._stdout is None and "_object" not in self.__dict__:
            self._request("print_stdout", text=output)
            return
        write_outstream(self.stdout, output, "\n", **self.messaging_opts)

    def get_main_option(self, name, default=None):
        value = self._request("get_main_option", name=name)
        return default if value is None else value

    def get_section_option(self, section, name, default=None):
        value = self._request("get_section_option", section=section, name=name)
        return default if value is None else value

    def get_alembic_option(self, name, default=None):
        value = self._request("get_alembic_option", name=name)
        return default if value is None else value

    def get_alembic_boolean_option(self, name):
        value = self.get_alembic_option(name)
        return value if isinstance(value, bool) else value == "true"

    def set_main_option(self, name, value):
        self._request("set_main_option", name=name, value=str(value))

    def set_section_option(self, section, name, value):
        self._request("set_section_option", section=section, name=name, value=str(value))

    def remove_main_option(self, name):
        self._request("remove_main_option", name=name)

    def get_section(self, name, default=None):
        section = self._request("get_section", name=name)
        return default if section is None else section

    def get_version_locations_list(self):
        return self._request("get_path_list", name="version_locations")

    def get_prepend_sys_paths_list(self):
        return self._request("get_path_list", name="prepend_sys_path")

    def get_hooks_list(self):
        """Returns the options of the post-write hooks, each with its name as `_hook_name`."""
        return self._request("get_hooks")

    def get_template_directory(self):
        """Returns the folder with the templates of `init`; a subclass may have one of its own."""
        from os.path import dirname, join

        return join(dirname(__file__), "templates")

    def _own_templates(self):
        """Returns the folder of templates of a subclass, None if it has none."""
        if type(self).get_template_directory is Config.get_template_directory:
            return None
        return _path_text(self.get_template_directory())

    @property
    def messaging_opts(self):
        from alembic.util.langhelpers import immutabledict

        return immutabledict(quiet=bool(getattr(self.cmd_opts, "quiet", False)))


class _Namespace:
    """The arguments of the command line."""

    def __init__(self, values):
        values = dict(values)
        command = values.pop("command", None)
        if command is not None:

            def function():
                raise not_implemented(f"alembic.command.{command}")

            function.__name__ = command
            self.cmd = (function, [], [])
        self.__dict__.update(values)

    def __contains__(self, name):
        return name in self.__dict__

    def __repr__(self):
        return f"Namespace({', '.join(f'{key}={value!r}' for key, value in vars(self).items())})"


class _FileConfig:
    """What scripts ask of the parsed file."""

    def __init__(self, config):
        self._config = config

    def sections(self):
        return self._config._request("sections")

    def has_section(self, section):
        return section in self.sections()

    def _section(self, section):
        values = self._config._request("get_section", name=section)
        if values is None:
            from configparser import NoSectionError

            raise NoSectionError(section)
        return values

    def options(self, section):
        return list(self._section(section))

    def items(self, section):
        return list(self._section(section).items())

    def has_option(self, section, option):
        return self.has_section(section) and option in self._section(section)

    def get(self, section, option, fallback=None, raw=False, vars=None):
        value = self._config._request("get_section_option", section=section, name=option)
        if value is None:
            if fallback is not None:
                return fallback
            self._section(section)
            from configparser import NoOptionError

            raise NoOptionError(option, section)
        return value

    def set(self, section, option, value=None):
        self._config.set_section_option(section, option, value)

    def getboolean(self, section, option, fallback=None):
        value = self.get(section, option, fallback=fallback)
        return value if isinstance(value, bool) else value.lower() in ("1", "yes", "true", "on")

    def getint(self, section, option, fallback=None):
        return int(self.get(section, option, fallback=fallback))

    def __contains__(self, section):
        return self.has_section(section)

    def __getitem__(self, section):
        return self._section(section)


def _described(kind):
    """Returns the arguments of the engine's own command line that are options, or that are not."""
    described = request("cli.describe")["commands"].values()
    found = [argument for command in described for argument in command["arguments"]]
    return {
        argument["dest"]: argument for argument in found if bool(argument["flags"]) == (kind == "option")
    }


class CommandLine:
    """The command line as a parser that a program can add its own commands to."""

    # An argument of a function that the command line has under another name.
    _POSITIONAL_TRANSLATIONS = {"stamp": {"revision": "revisions"}}

    def __init__(self, prog=None):
        self._generate_args(prog)

    def _generate_args(self, prog):
        from inspect import isfunction

        from alembic import __version__, command
        from alembic import config as module

        described = request("cli.describe")
        self._options = _described("option")
        self._options_of = {
            name: {argument["dest"]: argument for argument in entry["arguments"]}
            for name, entry in described["commands"].items()
        }
        self._positionals = _described("positional")
        self._help = {name: entry["help"] for name, entry in described["commands"].items()}
        parser = module.ArgumentParser(prog=prog)
        parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
        for argument in described["arguments"]:
            _add_argument(parser, argument)
        self.parser = parser
        self.subparsers = parser.add_subparsers()
        for name in dir(command):
            function = getattr(command, name)
            if (
                isfunction(function)
                and function.__name__[0] != "_"
                and function.__module__ == "alembic.command"
            ):
                self.register_command(function)

    def register_command(self, fn):
        """Adds a function of a `Config` and further arguments as a command of its name.

        Arguments with a default are options, those of the program's own commands; the first
        paragraph of the function's documentation is the command's help.
        """
        positional, keywords, help_text = self._inspect_function(fn)
        parser = self.subparsers.add_parser(fn.__name__, help=help_text)
        parser.set_defaults(cmd=(fn, positional, keywords))
        options = self._options
        if fn.__module__ == "alembic.command":
            # An option may be about something else in another command.
            options = {**options, **self._options_of.get(fn.__name__, {})}
        for name in keywords:
            if name in options:
                _add_argument(parser, options[name])
        for name in positional:
            _add_argument(parser, self._positionals.get(name) or {"dest": name, "flags": []})

    def _inspect_function(self, fn):
        from inspect import Parameter, signature

        parameters = list(signature(fn).parameters.values())[1:]
        variadic = (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD)
        parameters = [parameter for parameter in parameters if parameter.kind not in variadic]
        translations = {}
        if fn.__module__ == "alembic.command":
            translations = self._POSITIONAL_TRANSLATIONS.get(fn.__name__, {})
        positional = [
            translations.get(parameter.name, parameter.name)
            for parameter in parameters
            if parameter.default is Parameter.empty
        ]
        keywords = [
            parameter.name for parameter in parameters if parameter.default is not Parameter.empty
        ]
        if fn.__module__ == "alembic.command":
            return positional, keywords, self._help.get(fn.__name__, "")
        paragraph = (fn.__doc__ or "").strip().partition("\n\n")[0]
        return positional, keywords, " ".join(paragraph.split())

    def run_cmd(self, config, options):
        """Runs the command that the arguments chose."""
        from alembic import util

        fn, positional, keywords = options.cmd
        try:
            fn(
                config,
                *[getattr(options, name, None) for name in positional],
                **{name: getattr(options, name, None) for name in keywords},
            )
        except util.CommandError as error:
            if options.raiseerr:
                raise
            if getattr(error, "_is_told", False):
                raise SystemExit(-1)
            util.err(str(error), **config.messaging_opts)

    def _inis_from_config(self, options):
        """Returns the names of the `pyproject.toml` and of the ini file."""
        chosen = request("config.choose_files", {"files": options.config or []})
        return chosen["toml"], chosen["ini"]

    def main(self, argv=None):
        """Runs the command that the arguments choose, `sys.argv` if none are given."""
        options = self.parser.parse_args(argv)
        if not hasattr(options, "cmd"):
            self.parser.error("too few arguments")
        toml, ini = self._inis_from_config(options)
        config = Config(file_=ini, toml_file=toml, ini_section=options.name, cmd_opts=options)
        self.run_cmd(config, options)


def _add_argument(parser, described):
    arguments = {
        name: described[name]
        for name in ("action", "const", "default", "help", "nargs")
        if described.get(name) is not None
    }
    if "help" in arguments:
        arguments["help"] = arguments["help"].replace("%", "%%")
    flags = described["flags"]
    if flags:
        parser.add_argument(*flags, dest=described["dest"], **arguments)
    else:
        parser.add_argument(described["dest"], **arguments)


def main(argv=None, prog=None, **kwargs):
    """Runs the program, as the console script `alembic` does.

    A program that gives arguments gets exceptions; the console script a report and an exit code.
    """
    import sys

    if argv is not None:
        CommandLine(prog=prog).main(argv=argv)
        return
    if sys._getframe(1).f_globals.get("__name__") == "__main__":
        # Otherwise this is not all that the process does.
        _leave_garbage()
    arguments = [prog or "alembic", *map(str, sys.argv[1:])]
    code = request("cli.run", {"arguments": arguments})
    if code:
        sys.exit(code)


def _leave_garbage():
    """Has the interpreter look for garbage neither among models nor when it ends.

    Models stay, and to look among a thousand of them takes it longer than to compare them.
    """
    import atexit
    import gc

    from alembic._host import leave_garbage

    leave_garbage()
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)


def __getattr__(name):
    if name in ("ArgumentParser", "Namespace"):
        import argparse

        return getattr(argparse, name)
    if name in ("command", "util"):
        from importlib import import_module

        return import_module("alembic." + name)
    raise missing(__name__, name)
