"""Units and number words of scientific prose, each unit with its base, so that 500 mg and 0.5 g are one amount.

Pure data and look-ups. What is no unit here (patients, layers, tokens) is a word of the context, not of the number.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

_UNITS: dict[str, tuple[str | int, str, str]] = {
    "%": (1, "%", "percent|per cent|pct|percentage of|(?:wt|vol|mol)\\.? ?%"),
    "km2": (1000000, "m2", "square kilomet(?:er|re)s?|sq\\.? ?km|km ?(?:2|²|\\(2\\)|\\^2)"),
    "m2": (1, "m2", "square met(?:er|re)s?|sq\\.? ?m|m ?(?:²|\\(2\\)|\\^2)|m2"),
    "cm2": ("1e-4", "m2", "square centimet(?:er|re)s?|sq\\.? ?cm|cm ?(?:2|²|\\(2\\)|\\^2)"),
    "mm2": ("1e-6", "m2", "square millimet(?:er|re)s?|sq\\.? ?mm|mm ?(?:2|²|\\(2\\)|\\^2)"),
    "ha": (10000, "m2", "hectares?"),
    "cm3": ("1e-3", "L", "cubic centimet(?:er|re)s?|cm ?(?:3|³|\\(3\\)|\\^3)"),
    "m3": (1000, "L", "cubic met(?:er|re)s?|m ?(?:³|\\(3\\)|\\^3)|m3"),
    "points": (1, "points", "percentage points?|percent points?|%-?points?|points?|pts?|ppts?|pp|p\\.p\\.|%p"),
    "x": (1, "x", "times|fold|folds|×"),
    "ns": ("1e-9", "s", "nanoseconds?|nsec"),
    "µs": ("1e-6", "s", "(?-i:us)|microseconds?|µsec"),
    "ms": ("1e-3", "s", "milliseconds?|msecs?"),
    "s": (1, "s", "secs?|seconds?"),
    "min": (60, "s", "mins?|minutes?"),
    "h": (3600, "s", "hrs?|hours?"),
    "d": (86400, "s", "days?"),
    "wk": (604800, "s", "wks?|weeks?"),
    "mo": (1, "month", "mos|mths?|months?"),
    "y": (12, "month", "yrs?|years?|yo"),
    "decade": (120, "month", "decades?"),
    "pg": ("1e-12", "g", "picograms?"),
    "ng": ("1e-9", "g", "nanograms?"),
    "µg": ("1e-6", "g", "ug|mcg|micrograms?|micro-?g"),
    "mg": ("1e-3", "g", "mgs|milligrams?|milligrammes?"),
    "g": (1, "g", "grams?|grammes?|gm"),
    "kg": (1000, "g", "kgs|kilograms?|kilogrammes?|kilos?"),
    "ton": (1000000, "g", "tons?|tonnes?"),
    "lb": (1, "lb", "lbs|pounds?"),
    "Da": (1, "Da", "daltons?"),
    "kDa": (1000, "Da", "kd|kilodaltons?"),
    "Å": ("1e-10", "m", "å|Å|angstroms?|angströms?|ångströms?"),
    "nm": ("1e-9", "m", "nanomet(?:er|re)s?"),
    "µm": ("1e-6", "m", "(?-i:u|micro[- ]?)(?-i:m)|microns?|micromet(?:er|re)s?"),
    "mm": ("1e-3", "m", "millimet(?:er|re)s?"),
    "cm": ("1e-2", "m", "centimet(?:er|re)s?"),
    "m": (1, "m", "met(?:er|re)s?"),
    "km": (1000, "m", "kms|kilomet(?:er|re)s?"),
    "mile": (1, "mile", "miles?|mi"),
    "ft": (1, "ft", "feet|foot"),
    "inch": (1, "inch", "inch|inches"),
    "pL": ("1e-12", "L", "picolit(?:er|re)s?"),
    "nL": ("1e-9", "L", "nanolit(?:er|re)s?"),
    "µL": ("1e-6", "L", "ul|microlit(?:er|re)s?|micro-?l"),
    "mL": ("1e-3", "L", "ml|millilit(?:er|re)s?|cc"),
    "dL": ("1e-1", "L", "dl|decilit(?:er|re)s?"),
    "L": (1, "L", "l|lit(?:er|re)s?"),
    "pM": ("1e-12", "M", "picomolar"),
    "nM": ("1e-9", "M", "nanomolar"),
    "µM": ("1e-6", "M", "(?-i:uM|micro-?M)|micromolar"),
    "mM": ("1e-3", "M", "millimolar"),
    "M": (1, "M", "molar"),
    "pmol": ("1e-12", "mol", "picomoles?"),
    "nmol": ("1e-9", "mol", "nanomoles?"),
    "µmol": ("1e-6", "mol", "umol|micromoles?|micro-?mol"),
    "mmol": ("1e-3", "mol", "millimoles?"),
    "mol": (1, "mol", "moles?"),
    "mEq": (1, "mEq", "meq"),
    "IU": (1, "IU", "international units?"),
    "U": (1, "U", "units"),
    "mmHg": (1, "mmHg", "mm hg|millimet(?:er|re)s? of mercury"),
    "Pa": (1, "Pa", "pascals?"),
    "kPa": (1000, "Pa", "kilopascals?"),
    "MPa": (1000000, "Pa", "megapascals?"),
    "Hz": (1, "Hz", "hertz"),
    "kHz": (1000, "Hz", "kilohertz"),
    "MHz": (1000000, "Hz", "megahertz"),
    "GHz": (1000000000, "Hz", "gigahertz"),
    "°C": (1, "°C", "° ?c|degrees? c|degrees? celsius|celsius"),
    "°F": (1, "°F", "° ?f|degrees? f|degrees? fahrenheit|fahrenheit"),
    "°": (1, "°", "degrees?"),
    "K": (1, "K", "kelvins?"),
    "cal": (1, "cal", "calories?"),
    "kcal": (1000, "cal", "kilocalories?"),
    "J": (1, "J", "joules?"),
    "kJ": (1000, "J", "kilojoules?"),
    "W": (1, "W", "watts?"),
    "kW": (1000, "W", "kilowatts?"),
    "kWh": (1, "kWh", "kilowatt[- ]hours?"),
    "V": (1, "V", "volts?"),
    "mV": ("1e-3", "V", "millivolts?"),
    "mA": ("1e-3", "A", "milliamps?|milliamperes?"),
    "mGy": ("1e-3", "Gy", "milligrays?"),
    "cGy": ("1e-2", "Gy", "centigrays?"),
    "Gy": (1, "Gy", "grays?"),
    "bp": (1, "bp", "base[- ]pairs?|basepairs?"),
    "kb": (1000, "bp", "kbp|kilobases?|kilobase pairs?"),
    "Mb": (1000000, "bp", "mbp|megabases?|megabase pairs?"),
    "nt": (1, "nt", "nts|nucleotides"),
    "dB": (1, "dB", "decibels?"),
    "cM": (1, "cM", "centimorgans?"),
    "ppm": (1, "ppm", "parts per million"),
    "ppb": (1, "ppb", "parts per billion"),
    "bit": (1, "bit", "bits"),
    "byte": (1, "byte", "bytes"),
    "KB": (1000, "byte", "kilobytes?"),
    "MB": (1000000, "byte", "megabytes?"),
    "GB": (1000000000, "byte", "gigabytes?|gib"),
    "TB": (1000000000000, "byte", "terabytes?"),
    "FLOPs": (1, "FLOPs", "flops?"),
    "GFLOPs": (1000000000, "FLOPs", "gflops?"),
    "TFLOPs": (1000000000000, "FLOPs", "tflops?"),
    "$": (1, "$", "dollars?|usd|us dollars?"),
    "cents": ("0.01", "$", "cents?"),
    "€": (1, "€", "euros?|eur"),
    "£": (1, "£", "gbp"),
}
_PART = (
    "(?:(?i:"
    + "|".join(pattern.replace(" ", r"\s") for _, _, pattern in _UNITS.values())
    + ")|"
    + "|".join(sorted((re.escape(symbol) for symbol in _UNITS), key=len, reverse=True))
    + ")(?![^\\W_]|\\*)"
)
_DENOMINATOR = (
    "(?:" + _PART + "|(?:m|cm|mm)[23²³](?![^\\W_])|(?:10\\^?[369]\\s)?(?i:cells?|persons?|patients?|bw|dose)\\b)"
)
_INVERSE = r"\s?(?:\^?-1|\(-1\)|⁻¹)(?![0-9])"
_BELOW = "(?:" + "|".join(sorted((re.escape(symbol) for symbol in _UNITS), key=len, reverse=True)) + "|day|week|year)"
PATTERN = (
    rf"(?:per\s(?:second|minute|hour|s|min|h)(?![^\W_])|{_BELOW}{_INVERSE}"
    rf"|{_PART}(?:\s?/\s?{_DENOMINATOR}|\s(?:per|a)\s{_DENOMINATOR}|[\s.·]?{_BELOW}{_INVERSE}){{0,2}})"
)
"""A unit, alone or by others: mg, mg/kg, nmol per litre, kg/m2, mg.kg-1, s(-1)."""

_SYMBOLS = {symbol: (Decimal(factor), base) for symbol, (factor, base, _) in _UNITS.items()}
_NAMES = [(re.compile(pattern, re.IGNORECASE), (Decimal(factor), base)) for factor, base, pattern in _UNITS.values()]
_BY = re.compile(r"\s?/\s?|\s(?:per|a)\s")
_TO_INVERT = re.compile(rf"[\s.·]?({_BELOW}){_INVERSE}")
_PER = re.compile(r"^(?:per\s(?!cent)|/)", re.IGNORECASE)


@lru_cache(maxsize=4096)
def base_of(raw: str) -> tuple[Decimal, str]:
    """Factor and base unit of a unit as printed; the parts of a compound are scaled each by itself."""
    plain = _TO_INVERT.sub(r"/\1", raw.strip())
    first, *rest = _BY.split(_PER.sub("1/", plain))
    factor, base = (Decimal(1), "1") if first == "1" else _single(first)
    below = [_single(part) for part in rest]
    for scale, _ in below:
        factor /= scale
    whole = "/".join([base, *(name for _, name in below)])
    return factor, "M" if whole == "mol/L" else whole


def _single(raw: str) -> tuple[Decimal, str]:
    if raw in _SYMBOLS:
        return _SYMBOLS[raw]
    for pattern, unit in _NAMES:
        if pattern.fullmatch(raw):
            return unit
    return Decimal(1), raw.casefold().removesuffix("s")
