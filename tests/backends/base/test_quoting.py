"""Names are in quotes, and nothing in them ends these."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrations_core.backends.base.quoting import quoted
from migrations_core.exceptions import UnusableNameError


def as_django(quote: str):
    """Quote as the backends of Django do."""

    def quote_name(name: str) -> str:
        is_quoted = name.startswith(quote) and name.endswith(quote)
        return name if is_quoted else f"{quote}{name}{quote}"

    return quote_name


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("book", '"book"'),
        ('"book"', '"book"'),
        ('"shop"."book"', '"shop"."book"'),
        ('shop"."book', '"shop"."book"'),
        ("it's", '"it\'s"'),
        ('a"b', '"a""b"'),
        ('a" (id int); DROP TABLE victim; --', '"a"" (id int); DROP TABLE victim; --"'),
        ("a`b", '"a`b"'),
    ],
)
def test_quotes_are_doubled_and_names_in_quotes_pass(name: str, written: str) -> None:
    assert quoted(name, as_django('"')) == written


@pytest.mark.parametrize("name", ['"a" (id int); DROP TABLE "victim"', '"a"b"', '"""', "a\0b"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(UnusableNameError):
        quoted(name, as_django('"'))


@given(st.text("ab\"`'. ;\0", max_size=8), st.sampled_from('"`'))
def test_nothing_gets_out_of_the_quotes(name: str, quote: str) -> None:
    one = f"{quote}(?:[^{quote}]|{quote}{quote})*{quote}"
    try:
        written = quoted(name, as_django(quote))
    except UnusableNameError:
        return

    assert re.fullmatch(rf"{one}(\.{one})*", written)
