"""PyTorch at its best for a plain LSTM: `nn.LSTM` runs the whole sequence in one call, and Adam is fused."""

import time

import torch
from torch import nn
from torch.nn import functional

import harness
import torch_parameters


class Model(nn.Module):
    def __init__(self, alphabet_size, hidden_size):
        super().__init__()
        self.alphabet_size = alphabet_size
        self.lstm = nn.LSTM(alphabet_size, hidden_size)
        self.classifier = nn.Linear(hidden_size, alphabet_size + 1)

    def forward(self, symbols, targets):
        """symbols [n, B], targets [n + 1, B] -> nats, summed over a string, mean over the batch"""
        batch = symbols.size(1)
        hiddens, _ = self.lstm(functional.one_hot(symbols, self.alphabet_size).float())
        start = torch.zeros(1, batch, hiddens.size(2))
        logits = self.classifier(torch.cat([start, hiddens]))
        return functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="sum") / batch

    def load(self, values):
        places = {
            "controller/lstm/inputWeights": self.lstm.weight_ih_l0,
            "controller/lstm/recurrentWeights": self.lstm.weight_hh_l0,
            "controller/lstm/inputBias": self.lstm.bias_ih_l0,
            "controller/lstm/recurrentBias": self.lstm.bias_hh_l0,
            "classifier/weights": self.classifier.weight,
            "classifier/bias": self.classifier.bias,
        }
        torch_parameters.load(places, values)


def main():
    torch.set_num_threads(1)
    problem = harness.read_problem()
    symbols = torch.tensor(problem["strings"]).T.contiguous()
    targets = torch.tensor(harness.targets_of(problem)).T.contiguous()
    begin = time.perf_counter()
    model = Model(problem["alphabetSize"], problem["hiddenSize"])
    model.load(problem["parameters"])
    optimizer = torch.optim.Adam(model.parameters(), lr=problem["learningRate"], fused=True)

    def step():
        optimizer.zero_grad()
        loss = model(symbols, targets)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), problem["clipNorm"])
        optimizer.step()
        return loss.item()

    harness.report(problem, begin, step)


main()
