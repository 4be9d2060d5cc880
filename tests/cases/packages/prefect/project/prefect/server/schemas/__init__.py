from prefect.server.schemas import core, schedules, states  # noqa: F401
