"""Sums of products of weights, on logarithms or on plain numbers."""

import torch


class Logarithms:
    """The weights are logarithms, as in the code of DuSell & Chiang: no product can overflow."""

    # Finite: where all terms of a sum are minus infinity, its gradient would not be a number.
    zero, one = -1e30, 0.0
    add = staticmethod(torch.logaddexp)
    multiply = staticmethod(torch.add)

    @staticmethod
    def weights(logits):
        return logits

    @staticmethod
    def from_sigmoid(logits):
        return torch.nn.functional.logsigmoid(logits)

    @staticmethod
    def sums(equation, a, b):
        """Like `torch.einsum` with two operands."""
        operands, output = equation.split("->")
        left, right = operands.split(",")
        axes = output + "".join(axis for axis in left if axis not in output)
        terms = aligned(a, left, axes) + aligned(b, right, axes)
        return torch.logsumexp(terms, dim=tuple(range(len(output), len(axes))))

    @staticmethod
    def total(weights):
        return torch.logsumexp(weights, dim=(1, 2), keepdim=True)

    @staticmethod
    def rescaled(weights, _total):
        return weights

    @staticmethod
    def quotient(a, b):
        """As a number."""
        return torch.exp(a - b)


class Numbers:
    """The weights are numbers. All of one step are divided by a constant, which changes no reading."""

    zero, one = 0.0, 1.0
    add = staticmethod(torch.add)
    multiply = staticmethod(torch.mul)
    from_sigmoid = staticmethod(torch.sigmoid)
    sums = staticmethod(torch.einsum)
    quotient = staticmethod(torch.div)

    @staticmethod
    def weights(logits):
        return torch.exp(logits - logits.amax(dim=(1, 2), keepdim=True).detach())

    @staticmethod
    def total(weights):
        return weights.sum(dim=(1, 2), keepdim=True)

    @staticmethod
    def rescaled(weights, total):
        """weights [B, ...] by the total [B, 1, 1] of their step"""
        return weights / total.detach().view(-1, *[1] * (weights.ndim - 1))


def aligned(x, names, axes):
    """`x` with its axes in the order of `axes`, and axes of size 1 for those it does not have."""
    x = x.permute([names.index(axis) for axis in axes if axis in names])
    return x[tuple(slice(None) if axis in names else None for axis in axes)]


SEMIRINGS = {"logarithms": Logarithms, "numbers": Numbers}
