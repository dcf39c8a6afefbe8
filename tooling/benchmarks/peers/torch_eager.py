"""PyTorch as a researcher writes it: an LSTM cell and a superposition stack, step by step in a Python loop."""

import time

import torch
from torch import nn
from torch.nn import functional

import harness
import torch_parameters


class Stack(nn.Module):
    """Superposition stack (Joulin & Mikolov 2015): every element is a mixture of push, pop and no-op.

    As the PyTorch code of DuSell & Chiang does, it holds no element that cannot have been pushed yet, nor one so deep
    that it cannot come to the top before the string ends. That halves its work.
    """

    def __init__(self, hidden_size, vector_size):
        super().__init__()
        self.actions = nn.Linear(hidden_size, 3)
        self.pushed_vector = nn.Linear(hidden_size, vector_size)

    def forward(self, hidden, elements, height):
        """hidden [B, H], elements [B, height before, m] -> elements [B, height, m]"""
        push, pop, noop = functional.softmax(self.actions(hidden), dim=1)[:, :, None, None].unbind(1)
        vector = torch.sigmoid(self.pushed_vector(hidden))
        pushed = push * torch.cat([vector[:, None], elements[:, : height - 1]], dim=1)
        popped = pop * elements[:, 1 : height + 1]
        kept = noop * elements[:, :height]
        return padded(pushed, height) + padded(popped, height) + padded(kept, height)


def padded(elements, height):
    missing = height - elements.size(1)
    return elements if missing == 0 else functional.pad(elements, (0, 0, 0, missing))


class Model(nn.Module):
    def __init__(self, problem):
        super().__init__()
        self.alphabet_size, self.hidden_size = problem["alphabetSize"], problem["hiddenSize"]
        self.vector_size = problem["vectorSize"]  # 0 without a stack
        self.cell = nn.LSTMCell(self.alphabet_size + self.vector_size, self.hidden_size)
        self.stack = Stack(self.hidden_size, self.vector_size) if self.vector_size > 0 else None
        self.classifier = nn.Linear(self.hidden_size, self.alphabet_size + 1)

    def forward(self, symbols, targets):
        """symbols [B, n], targets [B, n + 1] -> nats, summed over a string, mean over the batch"""
        batch, length = symbols.shape
        inputs = functional.one_hot(symbols, self.alphabet_size).float().unbind(1)
        hidden = cell = torch.zeros(batch, self.hidden_size)
        elements = torch.zeros(batch, 0, self.vector_size)
        hiddens = [hidden]
        for time_step, one_input in enumerate(inputs, start=1):
            if self.stack is not None:
                reading = elements[:, 0] if time_step > 1 else torch.zeros(batch, self.vector_size)
                one_input = torch.cat([one_input, reading], dim=1)
            hidden, cell = self.cell(one_input, (hidden, cell))
            hiddens.append(hidden)
            # What the stack does after the last symbol is never read.
            if self.stack is not None and time_step < length:
                elements = self.stack(hidden, elements, min(time_step, length - time_step))
        logits = self.classifier(torch.stack(hiddens, dim=1))
        return functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="sum") / batch

    def load(self, values):
        places = {
            "controller/lstm/inputWeights": self.cell.weight_ih,
            "controller/lstm/recurrentWeights": self.cell.weight_hh,
            "controller/lstm/inputBias": self.cell.bias_ih,
            "controller/lstm/recurrentBias": self.cell.bias_hh,
            "classifier/weights": self.classifier.weight,
            "classifier/bias": self.classifier.bias,
        }
        if self.stack is not None:
            places["memory/superposition-stack/actions/weights"] = self.stack.actions.weight
            places["memory/superposition-stack/actions/bias"] = self.stack.actions.bias
            places["memory/superposition-stack/pushedVector/weights"] = self.stack.pushed_vector.weight
            places["memory/superposition-stack/pushedVector/bias"] = self.stack.pushed_vector.bias
        torch_parameters.load(places, values)


def main():
    torch.set_num_threads(1)
    problem = harness.read_problem()
    symbols, targets = torch.tensor(problem["strings"]), torch.tensor(harness.targets_of(problem))
    begin = time.perf_counter()
    model = Model(problem)
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
