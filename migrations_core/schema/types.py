"""Whether a column of one type takes what a column of another one takes: types as servers spell them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import field

from migrations_core.values import frozen

PATTERN = re.compile(r"(?P<base>[^()\[]+)(?:\((?P<limits>[\d, ]+)\))?(?P<rest>[^()]*)")
ARRAY = r"\[\d*\]"


@frozen
class TypeSystem:
    """What is known of a server's types; about a type that is not in ``fits_in`` nobody knows anything."""

    fits_in: Mapping[str, frozenset[str]]
    """By type: others whose columns take all of its values."""
    synonyms: Mapping[str, str]
    limited: frozenset[str] = frozenset()
    """Types whose numbers in parentheses limit the values."""
    unlimited: frozenset[str] = frozenset()
    """Types that have no limit and fit in no limited one."""
    noise: frozenset[str] = frozenset()
    """Words that are no part of a type."""
    fold: Callable[[str], str] = field(default=str)
    """Make names of columns equal that mean the same column."""


@frozen
class ColumnType:
    base: str
    limits: tuple[int, ...] = ()
    array: str = ""


def read_type(text: str, types: TypeSystem) -> ColumnType | None:
    """Take a type apart; None if it does not look like one."""
    match = PATTERN.fullmatch(text.strip().lower())
    if match is None:
        return None
    base, rest = match["base"], match["rest"]
    array = "".join(re.findall(ARRAY, rest))
    words = [*base.split(), *re.sub(ARRAY, "", rest).split()]
    name = " ".join(word for word in words if word not in types.noise)
    limits = tuple(int(number) for number in (match["limits"] or "").split(",") if number.strip())
    return ColumnType(types.synonyms.get(name, name), limits, array)


def fits(wanted: str, found: str, types: TypeSystem) -> bool:
    """Tell whether a column of the type ``found`` will do; yes, unless it is certain that it will not."""
    one, other = read_type(wanted, types), read_type(found, types)
    if one is None or other is None:
        return True
    if one.base not in types.fits_in or other.base not in types.fits_in:
        return True
    if one.array != other.array:
        return False
    if other.base != one.base and other.base not in types.fits_in[one.base]:
        return False
    if other.base not in types.limited or not other.limits:
        return True
    if not one.limits:
        return one.base not in types.unlimited and one.base != other.base
    return _is_within(one.limits, other.limits)


def _is_within(wanted: tuple[int, ...], found: tuple[int, ...]) -> bool:
    """Compare lengths, or digits before and behind the point."""
    (digits, scale), (found_digits, found_scale) = (
        (limits[0], limits[1] if len(limits) > 1 else 0) for limits in (wanted, found)
    )
    return digits - scale <= found_digits - found_scale and scale <= found_scale


def without_gaps(text: str) -> str:
    """Write ``varchar ( 20 )``, which is how SQLite's text is read, the way people do."""
    return re.sub(r"\s*([(),])\s*", r"\1", text)


def nothing_else(*names: str) -> dict[str, frozenset[str]]:
    """Give entries for types whose values fit in no other type."""
    return {name: frozenset[str]() for name in names}


def among(*names: str) -> dict[str, frozenset[str]]:
    """Give entries for types each of which will do for each other."""
    return {name: frozenset(names) - {name} for name in names}
