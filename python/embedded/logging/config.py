"""Configuration of logging, which the engine carries out."""

import logging


def fileConfig(fname, defaults=None, disable_existing_loggers=True, encoding=None):
    from alembic._waist import request

    if hasattr(fname, "readline"):
        text = fname.read()
        source = {"text": text}
    elif hasattr(fname, "sections"):
        raise TypeError("fileConfig() takes the name of a file here")
    else:
        import os

        source = {"file": os.fspath(fname)}
        if not os.path.exists(source["file"]):
            raise FileNotFoundError(f"{fname} doesn't exist")
    request(
        "logging.file_config",
        {
            **source,
            "disable_existing_loggers": bool(disable_existing_loggers),
            "defaults": {key: str(value) for key, value in (defaults or {}).items()},
        },
    )


def dictConfig(config):
    """Carries out what the engine can: levels, and the format of what goes to the console."""
    formatters = config.get("formatters") or {}
    handlers = config.get("handlers") or {}
    root = dict(config.get("root") or {})
    loggers = config.get("loggers") or {}
    if "" in loggers:
        root = {**loggers[""], **root}
    payload = {"force": True}
    if root.get("level") is not None:
        payload["level"] = logging._check_level(root["level"])
    for name in root.get("handlers") or list(handlers):
        handler = handlers.get(name) or {}
        formatter = formatters.get(handler.get("formatter")) or {}
        if formatter.get("format"):
            payload["format"] = formatter["format"]
        if formatter.get("datefmt"):
            payload["datefmt"] = formatter["datefmt"]
        if str(handler.get("stream", "")).endswith("stdout"):
            payload["stream"] = "stdout"
        if handler.get("filename"):
            payload["filename"] = str(handler["filename"])
    from alembic._waist import request

    request("logging.basic_config", payload)
    for name, settings in loggers.items():
        if name and settings.get("level") is not None:
            logging.getLogger(name).setLevel(settings["level"])


def listen(port=9030, verify=None):
    raise NotImplementedError("logging.config.listen() is not available here")


def stopListening():
    pass
