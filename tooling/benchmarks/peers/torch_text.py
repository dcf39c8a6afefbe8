"""PyTorch training on a text by the protocol of `src/text/problem.ts`, with its own initial values.

Arguments: the problem's file, and how a nondeterministic stack adds up the weights of its runs.
"""

import json
import math
import sys
import time

import torch
from torch import nn

import harness
import torch_semirings
from torch_language import Model, train_step

# As in the code of DuSell & Chiang (2023), and in ours.
LARGEST_INITIAL_VALUE = 0.05
NO_TARGET = -100


def chunks_of(streams, steps):
    """Inputs and targets [T, B] of all chunks. One in which a stream ends is cut in two there; behind it are no targets."""
    ends = {len(stream) - 1 for stream in streams}
    total = max(ends)
    cuts = sorted({*range(0, total, steps), *ends})
    padded = [stream + [NO_TARGET] * (total + 1 - len(stream)) for stream in streams]
    symbols = torch.tensor(padded).T
    for start, end in zip(cuts, cuts[1:]):
        yield symbols[start:end].clamp(min=0).contiguous(), symbols[start + 1 : end + 1].contiguous()


def validation_perplexity(model, problem):
    total, positions, state = 0.0, 0, None
    with torch.no_grad():
        for inputs, targets in chunks_of(problem["validation"], problem["steps"]):
            loss, state = model(inputs, targets, state)
            count = int((targets != NO_TARGET).sum())
            total += loss.item() * count
            positions += count
    return math.exp(total / positions)


def train_epoch(model, problem, optimizer):
    state = None
    for inputs, targets in chunks_of(problem["training"], problem["steps"]):
        _, state = train_step(model, optimizer, problem["clipNorm"], inputs, targets, state)


def main():
    torch.set_num_threads(1)
    problem = harness.read_problem()
    torch.manual_seed(problem["seed"])
    model = Model(problem, torch_semirings.SEMIRINGS[sys.argv[2]])
    for parameter in model.parameters():
        nn.init.uniform_(parameter, -LARGEST_INITIAL_VALUE, LARGEST_INITIAL_VALUE)
    optimizer = torch.optim.SGD(model.parameters(), lr=problem["learningRate"])
    perplexities = []
    begin = time.perf_counter()
    for _ in range(problem["epochs"]):
        train_epoch(model, problem, optimizer)
        perplexities.append(validation_perplexity(model, problem))
        if perplexities[-1] > min(perplexities):
            optimizer.param_groups[0]["lr"] *= problem["decay"]["factor"]
    print(json.dumps({"perplexities": perplexities, "seconds": time.perf_counter() - begin}))


main()
