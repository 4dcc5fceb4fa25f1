"""Where a statement that is planned later goes among those that wait."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from migrations_core.schema.merging import merge, merged
from migrations_core.schema.plan import Cause, Planned, together
from migrations_core.schema.statements import Raw


class ByLetter:
    """Statements of one letter are one, and overtake those of other letters; nothing overtakes a digit."""

    def waits(self, planned: Planned) -> bool:
        return True

    def join(self, earlier: Planned, later: Planned) -> Planned | None:
        first, second = _text(earlier), _text(later)
        if first[0] != second[0] or first[0].isdigit():
            return None
        return Planned(Raw(first + second), together((earlier, later)))

    def commute(self, earlier: Planned, later: Planned) -> bool:
        return not _text(earlier)[0].isdigit()


def _text(planned: Planned) -> str:
    assert isinstance(planned.statement, Raw)
    return planned.statement.sql


def _merged(letters: str) -> list[str]:
    return [_text(each) for each in merged(tuple(Planned(Raw(x)) for x in letters), ByLetter())]


def test_it_joins_the_earliest_one_that_it_may_join() -> None:
    assert _merged("abab") == ["aa", "bb"]


def test_it_overtakes_nothing_that_it_depends_on() -> None:
    assert _merged("ab1ab") == ["a", "b", "1", "a", "b"]


def test_what_joins_nothing_goes_to_the_end() -> None:
    assert _merged("1a1") == ["1", "a", "1"]


def test_what_is_one_statement_is_on_behalf_of_all() -> None:
    causes = [Cause(object(), ("shop", "0001_initial"), position) for position in (1, 2)]
    waiting = (Planned(Raw("a"), (causes[0],)), Planned(Raw("b"), (causes[0],)))
    later = Planned(Raw("a"), (causes[1],))
    assert merge(waiting, later, ByLetter()) == (
        Planned(Raw("aa"), (causes[0], causes[1])),
        Planned(Raw("b"), (causes[0],)),
    )


@given(st.text(alphabet="ab1"))
def test_nothing_is_lost_and_one_after_the_other_is_the_same_as_all_at_once(letters: str) -> None:
    assert sorted("".join(_merged(letters))) == sorted(letters)
    assert [part.rstrip("ab") for part in _merged(letters) if "1" in part] == ["1"] * letters.count(
        "1"
    )
