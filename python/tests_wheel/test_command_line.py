"""The command line and the commands as a program extends them."""

import io
import os
import sys

import pytest
from alembic import command
from alembic.config import CommandLine, Config, main
from alembic.script import ScriptDirectory, write_hooks
from alembic.util.exc import CommandError


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    command.init(Config("alembic.ini", stdout=io.StringIO()), "scripts")
    return Config("alembic.ini", stdout=io.StringIO())


def test_a_program_adds_a_command(project, capsys):
    seen = []

    def frobnicate(config, revision, message=None, *, sql=False):
        """Does what no other command does.

        :param revision: which one
        """
        seen.append((config.config_file_name, revision, message, sql))

    line = CommandLine(prog="mine")
    line.register_command(frobnicate)
    assert "Does what no other command does." in line.parser.format_help()
    line.main(["frobnicate", "a1", "-m", "words", "--sql"])
    assert seen == [("alembic.ini", "a1", "words", True)]
    with pytest.raises(SystemExit):
        line.main([])
    assert "too few arguments" in capsys.readouterr().err


def test_a_program_changes_how_commands_run(project):
    class Louder(CommandLine):
        ran = None

        def run_cmd(self, config, options):
            Louder.ran = options.cmd[0].__name__
            config.attributes["louder"] = True
            super().run_cmd(config, options)

    Louder().main(["-x", "a=b", "heads", "--verbose"])
    assert Louder.ran == "heads"


def test_the_parser_knows_the_options_of_the_program():
    options = CommandLine().parser.parse_args(["-n", "other", "history", "-r", "a:b", "--json"])
    assert (options.name, options.rev_range, options.json) == ("other", "a:b", True)
    assert (options.verbose, options.indicate_current, options.x) == (False, False, None)
    stamp = CommandLine().parser.parse_args(["stamp", "a", "b"])
    assert stamp.revisions == ["a", "b"]


def test_what_fails_is_raised_when_asked_for(project):
    with pytest.raises(CommandError, match="Can't locate revision"):
        main(argv=["--raiseerr", "show", "nothing"])


def test_a_config_brings_templates(project, tmp_path):
    folder = tmp_path / "templates/mine"
    folder.mkdir(parents=True)
    (folder / "README").write_text("What we start from.")
    (folder / "env.py").write_text("pass")

    class Own(Config):
        def get_template_directory(self):
            return str(tmp_path / "templates")

    own = Own("other.ini", stdout=io.StringIO())
    command.list_templates(own)
    assert "mine - What we start from." in own.stdout.getvalue()
    command.init(own, "more", template="mine")
    assert (tmp_path / "more/env.py").read_text() == "pass"


def test_a_revision_has_several_heads_and_labels(project):
    first = command.revision(project, "first", branch_label=["one", "uno"])
    second = command.revision(project, "second", head="base", splice=True)
    both = command.revision(project, "both", head=[first.revision, second.revision])
    assert both.down_revision == (first.revision, second.revision)
    script = ScriptDirectory.from_config(project)
    assert script.get_revision(first.revision).branch_labels == {"one", "uno"}


def test_a_directory_needs_no_config(project, tmp_path):
    command.revision(project, "first", rev_id="a1")
    script = ScriptDirectory("scripts", file_template="%(rev)s", truncate_slug_length=10)
    assert script.get_current_head() == "a1"
    made = script.generate_revision("b2", "a message")
    assert os.path.basename(made.path) == "b2.py"
    another = script.generate_revision("c3", "another base", head=())
    assert another.down_revision is None
    assert script.get_heads() == ["b2", "c3"]


def test_hooks_run_in_this_python(project, tmp_path):
    project.set_section_option("post_write_hooks", "hooks", "mark, own")
    project.set_section_option("post_write_hooks", "mark.type", "module")
    project.set_section_option("post_write_hooks", "mark.module", "marker")
    project.set_section_option("post_write_hooks", "own.type", "own")
    (tmp_path / "marker.py").write_text("import sys; open('marked', 'w').write(sys.argv[1])")
    seen = []
    write_hooks.register("own")(lambda path, options: seen.append((path, options["_hook_name"])))
    sys.path.insert(0, str(tmp_path))
    try:
        made = command.revision(project, "first")
    finally:
        sys.path.remove(str(tmp_path))
    assert (tmp_path / "marked").read_text() == made.path
    assert seen == [(made.path, "own")]
