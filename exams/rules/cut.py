"""How sure a verdict at the pass mark is, and a rate in a small group: pure reckoning."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, comb, exp, lgamma, log, sqrt

FEWEST_AT_CUT = 30  # below, α itself is too unsure to rest anything on it: house default
Z95 = 1.959964  # 95 % of a normal distribution lie within so many standard deviations
LONGEST_TEST = 2000  # questions; beyond, the verdict is as good as sure


@dataclass(frozen=True)
class AtCut:
    """At the pass mark. `standard_error` is in marks; `agreement` is the share of candidates who
    would get the same verdict from a second paper of the kind, `kappa` what of it is not chance;
    `length` is the effective number of questions on which both rest."""

    standard_error: float
    agreement: float
    kappa: float | None
    length: int


def at_cut(
    *, mean: float, variance: float, reliability: float, full: float, cut: float
) -> AtCut | None:
    """The figures at the pass mark `cut`, all in marks; `reliability` is α as a share.

    None where α is not between 0 and 1, or totals do not vary enough to say anything.

    Source: the effective length of Livingston and Lewis (1995), "Estimating the consistency and
    accuracy of classifications based on test scores", J. Educ. Measurement 32, 179–197; under it
    the beta-binomial of Huynh (1976), "On the reliability of decisions in domain-referenced
    testing", J. Educ. Measurement 13, 253–264; the standard error is Lord's binomial one (1957).
    """
    length = effective_length(mean, variance, reliability, full)
    if length is None or not 0 < cut <= full:
        return None
    share = cut / full
    agreement, kappa = consistency(mean / full, length, reliability, share)
    error = full * sqrt(share * (1 - share) / (length - 1))
    return AtCut(error, agreement, kappa, length)


def effective_length(mean: float, variance: float, reliability: float, full: float) -> int | None:
    """Of how many equal questions of one mark a test of this mean, variance and reliability is made
    up: (μ(F − μ) − rσ²) ÷ (σ²(1 − r)), to the nearest whole, at least 2."""
    if not 0 < reliability < 1 or variance <= 0 or not 0 < mean < full:
        return None
    found = (mean * (full - mean) - reliability * variance) / (variance * (1 - reliability))
    return max(2, min(LONGEST_TEST, round(found))) if found > 0 else None


def consistency(
    mean: float, length: int, reliability: float, cut: float
) -> tuple[float, float | None]:
    """Agreement and kappa of two tests of `length` questions; `mean` and `cut` are shares.

    Passing takes the fewest questions whose share reaches the cut. Kappa is None where chance alone
    agrees always.
    """
    a = (1 / reliability - 1) * mean * length
    b = (1 / reliability - 1) * (1 - mean) * length
    least = ceil(cut * length - 1e-9)
    passed = range(least, length + 1)
    ways = [_log_ways(length, k) for k in passed]
    once = sum(
        exp(w + _log_beta(a + k, b + length - k) - _log_beta(a, b))
        for k, w in zip(passed, ways, strict=True)
    )
    shared = [_log_beta(a + s, b + 2 * length - s) - _log_beta(a, b) for s in range(2 * length + 1)]
    twice = sum(
        exp(v + w + shared[j + k])
        for j, v in zip(passed, ways, strict=True)
        for k, w in zip(passed, ways, strict=True)
    )
    agreement = min(1.0, 1 + 2 * (twice - once))
    chance = once**2 + (1 - once) ** 2
    return agreement, (agreement - chance) / (1 - chance) if chance < 1 - 1e-12 else None


def _log_ways(n: int, k: int) -> float:
    return log(comb(n, k))


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def wilson(passed: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a rate of `passed` out of `of` (at least one), from 0 to 1.

    Source: Wilson (1927), "Probable inference, the law of succession, and statistical inference",
    J. Am. Stat. Assoc. 22, 209–212. It stays within 0 and 1 and holds in small groups.
    """
    share, z2 = passed / of, Z95**2
    middle = share + z2 / (2 * of)
    reach = Z95 * sqrt(share * (1 - share) / of + z2 / (4 * of**2))
    whole = 1 + z2 / of
    # at 0 and at 1 the interval touches the rate, whatever rounding says
    return max(0.0, min(share, (middle - reach) / whole)), min(
        1.0, max(share, (middle + reach) / whole)
    )
