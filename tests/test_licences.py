from __future__ import annotations

import pytest

from generator.licences import is_open, normal


@pytest.mark.parametrize(
    ("raw", "licence"),
    [
        ("cc-by", "CC BY"),
        ("CC BY 4.0", "CC BY"),
        ("cc_by_sa", "CC BY-SA"),
        ("cc by-nc-nd", "CC BY-NC-ND"),
        ("https://creativecommons.org/licenses/by/4.0/", "CC BY"),
        ("http://creativecommons.org/licenses/by-nc/4.0", "CC BY-NC"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0"),
        ("CC0", "CC0"),
        ("under the terms of the Creative Commons Attribution-NonCommercial License", "CC BY-NC"),
        ("Creative Commons Attribution License (CC BY), for non-commercial use", "CC BY-NC"),
        ("Creative Commons Attribution 4.0 International (CC BY 4.0)", "CC BY"),
        ("CC BY for the text, CC BY-ND for the figures", "CC BY-ND"),
        ("public-domain", "public domain"),
        ("CC BY\u2010NC\u2010ND", "CC BY-NC-ND"),
        ("CC BY\u2013NC 4.0", "CC BY-NC"),
        ("Creative Commons Attribution\u2010Non\u2010Commercial\u2010No\u2010Derivs License", "CC BY-NC-ND"),
        ("Creative Commons Attribution Non Commercial Share Alike", "CC BY-NC-SA"),
        ("CC BY (NC)", "CC BY-NC"),
        ("CC BY, ND", "CC BY-ND"),
        ("CC BY 4.0. No commercial re-use.", "CC BY-NC"),
        ("CC BY. It may not be used for commercial purposes", "CC BY-NC"),
        ("http://creativecommons.org/licenses/by%2Dnc/4.0/", "CC BY-NC"),
        ("https://creativecommons.org/licenses/by/4.0/, for any purpose, even commercially", "CC BY"),
        ("CC BY\u00adNC", None),
        ("Reproduction requires licenses by the publisher", None),
        ("This text is not in the public domain", None),
        ("publisher-specific-oa", None),
        ("http://arxiv.org/licenses/nonexclusive-distrib/1.0/", None),
        ("by-the-way", None),
        ("", None),
    ],
)
def test_a_licence_has_one_form(raw: str, licence: str | None) -> None:
    assert normal(raw) == licence
    assert licence is None or normal(licence) == licence


@pytest.mark.parametrize(
    ("licence", "kept"), [("CC BY", True), ("CC0", True), ("CC BY-NC", False), ("CC BY-SA", False), (None, False)]
)
def test_a_text_is_kept_under_an_open_licence_alone(licence: str | None, kept: bool) -> None:  # noqa: FBT001 - a case
    assert is_open(licence) is kept
