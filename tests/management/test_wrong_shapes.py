"""Files that say nonsense: each command has one message with the place, before anything is done."""

from __future__ import annotations

import io

import pytest
from django.core.management import load_command_class
from django.core.management.base import CommandError

from tests.apps_on_disk import migration

FIRST = migration(
    'operations = [migrations.CreateModel("Book", [("id", models.BigAutoField(primary_key=True))])]'
)
FILE = """
from django.db import migrations, models
import sys

class Nasty(Exception):
    def __str__(self):
        raise ValueError("no text")
    __repr__ = __str__

class Field(models.TextField):
    def deconstruct(self):
        {deconstruct}

class Migration(migrations.Migration):
    {body}
"""
COMMANDS = {
    "migrate": (),
    "makemigrations": (),
    "showmigrations": (),
    "sqlmigrate": ("library", "0002"),
    "squashmigrations": ("library", "0002", "--noinput"),
}
KEYS = ("dependencies", "run_before", "replaces")
PAIRS = "which has to be a list of pairs such as ('app_label', '0001_initial')."

NO_LISTS = ("None", "5", "True", "'ab'", "b'ab'", "list", "{'library': '0001_initial'}")
"""What stands for a list."""

NO_PAIRS = (
    *("None", "5", "'ab'", "()", "('a',)", "('a', 'b', 'c')", "(1, 2)", "('library', None)"),
    *("[('library', '0001_initial')]", "('library', ['0001_initial'])", "{}"),
)
"""What stands in a list of pairs."""

NO_OPERATIONS = {
    "None": "None is no operation",
    "5": "5 is no operation",
    "'SELECT 1'": "'SELECT 1' is no operation",
    "models.TextField()": "<django.db.models.fields.TextField> is no operation",
    "migrations.RunSQL": "RunSQL is a class: call it, RunSQL(...)",
    "[migrations.RunSQL('x')]": "[<RunSQL 'x'>] is a list in the list: take its brackets (or a comma) away",
    "migrations.SeparateDatabaseAndState([migrations.RunSQL])": (
        "in database_operations of SeparateDatabaseAndState, RunSQL is a class: call it, RunSQL(...)"
    ),
    "migrations.SeparateDatabaseAndState(state_operations=[None])": (
        "in state_operations of SeparateDatabaseAndState, None is no operation"
    ),
    "migrations.RunSQL('x', state_operations='yz')": (
        "in state_operations of RunSQL, 'y' is no operation"
    ),
}
"""What stands in a list of operations, and what is said of it."""

ARGUMENTS = {
    "RunSQL(None)": "None for sql",
    "RunSQL(5)": "5 for sql",
    "RunSQL([None])": "[None] for sql",
    "RunSQL([('SELECT 1',)])": "[('SELECT 1',)] for sql",
    "RunSQL([('SELECT 1', [], 3)])": "[('SELECT 1', [], 3)] for sql",
    "RunSQL('x', 5)": "5 for reverse_sql",
    "RunSQL('x', hints=5)": "5 for hints",
    "RunPython(print, hints={5: 5})": "{5: 5} for hints",
    "CreateModel(None, [])": "None for name",
    "CreateModel(5, [])": "5 for name",
    "CreateModel('T', [('a', 5)])": "[('a', 5)] for fields",
    "CreateModel('T', [('a', models.TextField)])": (
        "[('a', <class 'django.db.models.fields.TextField'>)] for fields"
    ),
    "CreateModel('T', [(5, models.TextField())])": (
        "[(5, <django.db.models.fields.TextField>)] for fields"
    ),
    "CreateModel('T', {'ab': models.TextField()})": (
        "{'ab': <django.db.models.fields.TextField>} for fields"
    ),
    "CreateModel('T', [], options=5)": "5 for options",
    "CreateModel('T', [], options=['x'])": "['x'] for options",
    "CreateModel('T', [], options={'indexes': 5})": "{'indexes': 5} for options",
    "CreateModel('T', [], options={'constraints': [5]})": "{'constraints': [5]} for options",
    "CreateModel('T', [], bases=[5])": "[5] for bases",
    "DeleteModel(None)": "None for name",
    "RenameModel('Book', 5)": "5 for new_name",
    "AddField(None, 'x', models.TextField())": "None for model_name",
    "AddField('book', 5, models.TextField())": "5 for name",
    "AddField('book', 'x', None)": "None for field",
    "AddField('book', 'x', 'TextField')": "'TextField' for field",
    "AddField('book', 'x', models.TextField)": (
        "<class 'django.db.models.fields.TextField'> for field"
    ),
    "AlterField('book', 'x', 5)": "5 for field",
    "RemoveField('book', None)": "None for name",
    "RenameField('book', 'id', None)": "None for new_name",
    "RemoveIndex('book', None)": "None for name",
    "RenameIndex('book', 'new', old_name=5)": "5 for old_name",
    "RenameIndex('book', 'new', old_fields=5)": "5 for old_fields",
    "AddConstraint('book', 5)": "5 for constraint",
    "AddConstraint('book', models.UniqueConstraint)": (
        "<class 'django.db.models.constraints.UniqueConstraint'> for constraint"
    ),
    "RemoveConstraint('book', 5)": "5 for name",
    "AlterUniqueTogether('book', [5])": "{(5,)} for unique_together",
    "AlterModelOptions('book', None)": "None for options",
    "AlterModelManagers('book', [5])": "[5] for managers",
    "AlterModelTable('book', 5)": "5 for table",
    "AlterOrderWithRespectTo('book', 5)": "5 for order_with_respect_to",
}
"""Operations whose arguments Django's constructors let pass, and what is said of them."""

CONSTRUCTORS = (
    *("RunPython(None)", "RunPython('x')", "CreateModel()", "CreateModel('T', None)"),
    *("CreateModel('T', [5])", "CreateModel('T', [('a',)])", "CreateModel('T', [], bases=5)"),
    *("CreateModel('T', [], managers=5)", "AddIndex('book', 5)", "AlterUniqueTogether('book', 5)"),
)
"""Operations that cannot even be made."""

IMPORTS = {
    "raise Nasty()": "Nasty: (its text cannot be shown: __str__() raises ValueError)",
    "raise SystemExit": "SystemExit",
    "sys.exit(0)": "SystemExit: 0",
    "sys.exit('bye')": "SystemExit: bye",
    "raise GeneratorExit": "GeneratorExit",
    "raise BaseException('x')": "BaseException: x",
    "raise RecursionError": "RecursionError",
    "raise StopIteration": "StopIteration",
    "1 / 0": "ZeroDivisionError: division by zero",
    "assert False": "AssertionError",
    "import nowhere": "ModuleNotFoundError: No module named 'nowhere'",
    "x = (": "SyntaxError: '(' was never closed (0002_more.py, line 17)",
}
"""What a module does when it is imported, and what is said of it."""

DECONSTRUCTIONS = (
    *("raise ValueError('no')", "raise Nasty()", "sys.exit()", "return self.deconstruct()"),
    *("return None", "return 5", "return ()", "return (1, 2, 3, 4)", "return 'abcd'"),
    *("return ('x', 'django.db.models.TextField', 5, {})",),
    *("return ('x', 'django.db.models.TextField', [], {'nonsense': 1})",),
    *("return ('x', 'django.db.models.TextField', [], {5: 1})",),
)


def more(*, deconstruct: str = "pass", **attributes: str) -> str:
    """Return the file of a second migration whose class has these attributes, in line 16 and the following ones."""
    if "dependencies" not in attributes:
        attributes["dependencies"] = '[("library", "0001_initial")]'
    body = "\n    ".join(f"{name} = {value}" for name, value in attributes.items())
    return FILE.format(deconstruct=deconstruct, body=body)


@pytest.fixture
def told(apps, connection):
    """Run a command over a file as from a command line; return what it says when it fails, or nothing."""

    def run(text: str, command: str = "migrate") -> str:
        apps.add("library", {"0001_initial.py": FIRST, "0002_more.py": text})
        arguments = [*COMMANDS[command]]
        if command in ("migrate", "showmigrations", "sqlmigrate"):
            arguments.append("--database=scratch")
        called = load_command_class("migrations_core", command)
        called._called_from_command_line = True
        parser = called.create_parser("manage.py", command)
        options = vars(parser.parse_args(arguments))
        options |= {"stdout": io.StringIO(), "stderr": io.StringIO(), "skip_checks": True}
        with apps.installed():
            try:
                called.execute(*options.pop("args", ()), **options)
            except CommandError as error:
                failed = error  # the name would be gone
            else:
                return ""
        assert connection.introspection.table_names() == []
        assert failed.returncode == 1
        return str(failed).replace(f"{apps.path}/", "")

    return run


def of_line(line: int, reason: str) -> str:
    return f"Migration library.0002_more (library/migrations/0002_more.py, line {line}) {reason}"


@pytest.mark.parametrize("attribute", KEYS)
@pytest.mark.parametrize("value", NO_LISTS)
def test_what_is_no_list_of_migrations(told, attribute, value):
    said = told(more(**{attribute: value}))

    assert said.startswith(of_line(15, "has "))
    assert said.endswith(f" for {attribute}, {PAIRS}")


@pytest.mark.parametrize("attribute", KEYS)
@pytest.mark.parametrize("value", NO_PAIRS)
def test_what_is_no_name_of_a_migration(told, attribute, value):
    assert told(more(**{attribute: f"[{value}]"})) == of_line(
        15, f"has {value} in {attribute}, {PAIRS}"
    )


@pytest.mark.parametrize("attribute", [*KEYS, "operations"])
def test_a_generator_would_be_empty_for_the_next_who_looks(told, attribute):
    said = told(more(**{attribute: "(x for x in [])"}))

    assert said.startswith(of_line(15, "has <generator object"))
    assert said.endswith(f" for {attribute}, which gives its items only once: write a list.")


@pytest.mark.parametrize("value", NO_LISTS)
def test_what_is_no_list_of_operations(told, value):
    said = told(more(operations=value))

    assert said.startswith(of_line(15, "has "))
    assert said.endswith(" for operations, which has to be a list of operations.")


def test_a_set_of_operations_has_no_order(told):
    said = told(more(operations="{migrations.RunSQL('x'), migrations.RunSQL('y')}"))

    assert said.endswith(" for operations, which has no order: write a list.")


@pytest.mark.parametrize(("value", "problem"), NO_OPERATIONS.items())
def test_what_is_no_operation(told, value, problem):
    operations = f"[\n        migrations.RunSQL('SELECT 1'),\n        {value},\n    ]"

    assert told(more(operations=operations)) == of_line(
        17, f"cannot be used: operation 2: {problem}."
    )


@pytest.mark.parametrize(("operation", "problem"), ARGUMENTS.items())
def test_an_operation_made_from_something_else(told, operation, problem):
    said = told(more(operations=f"[migrations.{operation}]"))
    name = operation.partition("(")[0]

    assert said.startswith(
        of_line(15, f"cannot be used: operation 1: {name} has {problem}, which has to be ")
    )


@pytest.mark.parametrize("operation", CONSTRUCTORS)
def test_an_operation_that_cannot_be_made(told, operation):
    assert told(more(operations=f"[migrations.{operation}]")).startswith(
        "Migration library.0002_more cannot be imported (library/migrations/0002_more.py, line 15): "
    )


@pytest.mark.parametrize(("statement", "said"), IMPORTS.items())
def test_a_module_that_raises(told, statement, said):
    assert told(more(operations="[]") + statement) == (
        f"Migration library.0002_more cannot be imported (library/migrations/0002_more.py, line 17): {said}"
    )


@pytest.mark.parametrize("deconstruct", DECONSTRUCTIONS)
def test_a_field_that_cannot_be_copied(told, deconstruct):
    operations = "[migrations.AddField('book', 'x', Field(default=''))]"

    assert told(more(deconstruct=deconstruct, operations=operations)).startswith(
        of_line(
            15,
            "cannot be used: operation 1: the field x of class Field cannot be made again from what its deconstruct() "
            "gives: ",
        )
    )


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    "text",
    [
        more(dependencies="None"),
        more(replaces="[5]"),
        more(operations="[migrations.RunSQL]"),
        more(operations="[]") + "sys.exit(0)",
        "",
        "Migration = 5",
        "class Migration: pass",
    ],
    ids=["dependencies", "replaces", "operations", "exit", "empty", "no class", "another class"],
)
def test_every_command_says_so(told, command, text):
    assert "library/migrations/0002_more.py" in told(text, command)


@pytest.mark.parametrize(
    "deconstruct", [each for each in DECONSTRUCTIONS if "nonsense" not in each]
)
def test_a_field_that_cannot_be_written(told, deconstruct):
    operations = "[migrations.AddField('book', 'x', Field(default=''))]"
    text = more(deconstruct=deconstruct, operations=operations)

    assert told(text, "squashmigrations").endswith(
        "The value is at: library.0001_squashed_0002_more -> CreateModel Book -> field x"
    )


@pytest.mark.parametrize(
    "attributes",
    [
        {"dependencies": "(('library', '0001_initial'),)"},
        {"dependencies": "[['library', '0001_initial']]"},
        {"dependencies": "{('library', '0001_initial')}"},
        {"operations": "()"},
        {"operations": "(migrations.RunSQL('SELECT 1'),)"},
        {"operations": "{migrations.RunSQL('SELECT 1')}"},
        {"operations": "[migrations.RunSQL([('SELECT %s', [1]), 'SELECT 2'])]"},
        {"operations": "[migrations.AlterUniqueTogether('book', None)]"},
        {"operations": "[migrations.AlterIndexTogether('book', None)]"},
        {"operations": "[migrations.CreateModel('Shelf', [], options={'indexes': set()})]"},
        {"replaces": "()"},
        {"replaces": "[['library', '0000_before']]"},
        {"run_before": "{}", "initial": "0", "atomic": "'yes'"},
    ],
    ids=str,
)
def test_what_django_takes_is_taken(told, attributes):
    assert told(more(**attributes)) == ""
