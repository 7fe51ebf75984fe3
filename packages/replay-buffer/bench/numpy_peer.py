"""The same buffers in numpy, as well as numpy can: columns, fancy indexing, a sum tree that is walked level by level.

Reads one JSON request a line, answers with the milliseconds of one call.
"""
import json
import sys
import time

import numpy as np


class Buffer:
    def __init__(self, capacity, shape, dtype):
        self.capacity = capacity
        self.x = np.zeros((capacity, *shape), dtype)
        self.action = np.zeros(capacity, np.int32)
        self.reward = np.zeros(capacity, np.float32)
        self.head = 0
        self.leaves = 1 << (capacity - 1).bit_length()
        self.tree = np.zeros(2 * self.leaves)
        self.random = np.random.default_rng(1)

    def fill(self, row):
        self.x[:] = row
        self.tree[self.leaves : self.leaves + self.capacity] = self.random.random(self.capacity)
        size = self.leaves
        while size > 1:
            half = size // 2
            self.tree[half:size] = self.tree[size : 2 * size : 2] + self.tree[size + 1 : 2 * size : 2]
            size = half

    def add(self, row, count):
        for index in range(count):
            head = self.head
            self.x[head] = row
            self.action[head] = index
            self.reward[head] = 1
            self.head = (head + 1) % self.capacity

    def gather(self, slots):
        return self.x[slots], self.action[slots], self.reward[slots]

    def uniform(self, size):
        return self.gather(self.random.integers(0, self.capacity, size))

    def prioritised(self, size):
        tree = self.tree
        mass = (np.arange(size) + self.random.random(size)) * (tree[1] / size)
        node = np.ones(size, np.int64)
        while node[0] < self.leaves:
            left = 2 * node
            weight = tree[left]
            right = mass >= weight
            mass -= np.where(right, weight, 0)
            node = left + right
        slots = np.minimum(node - self.leaves, self.capacity - 1)
        probabilities = tree[node] / tree[1]
        weights = (probabilities.min() / probabilities) ** 0.4
        batch = self.gather(slots)
        tree[node] = (self.random.random(size) + 1e-6) ** 0.6
        while node[0] > 1:
            node = np.unique(node >> 1)
            tree[node] = tree[2 * node] + tree[2 * node + 1]
        return batch, weights


def main():
    buffers = {}
    for line in sys.stdin:
        request = json.loads(line)
        key = tuple(request["shape"])
        if key not in buffers:
            dtype = np.dtype(request["dtype"])
            buffers = {key: Buffer(request["capacity"], key, dtype)}
            buffers[key].fill(np.ones(key, dtype))
        buffer = buffers[key]
        row = np.ones(key, request["dtype"])
        work = {
            "uniform": lambda: buffer.uniform(32),
            "prioritised": lambda: buffer.prioritised(32),
            "add": lambda: buffer.add(row, 1000),
        }[request["work"]]
        start = time.perf_counter()
        for _ in range(request["calls"]):
            work()
        print((time.perf_counter() - start) * 1000 / request["calls"], flush=True)


main()
