"""The configuration, as `env.py` sees it."""

from alembic._waist import missing, not_implemented, request


class Config:
    """A view of the engine's configuration."""

    def __init__(self, *args, **kw):
        raise not_implemented("a Config that a script makes itself")

    @classmethod
    def _of_engine(cls):
        config = cls.__new__(cls)
        config._described = None
        config.attributes = {}
        return config

    def _description(self):
        if self._described is None:
            self._described = request("config.describe")
        return self._described

    @property
    def config_file_name(self):
        return self._description().get("config_file_name")

    @property
    def toml_file_name(self):
        return self._description().get("toml_file_name")

    @property
    def config_ini_section(self):
        return self._description().get("config_ini_section")

    @property
    def cmd_opts(self):
        options = self.__dict__.get("_cmd_opts")
        if options is None:
            described = self._description().get("cmd_opts")
            if described is None:
                return None
            options = self._cmd_opts = _Namespace(described)
        return options

    @property
    def config_args(self):
        return dict(self._description().get("config_args") or {})

    @property
    def file_config(self):
        return _FileConfig()

    def print_stdout(self, text, *arg):
        output = str(text) % arg if arg else str(text)
        request("config.print_stdout", {"text": output})

    def get_main_option(self, name, default=None):
        value = request("config.get_main_option", {"name": name})
        return default if value is None else value

    def get_section_option(self, section, name, default=None):
        value = request("config.get_section_option", {"section": section, "name": name})
        return default if value is None else value

    def get_alembic_option(self, name, default=None):
        value = request("config.get_alembic_option", {"name": name})
        return default if value is None else value

    def get_alembic_boolean_option(self, name):
        value = self.get_alembic_option(name)
        return value if isinstance(value, bool) else value == "true"

    def set_main_option(self, name, value):
        request("config.set_main_option", {"name": name, "value": value})

    def set_section_option(self, section, name, value):
        request("config.set_section_option", {"section": section, "name": name, "value": value})

    def remove_main_option(self, name):
        request("config.remove_main_option", {"name": name})

    def get_section(self, name, default=None):
        section = request("config.get_section", {"name": name})
        return default if section is None else section


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

    def sections(self):
        return request("config.sections")

    def has_section(self, section):
        return section in self.sections()

    def _section(self, section):
        values = request("config.get_section", {"name": section})
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
        value = request("config.get_section_option", {"section": section, "name": option})
        if value is None:
            if fallback is not None:
                return fallback
            self._section(section)
            from configparser import NoOptionError

            raise NoOptionError(option, section)
        return value

    def set(self, section, option, value=None):
        request("config.set_section_option", {"section": section, "name": option, "value": value})

    def getboolean(self, section, option, fallback=None):
        value = self.get(section, option, fallback=fallback)
        return value if isinstance(value, bool) else value.lower() in ("1", "yes", "true", "on")

    def getint(self, section, option, fallback=None):
        return int(self.get(section, option, fallback=fallback))

    def __contains__(self, section):
        return self.has_section(section)

    def __getitem__(self, section):
        return self._section(section)


def __getattr__(name):
    raise missing(__name__, name)
