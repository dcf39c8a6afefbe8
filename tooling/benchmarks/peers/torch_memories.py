"""Memories step by step in PyTorch, as their published code has them: whole strings, nothing forgotten.

Each has the size of its reading, where our initial values belong, a start (its state and reading), and a step from the
hidden state and the state before to the state after and its reading.
"""

import torch
from torch import nn
from torch.nn import functional

from torch_parameters import linear_places


class SuperpositionStack(nn.Module):
    """Joulin & Mikolov 2015: every element is a mixture of push, pop and no-op.

    As the PyTorch code of DuSell & Chiang does, it holds no element that cannot have been pushed yet, nor one so deep
    that it cannot come to the top before the string ends. That halves its work.
    """

    def __init__(self, hidden_size, memory):
        super().__init__()
        self.reading_size = memory["vectorSize"]
        self.actions = nn.Linear(hidden_size, 3)
        self.pushed_vector = nn.Linear(hidden_size, self.reading_size)

    def places(self):
        path = "memory/superposition-stack"
        return linear_places(f"{path}/actions", self.actions) | linear_places(f"{path}/pushedVector", self.pushed_vector)

    def start(self, batch):
        return torch.zeros(batch, 0, self.reading_size), torch.zeros(batch, self.reading_size)

    def forward(self, hidden, elements, time_step, length):
        """hidden [B, H], elements [B, height before, m] -> elements [B, height, m]"""
        height = min(time_step, length - time_step)
        push, pop, noop = functional.softmax(self.actions(hidden), dim=1)[:, :, None, None].unbind(1)
        vector = torch.sigmoid(self.pushed_vector(hidden))
        pushed = push * torch.cat([vector[:, None], elements[:, : height - 1]], dim=1)
        popped = pop * elements[:, 1 : height + 1]
        kept = noop * elements[:, :height]
        elements = padded(pushed, height) + padded(popped, height) + padded(kept, height)
        return elements, elements[:, 0]


def padded(elements, height):
    missing = height - elements.size(1)
    return elements if missing == 0 else functional.pad(elements, (0, 0, 0, missing))


class StratificationStack(nn.Module):
    """Grefenstette et al. 2015, with running sums in place of their loops over the elements."""

    def __init__(self, hidden_size, memory):
        super().__init__()
        self.reading_size = memory["vectorSize"]
        self.actions = nn.Linear(hidden_size, 2)
        self.pushed_vector = nn.Linear(hidden_size, self.reading_size)

    def places(self):
        path = "memory/stratification-stack"
        return linear_places(f"{path}/actions", self.actions) | linear_places(f"{path}/pushedVector", self.pushed_vector)

    def start(self, batch):
        state = torch.zeros(batch, 0), torch.zeros(batch, 0, self.reading_size)
        return state, torch.zeros(batch, self.reading_size)

    def forward(self, hidden, state, _time_step, _length):
        """hidden [B, H], strengths [B, height], values [B, height, m], the newest first"""
        strengths, values = state
        push, pop = torch.sigmoid(self.actions(hidden)).split(1, dim=1)
        left = torch.relu(strengths - torch.relu(pop - above(strengths)))
        strengths = torch.cat([push, left], dim=1)
        values = torch.cat([torch.tanh(self.pushed_vector(hidden))[:, None], values], dim=1)
        shares = torch.minimum(strengths, torch.relu(1 - above(strengths)))
        return (strengths, values), torch.einsum("bi,bim->bm", shares, values)


def above(strengths):
    return functional.pad(strengths, (1, 0))[:, :-1].cumsum(dim=1)


class NondeterministicStack(nn.Module):
    """DuSell & Chiang 2023: renormalizing, with or without vectors (of size m) that are pushed with the symbols.

    Every run carries M = 1 + m numbers: its weight, and its weight times the vector on top. What is known of all runs is
    a table of inside weights [B, row, column, q, x, r, y, M] from the time of the row to that of the column, the first
    rows and columns those of the times -1 and 0, and forward weights [B, row, r, y].
    """

    def __init__(self, hidden_size, memory, semiring):
        super().__init__()
        self.states, self.symbols, self.vector_size = memory["states"], memory["symbols"], memory["vectorSize"]
        self.pairs = self.states * self.symbols
        self.reading_size = self.pairs * max(1, self.vector_size)
        self.semiring = semiring
        self.transitions = nn.Linear(hidden_size, self.pairs * (2 * self.pairs + self.states))
        if self.vector_size > 0:
            self.pushed_vector = nn.Linear(hidden_size, self.vector_size)
            self.bottom_vector = nn.Parameter(torch.zeros(self.vector_size))

    def places(self):
        path = "memory/vector-nondeterministic-stack" if self.vector_size > 0 else "memory/nondeterministic-stack"
        places = linear_places(f"{path}/transitions", self.transitions)
        if self.vector_size == 0:
            return places
        pushed = linear_places(f"{path}/pushedVector", self.pushed_vector)
        return places | pushed | {f"{path}/bottomVector": self.bottom_vector}

    def payload(self, batch, logits):
        """What a run carries when the vector is pushed whose logits these are: [B, M]."""
        one = torch.full((batch, 1), self.semiring.one)
        return one if logits is None else torch.cat([one, self.semiring.from_sigmoid(logits)], dim=1)

    def start(self, batch):
        q, s = self.states, self.symbols
        bottom = self.bottom_vector.expand(batch, -1) if self.vector_size > 0 else None
        payload = self.payload(batch, bottom)
        rest = torch.full((batch, q * s * q * s - 1, payload.size(1)), self.semiring.zero)
        table = torch.cat([payload[:, None], rest], dim=1).view(batch, 1, 1, q, s, q, s, -1)
        forward = torch.full((batch, 2, q, s), self.semiring.zero)
        forward[:, :, 0, 0] = self.semiring.one
        return (table, forward), self.read(table[:, 0, 0, 0, 0], torch.full((batch, 1, 1), self.semiring.one))

    def read(self, sums, total):
        """sums [B, r, y, M] and the total of their weights [B, 1, 1] -> [B, reading size]"""
        read = sums[..., 1:] if self.vector_size > 0 else sums
        return self.semiring.quotient(read, total[..., None]).reshape(sums.size(0), self.reading_size)

    def forward(self, hidden, state, _time_step, _length):
        table, forward = state
        ring, batch, q, s = self.semiring, hidden.size(0), self.states, self.symbols
        weights = ring.weights(self.transitions(hidden).view(batch, self.pairs, -1))
        push, replace, pop = weights.split([self.pairs, self.pairs, q], dim=2)
        previous = table[:, :, -1]
        column = ring.sums("biqxszm,bszry->biqxrym", previous, replace.reshape(batch, q, s, q, s))
        if table.size(2) > 1:
            uncovering = ring.sums("bktysz,bszr->bktyr", previous[:, 1:, ..., 0], pop.reshape(batch, q, s, q))
            column = ring.add(column, ring.sums("bikqxtym,bktyr->biqxrym", table[:, :, :-1], uncovering))
        payload = self.payload(batch, self.pushed_vector(hidden) if self.vector_size > 0 else None)
        pushed = ring.multiply(push.reshape(batch, 1, q, s, q, s, 1), payload[:, None, None, None, None, None])
        column = torch.cat([column, pushed], dim=1)
        sums = ring.sums("biqx,biqxrym->brym", forward, column)
        total = ring.total(sums[..., 0])
        column, next_forward = ring.rescaled(column, total), ring.rescaled(sums[..., 0], total)
        no_row = torch.full_like(table[:, :1], ring.zero)
        table = torch.cat([torch.cat([table, no_row], dim=1), column[:, :, None]], dim=2)
        return (table, torch.cat([forward, next_forward[:, None]], dim=1)), self.read(sums, total)


def create(hidden_size, memory, semiring):
    """The memory of a problem; none for a controller alone."""
    if memory is None:
        return None
    if memory["type"] == "superposition-stack":
        return SuperpositionStack(hidden_size, memory)
    if memory["type"] == "stratification-stack":
        return StratificationStack(hidden_size, memory)
    return NondeterministicStack(hidden_size, memory, semiring)
