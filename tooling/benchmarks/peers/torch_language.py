"""PyTorch training on chunks of a text, the state carried on: an LSTM alone, with a superposition stack, or with a
renormalizing nondeterministic stack that sees a window of steps.

Without a memory `nn.LSTM` runs the whole chunk.

Arguments: the problem's file, and how the nondeterministic stack adds up the weights of its runs: as logarithms, as the code of
DuSell & Chiang (2023) does, or as numbers.
"""

import math
import sys
import time

import torch
from torch import nn
from torch.nn import functional

import harness
import torch_semirings
from torch_parameters import linear_places


class SuperpositionStack(nn.Module):
    """Pushes hidden states on a stack of limited depth (Joulin & Mikolov 2015)."""

    def __init__(self, hidden_size, memory):
        super().__init__()
        self.depth = memory["depth"]
        self.reading_size = hidden_size
        self.actions = nn.Linear(hidden_size, 3)

    def places(self):
        return linear_places("memory/superposition-stack/actions", self.actions)

    def start(self, batch):
        return (torch.zeros(batch, self.depth, self.reading_size),), torch.zeros(batch, self.reading_size)

    def forward(self, hidden, state):
        (elements,) = state
        push, pop, noop = functional.softmax(self.actions(hidden), dim=1)[:, :, None, None].unbind(1)
        pushed = torch.cat([hidden[:, None], elements[:, :-1]], dim=1)
        popped = functional.pad(elements[:, 1:], (0, 0, 0, 1))
        elements = push * pushed + pop * popped + noop * elements
        return (elements,), elements[:, 0]


class NondeterministicStack(nn.Module):
    """Columns of inside weights of the last steps, [B, column, row, q, x, r, y], and forward weights [B, row, q, x]."""

    def __init__(self, hidden_size, memory, semiring):
        super().__init__()
        self.states, self.symbols, self.window = memory["states"], memory["symbols"], memory["window"]
        self.pairs = self.states * self.symbols
        self.reading_size = self.pairs
        self.semiring = semiring
        self.transitions = nn.Linear(hidden_size, self.pairs * (2 * self.pairs + self.states))

    def places(self):
        return linear_places("memory/nondeterministic-stack/transitions", self.transitions)

    def start(self, batch):
        q, s, side, ring = self.states, self.symbols, self.window - 1, self.semiring
        columns = torch.full((batch, side, side, q, s, q, s), ring.zero)
        columns[:, -1, -1, 0, 0, 0, 0] = ring.one
        forward = torch.full((batch, self.window, q, s), ring.zero)
        forward[:, -2:, 0, 0] = ring.one
        reading = torch.zeros(batch, self.pairs)
        reading[:, 0] = 1
        return (columns, forward), reading

    def forward(self, hidden, state):
        columns, forward = state
        batch, q, s, ring = hidden.size(0), self.states, self.symbols, self.semiring
        weights = ring.weights(self.transitions(hidden).view(batch, self.pairs, -1))
        push, replace, pop = weights.split([self.pairs, self.pairs, q], dim=2)
        push, replace = push.reshape(batch, q, s, q, s), replace.reshape(batch, q, s, q, s)
        previous = columns[:, -1]
        uncovering = ring.sums("bktysz,bszr->bktyr", previous, pop.reshape(batch, q, s, q))[:, 1:]
        older = ring.sums("biqxsz,bszry->biqxry", previous, replace)
        older = ring.add(older, ring.sums("bkiqxty,bktyr->biqxry", columns[:, :-1], uncovering))
        column = torch.cat([older, push[:, None]], dim=1)
        sums = ring.sums("biqx,biqxry->bry", forward, column)
        total = ring.total(sums)
        column = ring.rescaled(column, total)
        kept = functional.pad(columns[:, 1:, 1:], (0, 0, 0, 0, 0, 0, 0, 0, 0, 1), value=ring.zero)
        columns = torch.cat([kept, column[:, None, 1:]], dim=1)
        forward = torch.cat([forward[:, 1:], ring.rescaled(sums, total)[:, None]], dim=1)
        return (columns, forward), ring.quotient(sums, total).reshape(batch, self.pairs)


def memory_of(hidden_size, memory, semiring):
    if memory is None:
        return None
    if memory["type"] == "superposition-stack":
        return SuperpositionStack(hidden_size, memory)
    return NondeterministicStack(hidden_size, memory, semiring)


class Model(nn.Module):
    def __init__(self, problem, semiring):
        super().__init__()
        size, words = problem["controller"]["size"], problem["words"]
        self.embedding = nn.Embedding(words, problem["embedding"]["size"])
        self.memory = memory_of(size, problem.get("memory"), semiring)
        reading_size = 0 if self.memory is None else self.memory.reading_size
        self.lstm = nn.LSTM(self.embedding.embedding_dim + reading_size, size)
        self.classifier = nn.Linear(size, words)

    def forward(self, inputs, targets, state):
        """inputs, targets [T, B] -> nats, mean over all of them, and the state after them"""
        vectors = self.embedding(inputs)
        if self.memory is None:
            hiddens, state = self.lstm(vectors, state)
        else:
            recurrent, stack, reading = state or (None, *self.memory.start(inputs.size(1)))
            hiddens = []
            for vector in vectors.unbind(0):
                hidden, recurrent = self.lstm(torch.cat([vector, reading], dim=1)[None], recurrent)
                stack, reading = self.memory(hidden[0], stack)
                hiddens.append(hidden)
            hiddens, state = torch.cat(hiddens), (recurrent, stack, reading)
        return functional.cross_entropy(self.classifier(hiddens).flatten(0, 1), targets.flatten()), state

    def load(self, problem):
        """Our initial values, whose weights are [inputs, outputs]."""
        places = {
            "embedding/vectors": self.embedding.weight,
            "controller/lstm/inputWeights": self.lstm.weight_ih_l0,
            "controller/lstm/recurrentWeights": self.lstm.weight_hh_l0,
            "controller/lstm/inputBias": self.lstm.bias_ih_l0,
            "controller/lstm/recurrentBias": self.lstm.bias_hh_l0,
            **linear_places("classifier", self.classifier),
            **({} if self.memory is None else self.memory.places()),
        }
        with open(problem["parametersFile"], "rb") as file, torch.no_grad():
            for path, shape in problem["shapes"].items():
                values = torch.frombuffer(bytearray(file.read(4 * math.prod(shape))), dtype=torch.float32).reshape(shape)
                is_weights = values.ndim == 2 and path != "embedding/vectors"
                places[path].copy_(values.T if is_weights else values)


def detached(state):
    return state.detach() if torch.is_tensor(state) else tuple(map(detached, state))


def train_step(model, optimizer, clip_norm, inputs, targets, state):
    """Trains on one chunk -> its loss, and the state that the next one goes on from."""
    optimizer.zero_grad()
    loss, next_state = model(inputs, targets, state)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), clip_norm)
    optimizer.step()
    return loss.item(), detached(next_state)


def main():
    torch.set_num_threads(1)
    problem = harness.read_problem()
    inputs = torch.tensor(problem["inputs"]).T.contiguous()
    targets = torch.tensor(problem["targets"]).T.contiguous()
    begin = time.perf_counter()
    model = Model(problem, torch_semirings.SEMIRINGS[sys.argv[2]])
    model.load(problem)
    optimizer = torch.optim.SGD(model.parameters(), lr=problem["learningRate"])
    state = None

    def step():
        nonlocal state
        loss, state = train_step(model, optimizer, problem["clipNorm"], inputs, targets, state)
        return loss

    harness.report(problem, begin, step)


if __name__ == "__main__":
    main()
