"""The commands, as functions of a program."""

from alembic._waist import callable_handle, missing, request


def _run(command, config, **arguments):
    payload = {name: value for name, value in arguments.items() if value is not None}
    payload["config"] = config._identifier
    payload["quiet"] = config.messaging_opts["quiet"]
    payload["template_directory"] = config._own_templates()
    return request("command." + command, payload)


def _revisions(value):
    if isinstance(value, (tuple, set, frozenset)):
        return [str(item) for item in value]
    return value


def list_templates(config):
    _run("list_templates", config)


def init(config, directory, template="generic", package=False):
    from os import fspath

    _run("init", config, directory=fspath(directory), template=template, package=package)


def revision(
    config,
    message=None,
    autogenerate=False,
    sql=False,
    head="head",
    splice=False,
    branch_label=None,
    version_path=None,
    rev_id=None,
    depends_on=None,
    process_revision_directives=None,
    *,
    detect_renames=False,
):
    from os import fspath

    answer = _run(
        "revision",
        config,
        message=message,
        autogenerate=autogenerate,
        detect_renames=detect_renames,
        sql=sql,
        head=_revisions(head),
        splice=splice,
        branch_label=_revisions(branch_label),
        version_path=fspath(version_path) if version_path else None,
        rev_id=rev_id,
        depends_on=_revisions(depends_on),
        process_revision_directives=(
            callable_handle(process_revision_directives) if process_revision_directives else None
        ),
    )
    if "revision" in answer:
        return _script(config, answer["revision"])
    return [_script(config, identifier) for identifier in answer["revisions"]]


def _script(config, identifier):
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(config).get_revision(identifier)


def check(config, *, sql=False, ops=False, json=False, detect_renames=False):
    _run("check", config, sql=sql, ops=ops, json=json, detect_renames=detect_renames)


def merge(config, revisions, message=None, branch_label=None, rev_id=None, splice=False):
    answer = _run(
        "merge",
        config,
        revisions=_revisions(revisions),
        message=message,
        branch_label=_revisions(branch_label),
        rev_id=rev_id,
        splice=splice,
    )
    return _script(config, answer["revision"])


def upgrade(config, revision, sql=False, tag=None, *, transaction_per_migration=False):
    _run(
        "upgrade",
        config,
        revision=revision,
        sql=sql,
        tag=tag,
        transaction_per_migration=transaction_per_migration,
    )


def downgrade(config, revision, sql=False, tag=None, *, transaction_per_migration=False):
    _run(
        "downgrade",
        config,
        revision=revision,
        sql=sql,
        tag=tag,
        transaction_per_migration=transaction_per_migration,
    )


def show(config, rev, *, json=False):
    _run("show", config, rev=rev, json=json)


def history(
    config, rev_range=None, verbose=False, indicate_current=False, *, json=False, graph=None
):
    _run(
        "history",
        config,
        rev_range=rev_range,
        verbose=verbose,
        indicate_current=indicate_current,
        json=json,
        graph=graph,
    )


def heads(config, verbose=False, resolve_dependencies=False, *, json=False):
    _run("heads", config, verbose=verbose, resolve_dependencies=resolve_dependencies, json=json)


def branches(config, verbose=False, *, json=False):
    _run("branches", config, verbose=verbose, json=json)


def current(config, check_heads=False, verbose=False, *, json=False):
    _run("current", config, check_heads=check_heads, verbose=verbose, json=json)


def doctor(config, *, json=False):
    _run("doctor", config, json=json)


def stamp(config, revision, sql=False, tag=None, purge=False):
    _run("stamp", config, revision=_revisions(revision), sql=sql, tag=tag, purge=purge)


def edit(config, rev):
    _run("edit", config, rev=rev)


def ensure_version(config, sql=False):
    _run("ensure_version", config, sql=sql)


def __getattr__(name):
    raise missing(__name__, name)
