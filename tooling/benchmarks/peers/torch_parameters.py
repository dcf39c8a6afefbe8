"""Our initial values in the parameters of a PyTorch module."""

import torch


def load(places, given):
    """Copies `given`, by Pushdown's names, to the PyTorch parameters in `places`, whose weights are [outputs, inputs]."""
    with torch.no_grad():
        for path, place in places.items():
            values = torch.tensor(given[path]["values"]).reshape(given[path]["shape"])
            place.copy_(values if values.ndim == 1 else values.T)


def linear_places(path, layer):
    """Where the values of Pushdown's linear layer `path` belong."""
    return {f"{path}/weights": layer.weight, f"{path}/bias": layer.bias}
