"""Fits the linear chain of roles: regularised maximum likelihood by L-BFGS, with labels that may be partly known.

Needs scipy, which comes with the `train` dependency group. A sentence's label is a set of allowed roles; the paths that
keep to the sets are what is made likely. One role each is ordinary training, all five leave a sentence to the model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from generator.models.roles import Chain, Observed, log_sum, term_weight
from generator.roles import BUCKETS, ROLES

K = len(ROLES)
TAIL = K * K + 2 * K
NEVER = -1e4
"""Score of a role that is not allowed: finite, so that sums of it stay numbers."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A passage, the roles allowed for each of its sentences (bool[n, 5]), and how much it counts."""

    passage: Observed
    allowed: NDArray[np.bool_]
    weight: float


@dataclass(frozen=True, slots=True)
class Penalty:
    """Strength of the quadratic penalty on the weights of rows, terms and steps."""

    rows: float = 10.0
    terms: float = 1.0
    steps: float = 0.05


def fit(examples: Sequence[Example], penalty: Penalty, *, rounds: int) -> Chain:
    """The chain that makes the allowed paths of the examples most likely; the same examples give the same weights."""
    batch = _Batch(examples)
    width = batch.rows.shape[1]
    penalties = np.repeat([penalty.rows, penalty.terms, penalty.steps], [width * K, BUCKETS * K, TAIL])

    def loss(flat: Floats) -> tuple[float, Floats]:
        value, gradient = batch.loss(_chain(flat, width))
        return value + 0.5 * float(penalties @ flat**2), gradient + penalties * flat

    start = np.zeros(len(penalties))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": rounds, "maxfun": 2 * rounds})
    return _chain(found.x, width)


def _chain(flat: Floats, width: int) -> Chain:
    rows, terms, steps, first, last = np.split(flat, np.cumsum([width * K, BUCKETS * K, K * K, K]))
    return Chain(rows.reshape(width, K), terms.reshape(BUCKETS, K), steps.reshape(K, K), first, last)


class _Batch:
    """All examples at once, the longest first and sentence by sentence: the n-th sentences of all stand together."""

    def __init__(self, examples: Sequence[Example]) -> None:
        order = sorted(examples, key=lambda one: -len(one.passage))
        lengths = np.array([len(one.passage) for one in order])
        self.counts = [int((lengths > at).sum()) for at in range(lengths[0])]
        self.starts = np.concatenate([[0], np.cumsum(self.counts)])
        ends = np.concatenate([[0], np.cumsum(lengths)])
        where = np.concatenate([ends[:count] + at for at, count in enumerate(self.counts)])
        self.rows = np.concatenate([one.passage.rows for one in order])[where].astype(np.float32)
        self.terms = _sparse([found for one in order for found in one.passage.terms])[where]
        self.terms_across = self.terms.T.tocsr()
        self.mask = np.where(np.concatenate([one.allowed for one in order])[where], 0.0, NEVER)
        self.weights = np.array([one.weight for one in order])

    def loss(self, chain: Chain) -> tuple[float, Floats]:
        """Negative log-likelihood and its gradient, in the order of a chain's parts."""
        scores = self.rows @ chain.rows.astype(np.float32) + self.terms @ chain.terms.astype(np.float32)
        free = self._expect(scores.astype(np.float64), chain)
        held = self._expect(scores + self.mask, chain)
        surplus = free.roles - held.roles
        narrow = surplus.astype(np.float32)
        by_row, by_term = self.rows.T @ narrow, self.terms_across @ narrow
        last = free.last - held.last
        first = surplus[: self.counts[0]].sum(axis=0)
        parts = (by_row, by_term, free.steps - held.steps, first, last)
        return free.total - held.total, np.concatenate([np.asarray(part, dtype=np.float64).ravel() for part in parts])

    def _expect(self, scores: Floats, chain: Chain) -> _Expected:
        """Log-sum over all paths, and how often each role and step is expected on them (forward-backward)."""
        ahead, behind = np.empty_like(scores), np.empty_like(scores)
        totals = np.empty(len(self.weights))
        steps, last = np.zeros((K, K)), np.zeros(K)
        for at in range(len(self.counts)):
            here, goes_on = self._at(at), self._goes_on(at)
            came = chain.first if at == 0 else log_sum(self._before(ahead, at)[:, :, None] + chain.steps, axis=1)
            ahead[here] = scores[here] + came
            totals[goes_on : self.counts[at]] = log_sum(ahead[here][goes_on:] + chain.last, axis=1)
        for at in reversed(range(len(self.counts))):
            start, goes_on = self.starts[at], self._goes_on(at)
            behind[start + goes_on : self.starts[at + 1]] = chain.last
            if goes_on:
                after = self._at(at + 1)
                ways = (scores[after] + behind[after])[:, None, :] + chain.steps
                behind[start : start + goes_on] = log_sum(ways, axis=2)
                paths = np.exp(ahead[start : start + goes_on][:, :, None] + ways - totals[:goes_on, None, None])
                steps += np.einsum("nij,n->ij", paths, self.weights[:goes_on])
        per_row = np.concatenate([totals[:count] for count in self.counts])
        weights = np.concatenate([self.weights[:count] for count in self.counts])
        roles = np.exp(ahead + behind - per_row[:, None]) * weights[:, None]
        for at in range(len(self.counts)):
            last += roles[self._at(at)][self._goes_on(at) :].sum(axis=0)
        return _Expected(float(totals @ self.weights), roles, steps, last)

    def _at(self, at: int) -> slice:
        return slice(self.starts[at], self.starts[at + 1])

    def _before(self, values: Floats, at: int) -> Floats:
        return values[self.starts[at - 1] : self.starts[at - 1] + self.counts[at]]

    def _goes_on(self, at: int) -> int:
        """How many passages have a sentence after this one."""
        return self.counts[at + 1] if at + 1 < len(self.counts) else 0


@dataclass(frozen=True, slots=True)
class _Expected:
    total: float
    roles: Floats
    steps: Floats
    last: Floats


def _sparse(terms: Sequence[NDArray[np.intp]]) -> csr_matrix:
    """Weights of terms as a matrix, float32[n, BUCKETS]."""
    counts = [len(found) for found in terms]
    values = np.repeat([term_weight(count) for count in counts], counts).astype(np.float32)
    return csr_matrix((values, np.concatenate(terms), np.concatenate([[0], np.cumsum(counts)])), (len(terms), BUCKETS))
