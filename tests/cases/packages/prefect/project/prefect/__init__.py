"""Stands in for what the migrations import of the package, without its dependencies."""

import prefect.server.schemas  # noqa: F401
import prefect.server.utilities.database  # noqa: F401
