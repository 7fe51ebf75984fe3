"""The same populations in numpy, whole arrays at a time. Prints the median milliseconds of a run.

Run with: python3 packages/core-neuron/bench/neuron_peer.py lif|izhikevich SIZE STEPS
"""

import sys
import time

import numpy as np


def lif(size, steps):
    current = np.linspace(0.5, 3, size)
    decay = np.exp(-1 / 20)
    potential, held = np.zeros(size), np.zeros(size)
    total = 0
    for _ in range(steps):
        ready = held <= 0
        potential = np.where(ready, current + (potential - current) * decay, potential)
        held -= 1
        spikes = potential >= 1
        potential[spikes] = 0
        held[spikes] = 2
        total += int(spikes.sum())
    return total


def izhikevich(size, steps):
    current = np.linspace(4, 15, size)
    v, u = np.full(size, -65.0), np.full(size, -13.0)
    total = 0
    for _ in range(steps):
        v = v + 0.5 * ((0.04 * v + 5) * v + 140 - u + current)
        u = u + 0.5 * 0.02 * (0.2 * v - u)
        spikes = v >= 30
        v[spikes] = -65
        u[spikes] += 8
        total += int(spikes.sum())
    return total


work = {"lif": lif, "izhikevich": izhikevich}[sys.argv[1]]
size, steps = int(sys.argv[2]), int(sys.argv[3])
durations = []
for _ in range(9):
    start = time.perf_counter()
    work(size, steps)
    durations.append(time.perf_counter() - start)
print(1000 * sorted(durations)[4])
