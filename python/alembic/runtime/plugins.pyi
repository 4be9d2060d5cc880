"""Plugins: functions that a package adds to what autogenerate compares."""

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

from alembic.util.langhelpers import DispatchPriority, PriorityDispatcher

class Plugin:
    name: str
    autogenerate_comparators: PriorityDispatcher
    def __init__(self, name: str) -> None: ...
    def remove(self) -> None: ...
    def add_autogenerate_comparator(
        self,
        fn: Callable[..., Any],
        compare_target: str,
        compare_element: str | None = None,
        *,
        qualifier: str = "default",
        priority: DispatchPriority = ...,
    ) -> None: ...
    @classmethod
    def populate_autogenerate_priority_dispatch(
        cls, comparators: PriorityDispatcher, include_plugins: Sequence[str]
    ) -> None: ...
    @classmethod
    def setup_plugin_from_module(cls, module: ModuleType, name: str) -> None: ...
