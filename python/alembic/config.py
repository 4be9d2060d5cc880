"""The configuration, as `env.py` sees it."""

from alembic._waist import hold, missing, not_implemented, request

_NOTHING = object()

# The objects for the engine's settings, by number.
_configs = {}


def _path_text(path):
    from os import fspath

    return None if not path else str(fspath(path))


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
        self.config_args = dict(config_args or {})
        self._described = None
        self._object = hold(self)
        self._identifier = request(
            "config.create",
            {
                "object": self._object,
                "file": _path_text(file_),
                "toml_file": _path_text(toml_file),
                "ini_section": ini_section,
                "config_args": {name: str(value) for name, value in self.config_args.items()},
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
            config.config_args = {}
        return config

    def _request(self, verb, **payload):
        payload["config"] = self._identifier
        return request("config." + verb, payload)

    def _description(self):
        if self._described is None:
            self._described = self._request("describe")
        return self._described

    def _configure(self, **changes):
        self._request("configure", **changes)
        self._described = None
        self.__dict__.pop("_file_config", None)

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

    @property
    def file_config(self):
        return _FileConfig(self)

    def print_stdout(self, text, *arg):
        output = str(text) % arg if arg else str(text)
        self._request("print_stdout", text=output)

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

    def get_section(self, name, default=_NOTHING):
        section = self._request("get_section", name=name)
        if section is None:
            return {} if default is _NOTHING else default
        return section

    def get_version_locations_list(self):
        return self._request("get_path_list", name="version_locations")

    def get_prepend_sys_paths_list(self):
        return self._request("get_path_list", name="prepend_sys_path")

    def get_template_directory(self):
        raise not_implemented("a folder of templates")

    @property
    def messaging_opts(self):
        return {"quiet": bool(getattr(self.cmd_opts, "quiet", False))}


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


class CommandLine:
    """The command line of the program."""

    def __init__(self, prog=None):
        self._prog = prog or "alembic"

    def main(self, argv=None):
        import sys

        arguments = sys.argv[1:] if argv is None else list(argv)
        code = request("cli.run", {"arguments": [self._prog, *map(str, arguments)]})
        if code:
            sys.exit(code)


def main(argv=None, prog=None, **kwargs):
    """Runs the program, as the console script `alembic` does."""
    CommandLine(prog=prog).main(argv=argv)


def __getattr__(name):
    raise missing(__name__, name)
