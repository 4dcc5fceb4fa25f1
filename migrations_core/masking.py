"""What is left out of messages: values in SQL by hand, values of rows in errors, passwords in names of databases."""

from __future__ import annotations

import re

MASK = "..."

TOKENS = re.compile(
    r"""
    (?P<comment> --[^\n]* | /\*.*?\*/ )
    | (?P<name> "(?:[^"]|"")*" | `(?:[^`]|``)*` )
    | (?P<text> '(?:[^']|'')*(?:'|\Z) | \$(?P<tag>\w*)\$.*?(?:\$(?P=tag)\$|\Z) )
    | (?P<number> (?<![\w$.]) \d[\w.]* )
    """,
    re.DOTALL | re.VERBOSE,
)
"""What has to be told apart to find the literals of a statement."""

ESCAPED_QUOTE = re.compile(r"""['"].*\\['"].*""", re.DOTALL)

DEFINITIONS = frozenset(
    {"ALTER", "ANALYZE", "COMMENT", "CREATE", "DROP", "GRANT", "RENAME", "REVOKE", "TRUNCATE"}
)
"""The statements whose numbers are lengths and the like."""

ROW_VALUES = re.compile(r"^DETAIL: .*?(?=^(?:HINT|CONTEXT|QUERY|LINE \d+): |\Z)", re.M | re.S)
CREDENTIALS = re.compile(r"(?P<user>://[^/?#\s:@]*):[^/?#\s]*@")
PASSWORD = re.compile(
    r"\b(?P<key>(?:ssl)?(?:password|passwd|pwd|key))\s*=\s*(?:'(?:[^'\\]|\\.)*'|[^\s&;']+)", re.I
)


def without_literals(sql: str, *, quotes_are_texts: bool = False) -> str:
    """Return a statement that somebody wrote with its literals masked.

    Numbers stay where they define something. ``quotes_are_texts`` says that MySQL reads double quotes as a text.
    """
    words = sql.split(None, 1)
    keeps_numbers = bool(words) and words[0].upper() in DEFINITIONS

    def masked(token: re.Match[str]) -> str:
        found = token[0]
        if token["text"] or (quotes_are_texts and found.startswith('"')):
            return f"'{MASK}'"
        return "?" if token["number"] and not keeps_numbers else found

    # Whether a backslash hides a quote depends on the server's settings: everything from there on may be in a text.
    certain = ESCAPED_QUOTE.sub(f"'{MASK}'", sql)
    return TOKENS.sub(masked, certain)


def without_row_values(text: str) -> str:
    """Return what PostgreSQL says about an error without the rows that it is about."""
    return ROW_VALUES.sub("", text).rstrip()


def without_password(text: str) -> str:
    """Return the name of a database, or what is said of it, with the password of a DSN in it masked."""
    return PASSWORD.sub(r"\g<key>=***", CREDENTIALS.sub(r"\g<user>:***@", text))
