"""Questions are shared out evenly, the same way each time, and few of them move when one comes or goes."""

from __future__ import annotations

from itertools import chain, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.sharding import EACH, MOST, Shard, shards_of

slugs = st.sets(st.from_regex(r"[a-z]{1,4}(-[a-z]{1,4})?", fullmatch=True), max_size=60)


@given(slugs, st.integers(1, 12))
def test_every_question_is_in_one_shard_and_shards_are_even(known: set[str], of: int) -> None:
    parts = [Shard(number, of).part(sorted(known, reverse=True)) for number in range(1, of + 1)]
    assert list(chain.from_iterable(parts)) == sorted(known)
    sizes = [len(part) for part in parts]
    assert max(sizes) - min(sizes) <= 1


@given(slugs, st.integers(1, 12), st.from_regex(r"[a-z]{5}", fullmatch=True))
def test_a_new_question_moves_one_other_at_most_across_each_border(known: set[str], of: int, new: str) -> None:
    def homes(these: set[str]) -> dict[str, int]:
        return {slug: number for number in range(1, of + 1) for slug in Shard(number, of).part(sorted(these))}

    before, after = homes(known), homes(known | {new})
    moved = [slug for slug in known if before[slug] != after[slug]]
    assert len(moved) <= of - 1
    if len(known) >= of:
        assert all(abs(before[slug] - after[slug]) == 1 for slug in moved)


@pytest.mark.parametrize(
    ("count", "of"), [(0, 1), (1, 1), (EACH, 1), (EACH + 1, 2), (4 * EACH, 4), (EACH * MOST, MOST), (10**6, MOST)]
)
def test_there_are_as_many_shards_as_it_takes_and_not_more_than_github_lists(count: int, of: int) -> None:
    found = shards_of(count)
    assert [one.of for one in found] == [of] * of
    assert all(after.number - before.number == 1 for before, after in pairwise(found))


@pytest.mark.parametrize("text", ["", "2", "0/4", "5/4", "2/0", "-1/4", "1/4/4", " 1/4", "1/4\n", "a/b", "02/4"])
def test_what_is_no_shard_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no shard"):
        Shard.parse(text)


def test_a_shard_reads_as_it_is_written() -> None:
    assert str(Shard.parse("2/4")) == "2/4"
