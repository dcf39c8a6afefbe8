"""What the Python peers share: the problem they are given, and how their steps are timed.

The problem is a JSON file made by `src/peers/problem.ts`. The rule of timing is that of `src/timing.ts`.
"""

import json
import resource
import statistics
import sys
import time

# As in src/timing.ts.
CHECKED_STEPS = 5
LEAST_WARM_UP_STEPS, LEAST_COUNTED_STEPS = 4, 8


def read_problem():
    with open(sys.argv[1], encoding="utf-8") as file:
        return json.load(file)


def targets_of(problem):
    """The symbols of every string and then its end, as lists: [batch][length + 1]."""
    return [string + [problem["alphabetSize"]] for string in problem["strings"]]


def report(problem, begin, step, compile_ms=None):
    """Times `step`, which trains once and returns the loss as a number, and prints the result as one line of JSON.

    `begin` is `time.perf_counter()` from before the model was made.
    """
    losses = [step()]
    first_step_ms = (time.perf_counter() - begin) * 1000

    def repeat(steps, seconds):
        """Times of at least so many steps, for at least so long."""
        times = []
        start = begin_of_all = time.perf_counter()
        while len(times) < steps or start - begin_of_all < seconds:
            loss = step()
            end = time.perf_counter()
            times.append(end - start)
            if len(losses) < CHECKED_STEPS:
                losses.append(loss)
            start = end
        return times

    repeat(LEAST_WARM_UP_STEPS, problem["seconds"] / 3)
    cpu_before = time.process_time()
    times = repeat(LEAST_COUNTED_STEPS, problem["seconds"] * 2 / 3)
    cpu_seconds = time.process_time() - cpu_before
    result = {
        "losses": losses,
        "msPerStep": statistics.median(times) * 1000,
        "cpuMsPerStep": cpu_seconds / len(times) * 1000,
        "compileMs": compile_ms,
        "firstStepMs": first_step_ms,
        # Linux counts kilobytes, macOS bytes.
        "peakMemoryMB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 1024),
    }
    print(json.dumps(result))
