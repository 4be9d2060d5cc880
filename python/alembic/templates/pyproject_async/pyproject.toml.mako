[tool.alembic]
# A percent sign is written twice, except in front of (here), which stands for the folder of this
# file. What is commented out shows its default, unless the comment says otherwise.

# The folder with env.py, script.py.mako and the version files. A name with a colon, such as
# mypackage:migrations, is a folder inside a Python package.
script_location = "${script_location}"

# The names of new version files, without ".py". Tokens: rev, slug, epoch, year, month, day, hour,
# minute, second.
# file_template = "%%(rev)s_%%(slug)s"
# Not the default: with the date first.
# file_template = "%%(year)d_%%(month).2d_%%(day).2d_%%(hour).2d%%(minute).2d-%%(rev)s_%%(slug)s"
# Not the default: in a folder for each month; set recursive_version_locations as well.
# file_template = "%%(year)d/%%(month).2d/%%(day).2d_%%(rev)s_%%(slug)s"

# Folders to put in front of Python's sys.path.
prepend_sys_path = ["."]

# The time zone of dates in new version files and in their names. Local time if there is none.
# timezone = "Europe/Berlin"

# The greatest length of the slug, which is made from the message.
# truncate_slug_length = 40

# Whether every `alembic revision` runs env.py, not only those with --autogenerate.
# revision_environment = false

# Whether compiled version files (.pyc, .pyo) count when their source is missing.
# sourceless = false

# The folders with version files. If there are several, the first revision in each needs
# --version-path. The default is the folder "versions" in script_location.
# version_locations = ["%(here)s/first/versions", "%(here)s/second/versions"]

# Whether the folders inside the version locations are searched as well.
# recursive_version_locations = false

# The encoding of new version files.
# output_encoding = "utf-8"

# How many seconds an upgrade, downgrade or stamp waits for another one on the same database.
# lock_timeout = 300

# Programs to run on each new version file.
#
# [[tool.alembic.post_write_hooks]]
# name = "black"
# type = "console_scripts"
# entrypoint = "black"
# options = "-l 79 REVISION_SCRIPT_FILENAME"
#
# [[tool.alembic.post_write_hooks]]
# name = "ruff"
# type = "module"
# module = "ruff"
# options = "check --fix REVISION_SCRIPT_FILENAME"
#
# [[tool.alembic.post_write_hooks]]
# name = "ruff"
# type = "exec"
# executable = "ruff"
# options = "check --fix REVISION_SCRIPT_FILENAME"
