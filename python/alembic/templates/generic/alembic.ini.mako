# Settings of Alembic for one database.
#
# A percent sign is written twice, except in front of (here), which stands for the folder of this
# file. What is commented out shows its default, unless the comment says otherwise.

[alembic]
# The folder with env.py, script.py.mako and the version files. A name with a colon, such as
# mypackage:migrations, is a folder inside a Python package.
script_location = ${script_location}

# The names of new version files, without ".py". Tokens: rev, slug, epoch, year, month, day, hour,
# minute, second.
# file_template = %%(rev)s_%%(slug)s
# Not the default: with the date first.
# file_template = %%(year)d_%%(month).2d_%%(day).2d_%%(hour).2d%%(minute).2d-%%(rev)s_%%(slug)s
# Not the default: in a folder for each month; set recursive_version_locations as well.
# file_template = %%(year)d/%%(month).2d/%%(day).2d_%%(rev)s_%%(slug)s

# Folders to put in front of Python's sys.path, separated as path_separator says.
prepend_sys_path = .

# The time zone of dates in new version files and in their names, such as Europe/Berlin. Local time
# if there is none.
# timezone =

# The greatest length of the slug, which is made from the message.
# truncate_slug_length = 40

# Whether every `alembic revision` runs env.py, not only those with --autogenerate.
# revision_environment = false

# Whether compiled version files (.pyc, .pyo) count when their source is missing.
# sourceless = false

# The folders with version files, separated as path_separator says. If there are several, the first
# revision in each needs --version-path. The default is the folder "versions" in script_location.
# version_locations = %(here)s/first/versions:%(here)s/second/versions

# What separates the paths in version_locations and prepend_sys_path: os (as in the PATH of this
# system), space, newline, ":" or ";". Without this setting, the rules of old apply: commas and
# spaces, and in prepend_sys_path colons too.
path_separator = os

# Whether the folders inside the version locations are searched as well.
# recursive_version_locations = false

# The encoding of new version files.
# output_encoding = utf-8

# How many seconds an upgrade, downgrade or stamp waits for another one on the same database.
# lock_timeout = 300

# Where the database is. Only env.py reads it, so that it may take it from elsewhere as well.
sqlalchemy.url = driver://user:pass@localhost/dbname

[post_write_hooks]
# Programs to run on each new version file.
#
# hooks = black
# black.type = console_scripts
# black.entrypoint = black
# black.options = -l 79 REVISION_SCRIPT_FILENAME
#
# hooks = ruff
# ruff.type = module
# ruff.module = ruff
# ruff.options = check --fix REVISION_SCRIPT_FILENAME
#
# hooks = ruff
# ruff.type = exec
# ruff.executable = ruff
# ruff.options = check --fix REVISION_SCRIPT_FILENAME

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
