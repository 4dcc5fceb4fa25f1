"""Every operation on a real database: what it does to the schema, and that going back undoes it."""

import pytest

from tests.operations.databases import site
from tests.operations.samples import SAMPLES, build

NO_WAY_BACK = {"name an index"}
"""The unnamed index had a name that only the database knew; going back leaves the new one."""

INDEXES_KEEP_NAMES = {"alter a table", "rename a field that is referred to"}
"""Indexes named after the old table or column stay as they are, as in Django."""

UNDOABLE = [name for name in SAMPLES if build(name).reversible and name not in NO_WAY_BACK]
SCHEMA_CHANGES = [
    name
    for name in SAMPLES
    if not name.startswith("run")
    and name not in {*INDEXES_KEEP_NAMES, "delete a model that others refer to"}
]


@pytest.mark.parametrize("sample", UNDOABLE)
def test_going_back_restores_the_schema(shop, sample):
    before = shop.schema()
    operation = build(sample)

    shop.after(operation).back_through(operation, shop.state)

    assert shop.schema() == before


@pytest.mark.parametrize("sample", SCHEMA_CHANGES)
def test_step_by_step_gives_the_schema_that_creation_at_once_gives(shop, engine, sample):
    after = shop.after(build(sample))

    assert after.schema() == site(engine, after.state).schema()


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_operation_itself_stays_as_it_was(shop, sample):
    operation = build(sample)
    before = vars(operation).copy()

    after = shop.after(operation)
    if operation.reversible:
        after.back_through(operation, shop.state)

    changed = {name for name, value in before.items() if vars(operation)[name] is not value}
    assert changed == set()


@pytest.mark.parametrize("sample", [sample for sample in SAMPLES if not build(sample).reversible])
def test_what_cannot_be_undone_says_so(shop, sample):
    operation = build(sample)

    with pytest.raises(NotImplementedError, match="You cannot reverse this operation"):
        shop.after(operation).back_through(operation, shop.state)
