"""PyTorch as a researcher writes it: an LSTM cell and a memory, step by step in a Python loop.

Arguments: the problem's file, and how nondeterministic stacks add up the weights of their runs: as logarithms or numbers.
"""

import sys
import time

import torch
from torch import nn
from torch.nn import functional

import harness
import torch_memories
import torch_parameters
import torch_semirings


class Model(nn.Module):
    def __init__(self, problem, semiring):
        super().__init__()
        self.alphabet_size, self.hidden_size = problem["alphabetSize"], problem["hiddenSize"]
        self.memory = torch_memories.create(self.hidden_size, problem["memory"], semiring)
        reading_size = 0 if self.memory is None else self.memory.reading_size
        self.cell = nn.LSTMCell(self.alphabet_size + reading_size, self.hidden_size)
        self.classifier = nn.Linear(self.hidden_size, self.alphabet_size + 1)

    def forward(self, symbols, targets):
        """symbols [B, n], targets [B, n + 1] -> nats, summed over a string, mean over the batch"""
        batch, length = symbols.shape
        inputs = functional.one_hot(symbols, self.alphabet_size).float().unbind(1)
        hidden = cell = torch.zeros(batch, self.hidden_size)
        state, reading = (None, None) if self.memory is None else self.memory.start(batch)
        hiddens = [hidden]
        for time_step, one_input in enumerate(inputs, start=1):
            if reading is not None:
                one_input = torch.cat([one_input, reading], dim=1)
            hidden, cell = self.cell(one_input, (hidden, cell))
            hiddens.append(hidden)
            # What a memory does after the last symbol is never read.
            if self.memory is not None and time_step < length:
                state, reading = self.memory(hidden, state, time_step, length)
        logits = self.classifier(torch.stack(hiddens, dim=1))
        return functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="sum") / batch

    def load(self, values):
        places = {
            "controller/lstm/inputWeights": self.cell.weight_ih,
            "controller/lstm/recurrentWeights": self.cell.weight_hh,
            "controller/lstm/inputBias": self.cell.bias_ih,
            "controller/lstm/recurrentBias": self.cell.bias_hh,
            **torch_parameters.linear_places("classifier", self.classifier),
            **({} if self.memory is None else self.memory.places()),
        }
        torch_parameters.load(places, values)


def main():
    torch.set_num_threads(1)
    problem = harness.read_problem()
    symbols, targets = torch.tensor(problem["strings"]), torch.tensor(harness.targets_of(problem))
    begin = time.perf_counter()
    model = Model(problem, torch_semirings.SEMIRINGS[sys.argv[2]])
    model.load(problem["parameters"])
    optimizer = torch.optim.Adam(model.parameters(), lr=problem["learningRate"])

    def step():
        optimizer.zero_grad()
        loss = model(symbols, targets)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), problem["clipNorm"])
        optimizer.step()
        return loss.item()

    harness.report(problem, begin, step)


main()
