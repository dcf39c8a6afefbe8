"""Memories for `lax.scan`: the state of a step has the size of the whole string from the start.

Each takes the problem's description of a memory and returns `start(parameters, batch, length)`, which gives the state, and its
reading, and `step(parameters, hidden, state, time_step)`, which gives those after a step; steps count from 1.
"""

import jax
from jax import lax
from jax import numpy as jnp


def linear(parameters, path, x):
    return x @ parameters[f"{path}/weights"] + parameters[f"{path}/bias"]


def shifted(elements, new):
    return jnp.concatenate([new[:, None], elements[:, :-1]], axis=1)


def superposition_stack(memory):
    path, size = "memory/superposition-stack", memory["vectorSize"]

    def start(_parameters, batch, length):
        """elements [B, n, m], the top first"""
        return jnp.zeros((batch, length, size)), jnp.zeros((batch, size))

    def step(parameters, hidden, elements, _time_step):
        logits = linear(parameters, f"{path}/actions", hidden)
        push, pop, noop = jnp.moveaxis(jax.nn.softmax(logits)[:, :, None, None], 1, 0)
        pushed = shifted(elements, jax.nn.sigmoid(linear(parameters, f"{path}/pushedVector", hidden)))
        popped = jnp.concatenate([elements[:, 1:], jnp.zeros_like(elements[:, :1])], axis=1)
        elements = push * pushed + pop * popped + noop * elements
        return elements, elements[:, 0]

    return start, step


def stratification_stack(memory):
    path, size = "memory/stratification-stack", memory["vectorSize"]

    def start(_parameters, batch, length):
        """strengths [B, n], values [B, n, m], the newest first"""
        return (jnp.zeros((batch, length)), jnp.zeros((batch, length, size))), jnp.zeros((batch, size))

    def above(strengths):
        return jnp.cumsum(jnp.pad(strengths, ((0, 0), (1, 0)))[:, :-1], axis=1)

    def step(parameters, hidden, state, _time_step):
        strengths, values = state
        amounts = jax.nn.sigmoid(linear(parameters, f"{path}/actions", hidden))
        left = jax.nn.relu(strengths - jax.nn.relu(amounts[:, 1:] - above(strengths)))
        strengths = shifted(left, amounts[:, 0])
        values = shifted(values, jnp.tanh(linear(parameters, f"{path}/pushedVector", hidden)))
        shares = jnp.minimum(strengths, jax.nn.relu(1 - above(strengths)))
        return (strengths, values), jnp.einsum("bi,bim->bm", shares, values)

    return start, step


def nondeterministic_stack(memory):
    """Plain numbers, rescaled at every step. Rows and columns of the table [column, B, row, q, x, r, y, M] that are in the
    future are zero and add nothing; the first of both stand for the times -1 and 0."""
    q, s, size = memory["states"], memory["symbols"], memory["vectorSize"]
    pairs = q * s
    path = "memory/vector-nondeterministic-stack" if size > 0 else "memory/nondeterministic-stack"

    def read(sums, total):
        values = sums[..., 1:] if size > 0 else sums
        return (values / total[..., None]).reshape(sums.shape[0], pairs * max(1, size))

    def payload(logits):
        """What a run carries: [B, M], its weight and the vector with these logits [B, m]."""
        return jnp.concatenate([jnp.ones((logits.shape[0], 1)), jax.nn.sigmoid(logits)], axis=1)

    def start(parameters, batch, length):
        bottom = parameters[f"{path}/bottomVector"] if size > 0 else jnp.zeros(0)
        bottom = payload(jnp.broadcast_to(bottom, (batch, size)))
        table = jnp.zeros((length, batch, length + 1, q, s, q, s, 1 + size)).at[0, :, 0, 0, 0, 0, 0].set(bottom)
        forward = jnp.zeros((batch, length + 1, q, s)).at[:, :2, 0, 0].set(1)
        return (table, forward), read(table[0, :, 0, 0, 0], jnp.ones((batch, 1, 1)))

    def step(parameters, hidden, state, time_step):
        table, forward = state
        batch = hidden.shape[0]
        logits = linear(parameters, f"{path}/transitions", hidden).reshape(batch, pairs, 2 * pairs + q)
        weights = jnp.exp(logits - lax.stop_gradient(logits.max(axis=(1, 2), keepdims=True)))
        push, replace, pop = jnp.split(weights, [pairs, 2 * pairs], axis=2)
        previous = lax.dynamic_index_in_dim(table, time_step - 1, axis=0, keepdims=False)
        uncovering = jnp.einsum("bktysz,bszr->bktyr", previous[..., 0], pop.reshape(batch, q, s, q))[:, 1:]
        column = jnp.einsum("biqxszm,bszry->biqxrym", previous, replace.reshape(batch, q, s, q, s))
        column += jnp.einsum("kbiqxtym,bktyr->biqxrym", table, uncovering)
        no_vector = jnp.zeros((batch, 0))
        vector = payload(linear(parameters, f"{path}/pushedVector", hidden) if size > 0 else no_vector)
        pushed = push.reshape(batch, 1, q, s, q, s, 1) * vector[:, None, None, None, None, None]
        column = lax.dynamic_update_slice_in_dim(column, pushed, time_step, axis=1)
        sums = jnp.einsum("biqx,biqxrym->brym", forward, column)
        total = sums[..., 0].sum(axis=(1, 2), keepdims=True)
        scale = 1 / lax.stop_gradient(total)
        table = lax.dynamic_update_slice_in_dim(
            table, (column * scale[:, :, :, None, None, None, None])[None], time_step, axis=0
        )
        forward = lax.dynamic_update_slice_in_dim(forward, (sums[..., 0] * scale)[:, None], time_step + 1, axis=1)
        return (table, forward), read(sums, total)

    return start, step


MEMORIES = {
    "superposition-stack": superposition_stack,
    "stratification-stack": stratification_stack,
    "nondeterministic-stack": nondeterministic_stack,
}
