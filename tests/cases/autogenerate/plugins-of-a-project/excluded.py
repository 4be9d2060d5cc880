import our_plugin
from alembic.runtime.plugins import Plugin

Plugin.setup_plugin_from_module(our_plugin, "ours.noted")
options = dict(
    autogenerate_plugins=["*", "~ours.*", "~alembic.autogenerate.checkconstraint_byname"]
)
