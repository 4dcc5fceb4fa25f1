"""What fields there are, what they may be given, and what becomes of them: tables, no decisions."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS = frozenset({"CharField", "TextField", "SlugField", "EmailField", "URLField", "FileField"})
INTEGERS = frozenset(
    {
        "IntegerField",
        "SmallIntegerField",
        "BigIntegerField",
        "PositiveIntegerField",
        "PositiveSmallIntegerField",
        "PositiveBigIntegerField",
    }
)
NUMBERS = INTEGERS | {"DecimalField", "FloatField"}
CODE, STARS = "referred.CodeField", "referred.StarsField"

UNBOUNDED = frozenset(
    {"TextField", "JSONField", "BinaryField", "BooleanField", "ArrayField", "IntegerRangeField"}
)
"""Not made unique or indexed at random: some vendor refuses it, or two rows are too many."""

KINDS = (
    *("CharField", "CharField", "TextField", "IntegerField", "IntegerField"),
    *sorted((TEXTS | NUMBERS) - {"CharField", "TextField", "IntegerField"}),
    *("BooleanField", "DateField", "DateTimeField", "TimeField", "DurationField", "UUIDField"),
    *("JSONField", "BinaryField", "GenericIPAddressField", CODE, STARS),
)
POSTGRESQL_KINDS = ("ArrayField", "IntegerRangeField")

REQUIRED: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "CharField": ({"max_length": "60"}, {"max_length": "100"}, {"max_length": "200"}),
    "DecimalField": (
        {"max_digits": "8", "decimal_places": "2"},
        {"max_digits": "14", "decimal_places": "4"},
    ),
    "ArrayField": ({"*": "models.IntegerField()"}, {"*": "models.CharField(max_length=20)"}),
    CODE: ({}, {"upper": "True"}),
    STARS: ({"most": "5"}, {"most": "9"}),
    "SlugField": ({}, {"db_index": "False"}),
}
"""Arguments that a field has from the start."""

INTEGER_DEFAULTS = ("0", "5", "referred.seven")
TEXT_DEFAULTS = ("''", "'abc'", '"it\'s 5% \\\\ off"', "referred.word")
DEFAULTS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(INTEGERS, INTEGER_DEFAULTS),
    **dict.fromkeys(("CharField", "TextField", "SlugField", CODE), TEXT_DEFAULTS),
    "EmailField": ("'a@example.org'",),
    "URLField": ("'http://example.org'",),
    "FileField": ("''", "'x.txt'"),
    "BooleanField": ("True", "False"),
    "DecimalField": ("1", "Decimal('2.50')"),
    "FloatField": ("1.5", "0"),
    "DateField": ("datetime.date(2001, 2, 3)",),
    "TimeField": ("datetime.time(4, 5)",),
    "DateTimeField": ("datetime.datetime(2001, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)",),
    "DurationField": ("datetime.timedelta(days=1)",),
    "UUIDField": ("uuid.UUID(int=7)",),
    "BinaryField": ("b'xyz'",),
    "JSONField": ("referred.empty", "dict"),
    "GenericIPAddressField": ("'10.0.0.1'",),
    "ArrayField": ("list",),
    STARS: ("3",),
}

DATABASE_DEFAULTS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(INTEGERS, ("4", "Value(2) + Value(3)")),
    "CharField": ("''", "'abc'", "Lower(Value('ABC'))"),
    "BooleanField": ("True", "False"),
    "DecimalField": ("Decimal('2.50')",),
    "FloatField": ("1.5",),
    "DateField": ("datetime.date(2001, 2, 3)",),
    "JSONField": ("Value({'a': 1}, models.JSONField())",),
    "UUIDField": ("uuid.UUID(int=7)",),
}

ONE_OFF: Mapping[str, str] = {
    "BooleanField": "True",
    "DateField": "datetime.date(1999, 1, 1)",
    "DateTimeField": "datetime.datetime(1999, 1, 1, tzinfo=datetime.timezone.utc)",
    "TimeField": "datetime.time(1, 1)",
    "DurationField": "datetime.timedelta(1)",
    "JSONField": "{}",
    "BinaryField": "b'q'",
    "GenericIPAddressField": "'10.1.1.1'",
    "ArrayField": "[]",
    "IntegerRangeField": "(1, 5)",
    "UUIDField": "'00000000-0000-0000-0000-000000000005'",
    **dict.fromkeys((*TEXTS, CODE), "'3'"),
}
"""What is typed when rows need a value; a number where nothing is listed."""

CONVERSIONS: Mapping[str, tuple[str, ...]] = {
    "CharField": ("TextField", "SlugField", "EmailField", "URLField", CODE, "FileField"),
    "TextField": ("CharField",),
    "SlugField": ("CharField", "TextField"),
    "EmailField": ("CharField", "TextField"),
    "URLField": ("CharField", "TextField"),
    "FileField": ("CharField",),
    CODE: ("CharField", "TextField"),
    "IntegerField": (
        *("BigIntegerField", "SmallIntegerField", "PositiveIntegerField", "CharField"),
        *("FloatField", "DecimalField", "TextField", STARS, "ForeignKey"),
    ),
    "SmallIntegerField": ("IntegerField", "BigIntegerField", "PositiveSmallIntegerField"),
    "BigIntegerField": ("IntegerField", "PositiveBigIntegerField", "CharField", "ForeignKey"),
    "PositiveIntegerField": ("IntegerField", "PositiveBigIntegerField"),
    "PositiveSmallIntegerField": ("IntegerField", "PositiveIntegerField"),
    "PositiveBigIntegerField": ("BigIntegerField",),
    "BooleanField": ("CharField", "SmallIntegerField"),
    "DecimalField": ("FloatField", "CharField"),
    "FloatField": ("DecimalField", "IntegerField"),
    "DateField": ("DateTimeField", "CharField"),
    "DateTimeField": ("DateField", "CharField"),
    "TimeField": ("CharField",),
    "DurationField": ("BigIntegerField", "CharField"),
    "UUIDField": ("CharField",),
    "JSONField": ("TextField",),
    "GenericIPAddressField": ("CharField",),
    STARS: ("IntegerField",),
    "BinaryField": ("TextField",),
    "ForeignKey": ("BigIntegerField", "OneToOneField", "IntegerField"),
    "OneToOneField": ("ForeignKey",),
}

COLLATIONS: Mapping[str, tuple[str, ...]] = {
    "sqlite": ("'NOCASE'", "'RTRIM'"),
    "postgresql": ("'C'", "'POSIX'"),
    "mysql": ("'utf8mb4_bin'", "'utf8mb4_general_ci'"),
}
COMMENTS = ("'a comment'", '"it\'s so"', "'other'")
KEPT = ("null", "blank", "db_column", "unique", "db_index", "db_comment")
"""Arguments that survive when a field becomes one of another kind."""

KEYS = ("AutoField", "SmallAutoField", "UUIDField", "CharField", "IntegerField")
KEY_CONVERSIONS: Mapping[str, tuple[str, ...]] = {
    "AutoField": ("BigAutoField", "IntegerField"),
    "SmallAutoField": ("AutoField", "BigAutoField"),
    "BigAutoField": ("BigIntegerField", "AutoField"),
    "IntegerField": ("AutoField", "BigAutoField", "BigIntegerField"),
    "BigIntegerField": ("BigAutoField",),
    "CharField": ("SlugField", "CharField"),
    "SlugField": ("CharField",),
}
