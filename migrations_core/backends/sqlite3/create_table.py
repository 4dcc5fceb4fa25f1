"""Parse the text of CREATE TABLE, where SQLite keeps what no pragma tells.

Names of constraints, deferrability, AUTOINCREMENT, CHECK and generated expressions, collations and
conflict clauses exist nowhere else. Grammar: https://www.sqlite.org/lang_createtable.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from migrations_core.schema.tables import Check, ForeignKey, PrimaryKey, Unique

from .tokens import Token, spell, split_at_commas, tokenize

TABLE_CONSTRAINTS = ("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN")
COLUMN_CONSTRAINTS = (
    "CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES",
    "GENERATED", "AS",
)  # fmt: skip


class UnreadableDDLError(Exception):
    """The text is not understood; a snapshot that guesses would be worse than none."""


@dataclass(slots=True)
class ColumnDefinition:
    """What one column definition says, as far as pragmas do not say it better."""

    name: str
    type: str = ""
    default: str | None = None
    collation: str = ""
    generated: str | None = None
    autoincrement: bool = False
    options: list[str] = field(default_factory=list)


@dataclass(slots=True)
class TableDefinition:
    """What a whole CREATE TABLE says: constraints of columns and of the table in one place."""

    columns: dict[str, ColumnDefinition] = field(default_factory=dict)
    primary_key: PrimaryKey | None = None
    uniques: list[Unique] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    foreign_keys: list[ForeignKey] = field(default_factory=list)
    options: tuple[str, ...] = ()


class Reader:
    """A position in a list of tokens."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.position = 0

    def __bool__(self) -> bool:
        return self.position < len(self.tokens)

    def at(self, *keywords: str) -> bool:
        return bool(self) and self.tokens[self.position].is_keyword(*keywords)

    def at_parenthesis(self) -> bool:
        return bool(self) and self.tokens[self.position].is_operator("(")

    def take(self) -> Token:
        if not self:
            raise UnreadableDDLError(f"Unexpected end of: {spell(self.tokens)}")
        self.position += 1
        return self.tokens[self.position - 1]

    def accept(self, *keywords: str) -> bool:
        """Step over these keywords if they come next, all of them."""
        coming = self.tokens[self.position : self.position + len(keywords)]
        found = [token.text for token in coming if token.kind == "keyword"] == list(keywords)
        if found:
            self.position += len(keywords)
        return found

    def expect(self, *keywords: str) -> None:
        if not self.accept(*keywords):
            rest = spell(self.tokens[self.position :])
            raise UnreadableDDLError(f"Expected {' '.join(keywords)} before: {rest}")

    def name(self) -> str:
        token = self.take()
        return token.text.strip("'") if token.kind == "string" else token.text

    def parenthesised(self) -> list[Token]:
        """Take a balanced parenthesis and return what is inside."""
        if not self.at_parenthesis():
            raise UnreadableDDLError(f"Expected ( before: {spell(self.tokens[self.position :])}")
        start, depth = self.position + 1, 0
        while True:
            token = self.take()
            depth += token.is_operator("(") - token.is_operator(")")
            if depth == 0:
                return self.tokens[start : self.position - 1]

    def names(self) -> tuple[str, ...]:
        return tuple(_column_name(part) for part in split_at_commas(self.parenthesised()))


def parse_create_table(sql: str) -> TableDefinition:
    reader = Reader(tokenize(sql))
    reader.expect("CREATE")
    reader.accept("TEMP")
    reader.expect("TABLE")
    reader.accept("IF", "NOT", "EXISTS")
    reader.name()
    table = TableDefinition()
    for part in split_at_commas(reader.parenthesised()):
        if part[0].is_keyword(*TABLE_CONSTRAINTS):
            _read_table_constraint(table, Reader(part))
        else:
            _read_column(table, Reader(part))
    rest = reader.tokens[reader.position :]
    table.options = tuple(
        sorted(" ".join(t.text.upper() for t in p) for p in split_at_commas(rest))
    )
    return table


def _column_name(part: list[Token]) -> str:
    # COLLATE and ASC/DESC are allowed after a column of a key; neither Django nor we write them.
    if len(part) != 1:
        raise UnreadableDDLError(f"Expected the name of a column: {spell(part)}")
    return part[0].text


def _read_column(table: TableDefinition, reader: Reader) -> None:
    column = ColumnDefinition(reader.name())
    table.columns[column.name] = column
    words: list[str] = []
    while reader and not reader.at(*COLUMN_CONSTRAINTS):
        words.append(reader.take().text.lower())
    column.type = " ".join(words)
    while reader:
        name = reader.name() if reader.accept("CONSTRAINT") else ""
        if not _read_key(table, reader, name=name, column=column):
            _read_column_property(column, reader, name=name)


def _read_table_constraint(table: TableDefinition, reader: Reader) -> None:
    name = reader.name() if reader.accept("CONSTRAINT") else ""
    if not _read_key(table, reader, name=name, column=None):
        raise UnreadableDDLError(f"Not a table constraint: {spell(reader.tokens)}")
    if reader:
        raise UnreadableDDLError(f"Not understood at its end: {spell(reader.tokens)}")


def _read_key(
    table: TableDefinition, reader: Reader, *, name: str, column: ColumnDefinition | None
) -> bool:
    """Read a constraint that may stand beside a column or on its own; False if there is none."""
    own = (column.name,) if column else None
    if reader.accept("PRIMARY", "KEY"):
        columns = own or reader.names()
        order = ["DESC"] if reader.accept("DESC") else []
        reader.accept("ASC")
        options = (*order, *_conflict(reader))
        if column:
            column.autoincrement = reader.accept("AUTOINCREMENT")
        table.primary_key = PrimaryKey(columns, name=name, options=options)
    elif reader.accept("UNIQUE"):
        columns = own or reader.names()
        table.uniques.append(Unique(columns, name=name, options=tuple(_conflict(reader))))
    elif reader.accept("CHECK"):
        expression = spell(reader.parenthesised())
        options = tuple(_conflict(reader))
        table.checks.append(Check(expression=expression, name=name, options=options))
    elif own and reader.at("REFERENCES"):
        table.foreign_keys.append(_references(reader, columns=own, name=name))
    elif not own and reader.accept("FOREIGN", "KEY"):
        table.foreign_keys.append(_references(reader, columns=reader.names(), name=name))
    else:
        return False
    return True


def _read_column_property(column: ColumnDefinition, reader: Reader, *, name: str) -> None:
    if reader.accept("NOT", "NULL"):
        clause = ["NOT NULL", *([f"named {name}"] if name else []), *_conflict(reader)]
        column.options += [" ".join(clause)] if len(clause) > 1 else []
    elif reader.accept("NULL"):
        pass
    elif reader.accept("DEFAULT"):
        column.default = _default(reader)
    elif reader.accept("COLLATE"):
        column.collation = reader.name()
    elif reader.accept("GENERATED", "ALWAYS", "AS") or reader.accept("AS"):
        column.generated = spell(reader.parenthesised())
        if reader:  # VIRTUAL or STORED, which PRAGMA table_xinfo tells
            reader.take()
    else:
        rest = spell(reader.tokens[reader.position :])
        raise UnreadableDDLError(f"Not a constraint of column {column.name}: {rest}")


def _default(reader: Reader) -> str:
    if reader.at_parenthesis():
        return f"( {spell(reader.parenthesised())} )"
    token = reader.take()
    if token.is_operator("-") or token.is_operator("+"):
        return token.text + reader.take().spelling
    return token.spelling


def _conflict(reader: Reader) -> Iterator[str]:
    if reader.accept("ON", "CONFLICT"):
        yield f"ON CONFLICT {reader.take().text}"


def _references(reader: Reader, *, columns: tuple[str, ...], name: str) -> ForeignKey:
    reader.expect("REFERENCES")
    target = reader.name()
    target_columns = reader.names() if reader.at_parenthesis() else ()
    actions = {"DELETE": "NO ACTION", "UPDATE": "NO ACTION"}
    match = ""
    while reader.at("ON", "MATCH"):
        if reader.take().text == "MATCH":
            match = reader.name().upper()
        else:
            event = reader.take().text
            actions[event] = _action(reader)
    return ForeignKey(
        columns,
        name=name,
        target=target,
        target_columns=target_columns,
        on_delete=actions["DELETE"],
        on_update=actions["UPDATE"],
        match=match,
        deferrability=_deferrability(reader),
    )


def _action(reader: Reader) -> str:
    word = reader.take().text
    return f"{word} {reader.take().text}" if word in ("SET", "NO") else word


def _deferrability(reader: Reader) -> str:
    if reader.accept("NOT", "DEFERRABLE"):
        _ = reader.accept("INITIALLY", "DEFERRED") or reader.accept("INITIALLY", "IMMEDIATE")
    elif reader.accept("DEFERRABLE"):
        if reader.accept("INITIALLY", "DEFERRED"):
            return "DEFERRABLE INITIALLY DEFERRED"
        reader.accept("INITIALLY", "IMMEDIATE")
        return "DEFERRABLE INITIALLY IMMEDIATE"
    return "NOT DEFERRABLE"
