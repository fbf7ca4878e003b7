from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.numbers import absent, amount, quantities


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("scores 61.3 on GQA", ["61.3"]),
        ("a 54% memory reduction and 3x throughput", ["54 %", "3 x"]),
        ("2.78× and threefold, 5 times", ["2.78 x", "3 x", "5 x"]),
        ("12 percent, 3 percentage points, 1 point", ["12 %", "3 points", "1 points"]),
        ("1,234.5 tokens", ["1234.5"]),
        ("from 3.5-4.5 bits", ["3.5", "4.5"]),
        ("p<0.05 and −0.7 and (+1.2)", ["0.05", "-0.7", "1.2"]),
        ("4-bit weights, 7B parameters, 24GB", ["4 bit", "7 B", "24 GB"]),
        ("LLaVA-1.5-7B, INT4, GPT-4, W4A16, Qwen2-VL-2B, BF16", []),
        ("61,3 and 1.2.3 and 10,20,30", []),
        ("no number at all", []),
    ],
)
def test_quantities(text: str, expected: list[str]) -> None:
    assert [str(quantity) for quantity in quantities(text)] == expected


def test_spans_point_at_the_numbers() -> None:
    text = "fell from 66.8 to 70.1%"
    assert [text[q.start : q.end] for q in quantities(text)] == ["66.8", "70.1%"]


@pytest.mark.parametrize(
    ("claim", "quote", "missing"),
    [
        ("scores 70.2", "scores 70.1", ["70.2"]),
        ("falls by 54", "falls by 54%", ["54"]),
        ("falls by 54%", "falls by 54 percent", []),
        ("3x faster", "threefold", []),
        ("rises by 0.7", "rises by -0.7", ["0.7"]),
        ("in 4-bit", "in 8-bit", ["4 bit"]),
    ],
)
def test_absent(claim: str, quote: str, missing: list[str]) -> None:
    assert [str(quantity) for quantity in absent(claim, quote)] == missing


@given(st.text())
def test_no_text_breaks_it_and_nothing_is_absent_from_itself(text: str) -> None:
    assert absent(text, text) == ()
    assert all(0 <= q.start < q.end <= len(text) for q in quantities(text))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-1000, max_value=1000))
def test_a_changed_number_is_seen(value: Decimal) -> None:
    other = value + Decimal("0.01")
    assert absent(f"it scores {other:f} here", f"it scores {value:f} here")


def test_amounts_have_a_true_minus_and_their_unit() -> None:
    assert amount(Decimal("-0.7"), "points") == "−0.7 points"
    assert amount(Decimal("0.70"), "%", signed=True) == "+0.70%"
    assert amount(Decimal(0), None, signed=True) == "0"
    assert amount(Decimal(3), "x") == "3x"
