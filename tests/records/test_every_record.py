"""What holds for every noun of the house."""

import inspect

import pytest
from pydantic import ValidationError

from troth import records
from troth.records import Party, Problem, ProblemsError, Record, TrothError, map_reduce

NOUNS = [item for item in vars(records).values() if inspect.isclass(item) and issubclass(item, Record)]


def names(noun: type[Record]) -> str:
    return noun.__name__


@pytest.mark.parametrize("noun", NOUNS, ids=names)
def test_every_noun_is_frozen_and_refuses_what_it_does_not_know(noun: type[Record]):
    assert noun.model_config["frozen"] is True
    assert noun.model_config["extra"] == "forbid"


@pytest.mark.parametrize("noun", NOUNS, ids=names)
def test_every_noun_says_what_it_means(noun: type[Record]):
    assert (noun.__doc__ or "").strip().endswith(
        (".", "'", ")", "]", ">", "True", "None")
    ) or ">>>" in noun.__doc__


@pytest.mark.parametrize("noun", NOUNS, ids=names)
def test_every_noun_is_built_by_name_only(noun: type[Record]):
    if noun is not Record:
        with pytest.raises(TypeError):
            noun("by position")


@pytest.mark.parametrize("noun", NOUNS, ids=names)
def test_every_time_has_a_zone(noun: type[Record]):
    for name, field in noun.model_fields.items():
        assert "datetime.datetime" not in str(field.annotation) or "Aware" in repr(field), (
            f"{noun.__name__}.{name}"
        )


def test_two_offices_that_hold_the_same_party_can_see_that_they_do():
    assert Party(id="A", name="A party", codes={"iso3166": "AA"}) == Party(
        id="A", name="A party", codes={"iso3166": "AA"}
    )


def test_a_party_without_a_name_is_refused():
    with pytest.raises(ValidationError, match="name"):
        Party(id="A")


def test_what_is_exported_exists_and_is_listed_once():
    assert len(set(records.__all__)) == len(records.__all__)
    assert all(hasattr(records, name) for name in records.__all__)


def test_a_problem_says_where_what_was_found_what_was_expected_and_what_to_do():
    problem = Problem(
        file="terms.toml", line=3, field="until", found="x\ny", expected="a date", remedy="write 2023-11-24"
    )
    assert problem.text() == "terms.toml line 3: until: found 'x\\ny', expected a date; write 2023-11-24"


def test_all_problems_are_told_not_only_the_first():
    first, second = (Problem(file=name, expected="rows", remedy="add some") for name in ("a.csv", "b.csv"))
    error = ProblemsError([first, second])
    assert isinstance(error, TrothError)
    assert error.problems == (first, second)
    assert str(error).splitlines() == ["a.csv: expected rows; add some", "b.csv: expected rows; add some"]


class _Days:
    """Truck counts of seven days, in as many pieces as asked for."""

    def __init__(self, count: int) -> None:
        self.count = count

    def load(self, index: int) -> list[int]:
        return [200, 199, 201, 106, 300, 104, 99][index :: self.count]


class _InThisProcess:
    def map(self, work, partitions):
        return [work(partitions.load(index)) for index in range(partitions.count)]


@pytest.mark.parametrize("count", [1, 2, 7])
def test_a_total_does_not_depend_on_how_the_days_are_cut(count: int):
    total = map_reduce(_InThisProcess(), _Days(count), work=sum, combine=lambda one, other: one + other)
    assert total == 1209


def test_results_are_combined_in_the_order_of_the_pieces():
    joined = map_reduce(_InThisProcess(), _Days(7), work=str, combine=lambda one, other: one + other)
    assert joined == "[200][199][201][106][300][104][99]"


def test_no_pieces_at_all_are_refused():
    with pytest.raises(ValueError, match="found 0, expected at least 1"):
        map_reduce(_InThisProcess(), _Days(0), work=sum, combine=max)
