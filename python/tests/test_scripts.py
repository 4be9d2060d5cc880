"""Scripts that check things by themselves, in processes of their own."""

import harness
import pytest

# Scripts that must hold with the standard modules as well.
GENERAL = ["typing_names", "asyncio_runs", "dotenv_rules"]
OURS = [path.stem for path in sorted((harness.HERE / "scripts").glob("*.py"))]


def _path(name):
    return harness.HERE / "scripts" / f"{name}.py"


@pytest.mark.parametrize("name", OURS)
def test_with_our_modules(name):
    harness.run([_path(name)], embedded=True)


@pytest.mark.parametrize("name", GENERAL)
def test_with_the_standard_modules(name):
    harness.run([_path(name)], embedded=False)
