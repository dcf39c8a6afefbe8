"""JAX: one jitted function is the whole step: `lax.scan` over time, its gradient, clipping and Adam."""

import time

import jax
from jax import lax
from jax import numpy as jnp

import harness
import jax_memories

CONTROLLER = "controller/lstm"


def cell(parameters, one_input, hidden, cell_state):
    gates = one_input @ parameters[f"{CONTROLLER}/inputWeights"] + parameters[f"{CONTROLLER}/inputBias"]
    gates += hidden @ parameters[f"{CONTROLLER}/recurrentWeights"] + parameters[f"{CONTROLLER}/recurrentBias"]
    i, f, g, o = jnp.split(gates, 4, axis=1)
    cell_state = jax.nn.sigmoid(f) * cell_state + jax.nn.sigmoid(i) * jnp.tanh(g)
    return jax.nn.sigmoid(o) * jnp.tanh(cell_state), cell_state


def make_step(problem):
    alphabet_size, hidden_size = problem["alphabetSize"], problem["hiddenSize"]
    memory = problem["memory"]
    start_memory, step_memory = (None, None) if memory is None else jax_memories.MEMORIES[memory["type"]](memory)
    learning_rate, clip_norm = problem["learningRate"], problem["clipNorm"]

    def loss_of(parameters, symbols, targets):
        """symbols [n, B], targets [n + 1, B] -> nats, summed over a string, mean over the batch"""
        length, batch = symbols.shape
        zero = jnp.zeros((batch, hidden_size))
        state, reading = (None, None) if memory is None else start_memory(parameters, batch, length)

        def move(carry, inputs):
            hidden, cell_state, state, reading = carry
            time_step, one_input = inputs
            if memory is not None:
                one_input = jnp.concatenate([one_input, reading], axis=1)
            hidden, cell_state = cell(parameters, one_input, hidden, cell_state)
            if memory is not None:
                state, reading = step_memory(parameters, hidden, state, time_step)
            return (hidden, cell_state, state, reading), hidden

        inputs = jnp.arange(1, length + 1), jax.nn.one_hot(symbols, alphabet_size)
        _, hiddens = lax.scan(move, (zero, zero, state, reading), inputs)
        hiddens = jnp.concatenate([zero[None], hiddens])
        logits = hiddens @ parameters["classifier/weights"] + parameters["classifier/bias"]
        chosen = jnp.take_along_axis(jax.nn.log_softmax(logits), targets[:, :, None], axis=2)
        return -chosen.sum() / batch

    def step(state, symbols, targets):
        parameters, mean, squares, count = state
        loss, gradients = jax.value_and_grad(loss_of)(parameters, symbols, targets)
        norm = jnp.sqrt(sum(jnp.sum(jnp.square(gradient)) for gradient in gradients.values()))
        scale = jnp.minimum(1, clip_norm / (norm + 1e-6))
        gradients = {path: scale * gradient for path, gradient in gradients.items()}
        count = count + 1
        mean = {path: 0.9 * mean[path] + 0.1 * gradients[path] for path in gradients}
        squares = {path: 0.999 * squares[path] + 0.001 * jnp.square(gradients[path]) for path in gradients}

        def changed(path):
            unbiased_mean = mean[path] / (1 - 0.9**count)
            unbiased_squares = squares[path] / (1 - 0.999**count)
            return parameters[path] - learning_rate * unbiased_mean / (jnp.sqrt(unbiased_squares) + 1e-8)

        return ({path: changed(path) for path in parameters}, mean, squares, count), loss

    return step


def main():
    problem = harness.read_problem()
    symbols = jnp.array(problem["strings"]).T
    targets = jnp.array(harness.targets_of(problem)).T
    begin = time.perf_counter()
    parameters = {
        path: jnp.array(given["values"], dtype=jnp.float32).reshape(given["shape"])
        for path, given in problem["parameters"].items()
    }
    mean, squares = ({path: jnp.zeros_like(values) for path, values in parameters.items()} for _ in range(2))
    state = (parameters, mean, squares, jnp.float32(0))

    # The new state may take the place of the old one in memory.
    traced = jax.jit(make_step(problem), donate_argnums=0).trace(state, symbols, targets)
    before_compiling = time.perf_counter()
    compiled = traced.lower().compile()
    compile_ms = (time.perf_counter() - before_compiling) * 1000

    def step():
        nonlocal state
        state, loss = jax.block_until_ready(compiled(state, symbols, targets))
        return float(loss)

    harness.report(problem, begin, step, compile_ms)


main()
