"""A sample of decisions is random to whoever did not choose the seed, and the same for whoever draws it again."""

from __future__ import annotations

import hashlib
import random
from collections import Counter

from audit.sampling import sample

CASES = [f"case-ostfold-2031-{number}" for number in range(1, 101)]


def test_the_same_seed_draws_the_same_cases_in_whatever_order_they_come() -> None:
    shuffled = random.Random(7).sample(CASES, len(CASES))

    assert sample(shuffled, 10, "2031-11-22") == sample(CASES, 10, "2031-11-22")


def test_it_is_drawn_by_the_digest_of_seed_line_feed_and_name() -> None:
    by_hand = sorted(CASES, key=lambda case: hashlib.sha256(b"4711\n" + case.encode()).hexdigest())

    assert sample(CASES, 5, "4711") == tuple(by_hand[:5])


def test_a_larger_sample_begins_with_the_smaller_one() -> None:
    assert sample(CASES, 20, "x")[:10] == sample(CASES, 10, "x")


def test_every_case_is_drawn_about_as_often_over_many_seeds() -> None:
    drawn = Counter(case for seed in range(2_000) for case in sample(CASES, 10, str(seed)))

    assert set(drawn) == set(CASES)
    assert min(drawn.values()) > 140 and max(drawn.values()) < 260  # 200 each is the mean, 13 the deviation


def test_no_more_than_there_are_and_none_twice() -> None:
    assert sorted(sample([*CASES, *CASES], 1_000, "x")) == sorted(CASES)
