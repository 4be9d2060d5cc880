options = dict(autogenerate_plugins=["alembic.autogenerate.*", "not.there"])
