# What belongs to the place where Alembic runs. The other settings are in pyproject.toml, in
# [tool.alembic].

[alembic]
# Where the database is. Only env.py reads it, so that it may take it from elsewhere as well.
sqlalchemy.url = driver://user:pass@localhost/dbname

# Logging, set up by env.py.

[loggers]
keys = root,sqlalchemy,alembic

[handlers]
keys = console

[formatters]
keys = generic

[logger_root]
level = WARNING
handlers = console
qualname =

[logger_sqlalchemy]
level = WARNING
handlers =
qualname = sqlalchemy.engine

[logger_alembic]
level = INFO
handlers =
qualname = alembic

[handler_console]
class = StreamHandler
args = (sys.stderr,)
level = NOTSET
formatter = generic

[formatter_generic]
format = %(levelname)-5.5s [%(name)s] %(message)s
datefmt = %H:%M:%S
