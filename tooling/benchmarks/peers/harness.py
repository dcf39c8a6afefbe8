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
        """Elapsed and processor time of at least so many steps, for at least so long."""
        elapsed, cpu = [], []
        begin_of_all = time.perf_counter()
        while len(elapsed) < steps or time.perf_counter() - begin_of_all < seconds:
            cpu_start = time.process_time()
            start = time.perf_counter()
            loss = step()
            elapsed.append(time.perf_counter() - start)
            cpu.append(time.process_time() - cpu_start)
            if len(losses) < CHECKED_STEPS:
                losses.append(loss)
        return elapsed, cpu

    least = problem.get("leastSteps", {"warmUp": LEAST_WARM_UP_STEPS, "counted": LEAST_COUNTED_STEPS})
    repeat(least["warmUp"], problem["seconds"] / 3)
    elapsed, cpu = repeat(least["counted"], problem["seconds"] * 2 / 3)
    result = {
        "losses": losses,
        "msPerStep": statistics.median(elapsed) * 1000,
        "cpuMsPerStep": statistics.median(cpu) * 1000,
        "compileMs": compile_ms,
        "firstStepMs": first_step_ms,
        # Linux counts kilobytes, macOS bytes.
        "peakMemoryMB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 1024),
    }
    print(json.dumps(result))
