"""What `env.py` calls, in the words of `alembic.runtime.environment.EnvironmentContext`."""

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory

_environment: EnvironmentContext

config: Config
script: ScriptDirectory

begin_transaction = _environment.begin_transaction
configure = _environment.configure
execute = _environment.execute
get_bind = _environment.get_bind
get_context = _environment.get_context
get_head_revision = _environment.get_head_revision
get_head_revisions = _environment.get_head_revisions
get_impl = _environment.get_impl
get_revision_argument = _environment.get_revision_argument
get_starting_revision_argument = _environment.get_starting_revision_argument
get_tag_argument = _environment.get_tag_argument
get_x_argument = _environment.get_x_argument
is_offline_mode = _environment.is_offline_mode
is_transactional_ddl = _environment.is_transactional_ddl
requires_connection = _environment.requires_connection
run_migrations = _environment.run_migrations
static_output = _environment.static_output
