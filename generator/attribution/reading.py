"""Every number of running text in every reading that it allows: digits, words, fractions, ranges, powers of ten.

Pure. Reads more than `numbers.quantities` does, for a question that needs less certainty: not "which value stands
here?" but "may this number of a claim be that one of its evidence?". Hence a number has readings: "3 to 5 days" also
says 3 days, 7B is seven billion; and what can only be a name (IL-4, 5mC, 1.2.3) is kept apart, as a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from generator.attribution import marking, units
from generator.attribution.mention import Mention, Reading, based

_SAME = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d", "-"),
        **dict.fromkeys("\u2009\u202f\u2007\u2008", "\u00a0"),
        **dict.fromkeys("\u2018\u2019\u02bc", "'"),
        "\u03bc": "\u00b5",
        "\u223c": "~",
        **dict.fromkeys("\u2a7d\u2266", "\u2264"),
        **dict.fromkeys("\u2a7e\u2267", "\u2265"),
    }
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_RAISED = "[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}"
_MIDDLE_POINT = re.compile(r"(?<=[0-9])·(?=[0-9])")
_PAIR = re.compile(r"(\.[0-9]+),(?=-?[0-9]*\.[0-9])")
_DIGITS = re.compile(
    rf"""(?P<sign>(?<![\w)\]%.°'"/-])[+-]\s?(?=\.?[0-9]))?
        (?P<money>[$€£]\s?)?
        (?<![0-9.^_])(?<![0-9],)(?<![^\W\d_])
        (?P<value>[0-9]{{1,3}}(?:[,\u00a0][0-9]{{3}})+(?:\.[0-9]+)?(?![0-9])
          |[1-9][0-9]{{0,2}}(?:\ [0-9]{{3}})+(?![0-9.,])|[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?![.,]?[0-9])
        (?:\s?[x×*]\s?10\s?(?:\^|\*\*)?\s?[({{]?\s?(?P<power>-?[0-9]{{1,3}}|{_RAISED})[)}}]?(?![0-9])
          |[eE](?P<exponent>[+-]?[0-9]{{1,3}})(?!\w|\.[0-9])
          |(?:\^|\*\*)[({{]?(?P<raised>-?[0-9]{{1,3}})[)}}]?
          |(?<=\b10)\((?P<pubmed>-?[0-9]{{1,2}})\)
          |(?P<superscript>{_RAISED}))?
        (?P<ordinal>(?:st|nd|rd|th)(?![^\W_]))?
        (?P<decade>(?<=0)'?s(?![^\W_]))?
        (?P<attached>(?:[kKMBT]|bn)(?![\w/]))?
        (?P<scale>[\s-]?(?i:hundred|thousand|(?:million|billion|trillion)s?)\b)?
        (?P<unit>(?:\s|-|\s-)?{units.PATTERN})?""",
    re.VERBOSE,
)
_SMALL_WORDS = dict(
    zip(
        (
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
            " seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
        ).split(),
        [*range(21), *range(30, 100, 10)],
        strict=True,
    )
)
_SCALES = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_ATTACHED = {"k": 3, "K": 3, "M": 6, "B": 9, "bn": 9, "T": 12}
_ORDINALS = dict(
    zip(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(),
        range(1, 13),
        strict=True,
    )
)
_PARTS = {"half": 2, "quarter": 4} | {
    word: value for word, value in _ORDINALS.items() if word not in {"first", "second"}
}
_MULTIPLES = {"twice": 2, "doubl": 2, "dual": 2, "thric": 3, "tripl": 3, "quadr": 4, "pair": 2, "pairs": 2, "both": 2}
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
_SMALL = "|".join(sorted(_SMALL_WORDS, key=len, reverse=True))
_SMALL_GROUP = rf"(?:{_SMALL})"
_UNDER_TEN = "(?:one|two|three|four|five|six|seven|eight|nine)"
_COUNT = rf"(?:{_SMALL}|[0-9]{{1,4}})"
_ANY = rf"(?:{_SMALL}|dozen|hundred|thousand|million|billion|trillion)"
_GREAT = "(?:(?<=hundred)|(?<=thousand)|(?<=million)|(?<=billion))"
_NEXT = (
    rf"(?:{_GREAT}(?:\sand)?[\s-]{_SMALL_GROUP}|(?<=ty)[\s-]{_UNDER_TEN}"
    r"|[\s-](?:dozen|hundred|thousand|million|billion|trillion))\b"
)
_WORDS = re.compile(
    rf"""(?<![\w.,-])(?:
        (?P<top>{_COUNT})\sin\s(?:every\s)?(?P<bottom>{_COUNT}|hundred|thousand)\b
            (?![.,]?[0-9]|[\s-](?:hundred|thousand|million|billion|{units.PATTERN}))
        |(?P<roman_of>(?:type|phase|stage|grade|class|part|level)\s)(?P<roman>I{{1,3}}|IV|V)\b)
        |(?<![\w.])(?:(?:(?P<share>an?|one|two|three|four|five)[\s-])?
            (?P<part>half|(?:third|quarter|fourth|fifth|sixth|tenth)s?)\b(?!-(?:li[fv]e|max|time|hour|day|width|sib))
            (?P<of>[\s-](?:of|the|to|as|more|less|higher|lower|fewer)\b)?
        |(?P<times>twice|thrice|dual|doubl(?:e[sd]?|ing)|tripl(?:e[sd]?|ing)|quadrupl(?:e[sd]?|ing)|pairs?|both)\b
        |(?P<halved>halv(?:e[sd]?|ing))\b
        |(?P<folds>{_SMALL})-?\s?fold\b
        |(?P<place>{"|".join(_ORDINALS)})\b
        |(?P<orders>{_SMALL}|[0-9]{{1,2}})[\s-]orders?\b
        |(?P<ten_years>an?\sdecade)\b
        |(?P<number>(?:an?\s(?=hundred|thousand|million|billion|dozen))?{_ANY}(?:{_NEXT}){{0,6}}\b)
            (?P<unit>(?:\s|-){units.PATTERN})?(?:-(?P<noun>[a-z]{{3,}}))?)""",
    re.VERBOSE | re.IGNORECASE,
)
_ASIDE_UNIT = re.compile(
    r"(?:\s?[(\[][^()\[\]]{1,40}[)\]]\s?"
    r"|\s(?:(?:or|and) (?:more|less|fewer)|consecutive|successive|additional|further|full|more)\s)"
    rf"(?P<unit>{units.PATTERN})",
    re.IGNORECASE,
)
_SHORT_YEAR = re.compile(r"(?<![0-9])(?P<century>19|20)[0-9]{2}[-/]$")
_PRIME = re.compile("['\u2032](?!s)")
_SIBLING = re.compile(r"(?:[^\W_]*[^\W\d_][^\W_]*[0-9][^\W_]*(?:\.[0-9]+)?|[A-Z][A-Z0-9]{2,})/$")
_SEVERAL = re.compile(r"\b(?:several|many|some|few|of|hundreds|tens)\s$", re.IGNORECASE)
_MINUS = re.compile(r"\b(?:minus|negative)\s$", re.IGNORECASE)
_WORD_BREAK = re.compile(r"[\s(\[{,;=<>≤≥~≈/:|\"'“”±+*×@&]")
_LONGEST_NAME = 60
_MORE = re.compile(r"\s?(?:as|the|that|more|less|\w+er)\b")
_YEAR = re.compile(r"(?:\s|-|\sa\s)year\b")
_RANKED = re.compile(r"\b(?:the|top|bottom|highest|lowest|upper|lower|first|last)\s$", re.IGNORECASE)
"""Before "quarter" and "third" it makes them a place in an order: the bottom quarter, the third of these."""
_SEXES = re.compile(r"[0-9]\s?M\s?(?:[,;:/]|and|\s)\s?[0-9]+\s?F\b|[0-9]\s?F\s?(?:[,;:/]|and|\s)\s?[0-9]+\s?M\b")
_NOUN = re.compile(r"-([a-z]{3,})")
_NAME = re.compile(r"[^\s()\[\]{},;:\"'“”<>≤≥=~|/±]+")


def normal(text: str) -> str:
    """The text with one sign for each dash, space and quotation mark; its length stays."""
    pointed = _MIDDLE_POINT.sub(".", text.translate(_SAME)).replace("\\%", " %")
    return _PAIR.sub(lambda match: f"{match.group(1)};", pointed)


def mentions(text: str) -> tuple[Mention, ...]:
    """Every number of the text in order; where two readings overlap the longer one stands."""
    same = normal(text)
    found = [*_digits(same), *_words(same)]
    kept: list[Mention] = []
    for one in sorted(found, key=lambda mention: (mention.start, -mention.end)):
        if kept and one.start < kept[-1].end:
            continue
        kept.append(marking.bounded(same, one))
    return tuple(marking.shared(same, kept))


def names(text: str) -> frozenset[str]:
    """Words that hold digits and a letter and are no numbers, in one spelling: IL-4 and IL4 are il4."""
    found = set()
    for match in _NAME.finditer(normal(text)):
        bare = re.sub(r"[\W_]", "", match.group().casefold())
        if any(c.isdigit() for c in bare) and any(c.isalpha() for c in bare):
            found.add(bare)
    return frozenset(found)


def inside_a_name(text: str, start: int) -> bool:
    """Whether a letter stands before `start` in the same word, as in INT4 or LLaVA-1.5-7B."""
    at = start
    while at > max(0, start - _LONGEST_NAME) and not _WORD_BREAK.match(text[at - 1]):
        at -= 1
    return any(character.isalpha() for character in text[at:start])


def _digits(text: str) -> Iterator[Mention]:
    for match in _DIGITS.finditer(text):
        start = match.start("value")
        if inside_a_name(text, start) or _names_a_part(text, match):
            continue
        noun = _NOUN.match(text, match.end())
        following = text[match.end() : match.end() + 1]
        bare = not any(match.group(part) for part in ("ordinal", "decade", "attached", "scale", "unit"))
        if bare and (
            (following.isalpha() and not _SEXES.search(text[max(0, start - 10) : match.end() + 2]))
            or following == "_"
            or (following == "-" and noun is None and _letter(text, match.end() + 1))
        ):
            continue
        unit, readings = _unit(match), _readings(match)
        aside = _ASIDE_UNIT.match(text, match.end()) if bare and noun is None else None
        if aside is not None:
            unit = aside.group("unit")
            readings = frozenset(based(value, unit) for value, _ in readings)
        readings |= _short_year(text, match)
        yield Mention(
            text=_printed(match),
            start=start,
            end=match.end(),
            readings=readings,
            kind="ordinal" if match.group("ordinal") else "number",
            negative=(match.group("sign") or "").startswith("-")
            or bool(_MINUS.search(text[max(0, start - 10) : start])),
            noun=noun.group(1) if noun and bare else None,
            unit=unit,
            value=Decimal(re.sub("[, \u00a0]", "", match.group("value"))),
        )


def _names_a_part(text: str, match: re.Match[str]) -> bool:
    """Whether digits end a name that a stroke parts (Kir4.1/5.1, C57BL/6) or name an end of a strand (3')."""
    if match.group("value") in {"3", "5"} and _PRIME.match(text, match.end("value")):
        return True
    start = match.start("value")
    return text[start - 1 : start] == "/" and _SIBLING.search(text[max(0, start - _LONGEST_NAME) : start]) is not None


def _short_year(text: str, match: re.Match[str]) -> frozenset[Reading]:
    """The 96 of 1970-96 is 1996, too."""
    value, start = match.group("value"), match.start("value")
    century = _SHORT_YEAR.search(text[max(0, start - 6) : start])
    if century is None or not (len(value) == 2 and value.isdigit()):  # noqa: PLR2004 - a year of two digits
        return frozenset()
    return frozenset({(Decimal(century.group("century") + value), None)})


def _letter(text: str, at: int) -> bool:
    return text[at : at + 1].isalpha()


def _printed(match: re.Match[str]) -> str:
    """The number as a message says it: "41 %"."""
    value = match.group("value")
    tail = match.group()[match.end("value") - match.start() :]
    unit = (match.group("unit") or "").strip(" -\u00a0")
    middle = tail[: len(tail) - len(match.group("unit") or "")]
    sign = "-" if (match.group("sign") or "").startswith("-") else ""
    return f"{sign}{(match.group('money') or '').strip()}{value}{middle}{' ' * bool(unit)}{unit}"


def _readings(match: re.Match[str]) -> frozenset[Reading]:
    value = Decimal(re.sub("[, \u00a0]", "", match.group("value")))
    power = _exponent(match.group("power") or match.group("exponent"))
    raised = _exponent(match.group("raised") or match.group("superscript") or match.group("pubmed"))
    if power is not None:
        value = value.scaleb(power)
    if raised is not None and value == 10:  # noqa: PLR2004 - 10^3 is a thousand, x^2 is left alone
        value = Decimal(1).scaleb(raised)
    if match.group("scale"):
        value = value.scaleb(_SCALES[match.group("scale").strip(" -\u00a0\n\t").casefold().removesuffix("s")])
    letter = match.group("attached")
    if letter == "M" and _SEXES.search(match.string[max(0, match.start() - 10) : match.end() + 10]):
        return frozenset({(value, None)})
    if (match.group("unit") or "").strip() == "TB":  # tuberculosis as often as terabytes
        return frozenset({(value, None), based(value, "TB")})
    if letter:
        molar: set[Reading] = {(value, "M")} if letter == "M" else set()
        return frozenset(molar | {based(value.scaleb(_ATTACHED[letter]), _unit(match))})
    counted = match.group("unit") is not None and match.group("unit").strip().casefold() == "times"
    how_often: set[Reading] = {(value, None)} if counted and not _MORE.match(match.string, match.end()) else set()
    return frozenset(how_often | {based(value, _unit(match))})


def _unit(match: re.Match[str]) -> str | None:
    return "$" if match.group("money") == "$" else match.group("unit") or (match.group("money") or "").strip() or None


def _exponent(raw: str | None) -> int | None:
    digits = (raw or "").translate(_SUPERSCRIPTS)
    return int(digits) if re.fullmatch(r"[+-]?[0-9]+", digits) else None


def _words(text: str) -> Iterator[Mention]:
    at = 0
    while match := _WORDS.search(text, at):
        at = match.end()
        for group, read in _READERS.items():
            if match.group(group):
                made = read(match)
                if made is not None:
                    yield made
                elif group == "top":  # in "2022 in four languages" the four is still to be read
                    at = match.end("top")
                break


def _made(match: re.Match[str], readings: set[Reading], **more: object) -> Mention:
    mention = Mention(match.group().strip(), match.start(), match.end(), frozenset(readings))
    return replace(mention, **more)  # type: ignore[arg-type] # the fields of a mention


def _one_in(match: re.Match[str]) -> Mention | None:
    top, bottom = (_count(match.group(name)) for name in ("top", "bottom"))
    if not bottom or top >= bottom or bottom not in {2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 20, 100, 1000}:
        return None
    return _made(match, {(100 * Decimal(top) / Decimal(bottom), "%")}, kind="fraction")


def _roman(match: re.Match[str]) -> Mention:
    return _made(match, {(Decimal(_ROMAN[match.group("roman").upper()]), None)}, weak=True)


def _part(match: re.Match[str]) -> Mention | None:
    word = match.group("part").casefold().removesuffix("s")
    share = (match.group("share") or "").casefold()
    place = _ORDINALS.get(word)
    if word == "half" or share not in {"", "a", "an"} or match.group("of") or word == "quarter":
        top = _SMALL_WORDS.get(share, 1)
        percent = 100 * Decimal(top) / Decimal(_PARTS.get(word, 4))
        if word == "half" and _YEAR.match(match.string, match.end()):
            return _made(match, {(Decimal(6), "month")})
        also: set[Reading] = {(Decimal(top) / Decimal(_PARTS.get(word, 4)), None)}
        weak = word == "quarter" and share in {"", "a"} and not match.group("of")
        before = match.string[max(0, match.start() - 10) : match.start()]
        weak = weak or (not share and word != "half" and _RANKED.search(before) is not None)
        return _made(match, {(percent, "%")} | also, kind="fraction", weak=weak)
    return None if place is None else _made(match, {(Decimal(place), None)}, kind="ordinal", weak=True)


def _times(match: re.Match[str]) -> Mention:
    word = match.group("times").casefold()
    value = Decimal(_MULTIPLES.get(word) or _MULTIPLES[word[:5]])
    return _made(match, {(value, "x"), (value, None)}, weak=True)


def _halved(match: re.Match[str]) -> Mention:
    return _made(match, {(Decimal(50), "%"), (Decimal(2), "x")}, kind="fraction", weak=True)


def _folds(match: re.Match[str]) -> Mention:
    return _made(match, {(Decimal(_SMALL_WORDS[match.group("folds").casefold()]), "x")})


def _place(match: re.Match[str]) -> Mention:
    word = match.group("place").casefold()
    return _made(match, {(Decimal(_ORDINALS[word]), None)}, kind="ordinal", weak=word in {"first", "second", "third"})


def _orders(match: re.Match[str]) -> Mention:
    value = Decimal(1).scaleb(_count(match.group("orders").casefold()))
    return _made(match, {(value, "x"), (value, None)})


def _decade(match: re.Match[str]) -> Mention:
    return _made(match, {based(Decimal(10), "years")}, weak=True)


def _number(match: re.Match[str]) -> Mention:
    value = _count(match.group("number"))
    unit = match.group("unit")
    vague = match.group("number").casefold() in _SCALES
    weak = unit is None and (value in {0, 1} or (vague and _SEVERAL.search(match.string[: match.start()]) is not None))
    return _made(match, {based(Decimal(value), unit)}, weak=weak, unit=unit, noun=match.group("noun"))


_READERS = {
    "top": _one_in,
    "roman": _roman,
    "part": _part,
    "times": _times,
    "halved": _halved,
    "folds": _folds,
    "place": _place,
    "orders": _orders,
    "ten_years": _decade,
    "number": _number,
}


def _count(phrase: str) -> int:
    """The value of a number in words: "two hundred and five" is 205."""
    if phrase.isdigit():
        return int(phrase)
    total = part = 0
    for word in re.split(r"[\s-]+", phrase.casefold()):
        if word in _SMALL_WORDS:
            part += _SMALL_WORDS[word]
        elif word == "dozen":
            part = max(part, 1) * 12
        elif word == "hundred":
            part = max(part, 1) * 100
        elif word in _SCALES:
            total, part = total + max(part, 1) * 10 ** _SCALES[word], 0
    return total + part
