"""Cut SQLite's SQL into tokens and write tokens back in one normal spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from migrations_core.values import frozen

# https://www.sqlite.org/lang_keywords.html, and TRUE and FALSE, which are literals when bare.
KEYWORDS = frozenset(
    """
    ABORT ACTION ADD AFTER ALL ALTER ALWAYS ANALYZE AND AS ASC ATTACH AUTOINCREMENT BEFORE BEGIN
    BETWEEN BY CASCADE CASE CAST CHECK COLLATE COLUMN COMMIT CONFLICT CONSTRAINT CREATE CROSS
    CURRENT CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP DATABASE DEFAULT DEFERRABLE DEFERRED DELETE
    DESC DETACH DISTINCT DO DROP EACH ELSE END ESCAPE EXCEPT EXCLUDE EXCLUSIVE EXISTS EXPLAIN FAIL
    FALSE FILTER FIRST FOLLOWING FOR FOREIGN FROM FULL GENERATED GLOB GROUP GROUPS HAVING IF IGNORE
    IMMEDIATE IN INDEX INDEXED INITIALLY INNER INSERT INSTEAD INTERSECT INTO IS ISNULL JOIN KEY LAST
    LEFT LIKE LIMIT MATCH MATERIALIZED NATURAL NO NOT NOTHING NOTNULL NULL NULLS OF OFFSET ON OR
    ORDER OTHERS OUTER OVER PARTITION PLAN PRAGMA PRECEDING PRIMARY QUERY RAISE RANGE RECURSIVE
    REFERENCES REGEXP REINDEX RELEASE RENAME REPLACE RESTRICT RETURNING RIGHT ROLLBACK ROW ROWS
    SAVEPOINT SELECT SET TABLE TEMP TEMPORARY THEN TIES TO TRANSACTION TRIGGER TRUE UNBOUNDED UNION
    UNIQUE UPDATE USING VACUUM VALUES VIEW VIRTUAL WHEN WHERE WINDOW WITH WITHOUT
    """.split()  # noqa: SIM905  # 149 quoted words would fill the page
)

PATTERN = re.compile(
    r"""
      (?P<space>\s+|--[^\n]*(?:\n|\Z)|/\*.*?(?:\*/|\Z))
    | (?P<string>[xX]?'(?:[^']|'')*')
    | (?P<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])
    | (?P<number>0[xX][0-9a-fA-F]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<word>[^\W\d][\w$]*)
    | (?P<operator>\|\||->>|->|<<|>>|<=|>=|<>|!=|==|.)
    """,
    re.VERBOSE | re.DOTALL,
)


@frozen
class Token:
    """A keyword, name, string, number or operator; `text` is the bare name, the rest as normalised.

    `called` marks an unquoted name before a parenthesis: functions, whose case has no meaning.
    """

    kind: str
    text: str
    called: bool = False

    def is_keyword(self, *texts: str) -> bool:
        return self.kind == "keyword" and self.text in texts

    def is_operator(self, text: str) -> bool:
        return self.kind == "operator" and self.text == text

    @property
    def spelling(self) -> str:
        if self.kind != "name":
            return self.text
        if self.called:
            return self.text.lower()
        return '"' + self.text.replace('"', '""') + '"'


def tokenize(sql: str) -> list[Token]:
    matches = [match for match in PATTERN.finditer(sql) if match.lastgroup != "space"]
    following = [match.group() for match in matches[1:]] + [""]
    return [
        _token(match.lastgroup or "", match.group(), before_parenthesis=after == "(")
        for match, after in zip(matches, following, strict=True)
    ]


def spell(tokens: Iterable[Token]) -> str:
    """Write tokens with single spaces: equal text if and only if equal tokens."""
    return " ".join(token.spelling for token in tokens)


def normalise(sql: str) -> str:
    return spell(tokenize(sql))


def without_double_quotes(sql: str) -> str:
    """Quote names as SQLite never quotes strings: it takes a doubly quoted name that is unknown for one."""

    def requoted(match: re.Match[str]) -> str:
        text = match.group()
        if match.lastgroup != "quoted" or text[0] != '"':
            return text
        return "`" + text[1:-1].replace('""', '"').replace("`", "``") + "`"

    return PATTERN.sub(requoted, sql)


def selection(view: str) -> str:
    """Return what a view selects: the rest after the first AS."""
    ends = (match.end() for match in PATTERN.finditer(view) if match.group().upper() == "AS")
    return view[next(ends, 0) :].strip()


def split_at_commas(tokens: Iterable[Token]) -> Iterator[list[Token]]:
    """Yield the parts between commas that stand outside parentheses."""
    part: list[Token] = []
    depth = 0
    for token in tokens:
        depth += token.is_operator("(") - token.is_operator(")")
        if depth == 0 and token.is_operator(","):
            yield part
            part = []
        else:
            part.append(token)
    if part:
        yield part


def _token(kind: str, text: str, *, before_parenthesis: bool) -> Token:
    match kind:
        case "word" if text.upper() in KEYWORDS:
            return Token("keyword", text.upper())
        case "word":
            return Token("name", text, called=before_parenthesis)
        case "quoted":
            closing = text[-1]
            return Token("name", text[1:-1].replace(closing * 2, closing))
        case "string" if text[0] in "xX":
            return Token("string", text.upper())
        case _:
            return Token(kind, text)
