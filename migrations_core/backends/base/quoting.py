"""Names in SQL: in quotes, with no way out of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from migrations_core.exceptions import UnusableNameError

NUL = "\0"


def quoted(name: str, quote_name: Callable[[str], str]) -> str:
    """Quote a name as ``quote_name`` of Django's backend does, and double the quotes in it, which that leaves.

    What is a name in quotes, or several with dots, passes as it is: ``"schema"."table"``. So does what becomes that
    between the quotes that it gets, ``schema"."table``; projects name the schema of a table that way.
    """
    if NUL in name:
        raise UnusableNameError(name, "it has a NUL in it")
    written = quote_name(name)
    quote = written[:1]
    if quote not in ('"', "`") or quote not in name:
        return written
    if _names_in(quote).fullmatch(written):
        return written
    if written == name:
        raise UnusableNameError(name, "the name ends before the quotes around it do")
    if written == f"{quote}{name}{quote}":
        return f"{quote}{name.replace(quote, quote * 2)}{quote}"
    # Of a backend that knows of more than quotes.
    return written


@cache
def _names_in(quote: str) -> re.Pattern[str]:
    name = f"{quote}(?:[^{quote}]|{quote}{quote})+{quote}"
    return re.compile(rf"{name}(?:\.{name})*")
