"""The side of MySQL and MariaDB."""

from alembic.ddl._engine import EngineImpl


class MySQLImpl(EngineImpl):
    """Carries out operations on MySQL."""

    __dialect__ = "mysql"
    type_synonyms = EngineImpl.type_synonyms + ({"BOOL", "TINYINT"}, {"JSON", "LONGTEXT"})
    type_arg_extract = (r"character set ([\w\-_]+)", r"collate ([\w\-_]+)")


class MariaDBImpl(MySQLImpl):
    """Carries out operations on MariaDB."""

    __dialect__ = "mariadb"


def __getattr__(name):
    from alembic._waist import missing

    raise missing(__name__, name)
