"""What the engine gets for each case: as written down, and the same from both packages."""

import json

import harness
import pytest

needs_real = pytest.mark.skipif(not harness.HAS_REAL, reason="the real SQLAlchemy is not here")


def _assert_same(given, expected):
    different = {
        source: (given.get(source), answer)
        for source, answer in expected.items()
        if given.get(source) != answer
    }
    assert not different, json.dumps(different, indent=1)
    assert given.keys() == expected.keys()


@pytest.mark.parametrize("kind", harness.KINDS)
def test_built_in_package_gives_what_is_written_down(kind):
    expected = json.loads(harness.expected_path(kind).read_text())
    _assert_same(harness.described(kind, embedded=True), expected)


def test_operations_without_objects_give_what_is_written_down():
    expected = json.loads(harness.expected_path("operations").read_text())
    _assert_same(harness.described("operations", True, "shortcuts"), expected)


@pytest.mark.parametrize("embedded", [True, pytest.param(False, marks=needs_real)])
def test_operations_survive_being_made_objects(embedded):
    changed = json.loads(harness.run([harness.HERE / "operation_objects.py"], embedded).stdout)
    assert not changed, json.dumps(changed, indent=1)


@needs_real
@pytest.mark.parametrize("kind", harness.KINDS)
def test_real_package_gives_what_is_written_down(kind):
    expected = json.loads(harness.expected_path(kind).read_text())
    _assert_same(harness.described(kind, embedded=False), expected)


@needs_real
@pytest.mark.parametrize("name", harness.MODELS)
def test_models_tell_the_same_tables(name):
    built_in, real = (harness.models(name, embedded) for embedded in (True, False))
    _assert_same(built_in["tables"], real["tables"])
    assert list(built_in["tables"]) == list(real["tables"])
    assert built_in["order"] == real["order"]
