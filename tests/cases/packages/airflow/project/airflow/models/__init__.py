from airflow.models.base import ID_LEN  # noqa: F401
