"""The same scores in numpy and scipy, as well as they can: whole stacks at a time by fast Fourier transforms.

Reads one JSON request a line, {"work", "units", "copies"}, and answers with the milliseconds it took.
"""
import json
import sys
import time

import numpy as np
from scipy import fft
from scipy.ndimage import map_coordinates

bins = 32
reach = bins - 1
size = 2 * bins - 1
dy, dx = np.mgrid[-reach : reach + 1, -reach : reach + 1]
radius = np.hypot(dx, dy)
outers = range(8, 21, 2)
disc = (radius > 4) & (radius <= 20)
rings = [(radius[disc] <= outer) for outer in outers]
angles = np.radians((30, 60, 90, 120, 150))
places = [
    np.stack([np.sin(a) * dx[disc] + np.cos(a) * dy[disc] + reach, np.cos(a) * dx[disc] - np.sin(a) * dy[disc] + reach])
    for a in angles
]


def lattices(count):
    random = np.random.default_rng(1)
    rows, columns = np.mgrid[0:bins, 0:bins]
    maps = []
    for _ in range(count):
        scale, turn, noise = random.uniform(5, 12), random.uniform(0, 1), random.random((bins, bins))
        k = 4 * np.pi / (np.sqrt(3) * scale)
        waves = sum(np.cos(k * (np.cos(turn + t) * columns + np.sin(turn + t) * rows)) for t in (0, np.pi / 3, 2 * np.pi / 3))
        maps.append(np.maximum(0, waves) + 0.3 * noise)
    return np.array(maps)


known = fft.rfft2(np.ones((bins, bins)), (64, 64))
counts = np.rint(np.fft.fftshift(fft.irfft2(np.abs(known) ** 2))[1:, 1:])


def correlograms(maps):
    maps = maps - maps.mean((1, 2), keepdims=True)
    shift = lambda spectrum: np.fft.fftshift(fft.irfft2(spectrum), (1, 2))[:, 1:, 1:]
    x, xx = fft.rfft2(maps, (64, 64)), fft.rfft2(maps * maps, (64, 64))
    products, sums, squares = shift(np.abs(x) ** 2), shift(np.conj(known) * x), shift(np.conj(known) * xx)
    there, squares_there = sums[:, ::-1, ::-1], squares[:, ::-1, ::-1]
    with np.errstate(invalid="ignore", divide="ignore"):
        r = (counts * products - sums * there) / np.sqrt(
            (counts * squares - sums**2) * (counts * squares_there - there**2)
        )
    return np.where(counts >= 20, r, 0)


def scores(maps):
    result = []
    for correlogram in correlograms(maps):
        plain = correlogram[disc]
        turned = [map_coordinates(correlogram, place, order=1) for place in places]
        best = -np.inf
        for ring in rings:
            r = [np.corrcoef(plain[ring], other[ring])[0, 1] for other in turned]
            best = max(best, min(r[1], r[3]) - max(r[0], r[2], r[4]))
        result.append(best)
    return np.array(result)


def fields_of(values):
    labels = np.full(bins * bins, -1)
    padded = np.full((bins + 2, bins + 2), -np.inf)
    padded[1:-1, 1:-1] = values
    window = np.stack([padded[1 + y : 1 + y + bins, 1 + x : 1 + x + bins] for y in (-1, 0, 1) for x in (-1, 0, 1)])
    step = np.array([y * bins + x for y in (-1, 0, 1) for x in (-1, 0, 1)])
    labels = np.arange(bins * bins) + step[window.argmax(0)].ravel()
    while not np.array_equal(labels, labels[labels]):
        labels = labels[labels]
    return labels


def shuffle_fields(values, copies, random):
    peaks = fields_of(values)
    every = np.arange(bins * bins)
    offset_row, offset_column = every // bins - peaks // bins, every % bins - peaks % bins
    order = np.argsort(np.hypot(offset_row, offset_column), kind="stable")
    tops = np.unique(peaks)
    result = np.empty((copies, bins * bins))
    for copy in range(copies):
        moved = np.zeros(bins * bins, int)
        moved[tops] = random.choice(bins * bins, len(tops), replace=False)
        penalty = np.zeros(bins * bins)
        penalty[moved[tops]] = 1e9
        result[copy, moved[tops]] = values.flat[tops]
        for bin_ in order[len(tops) :]:
            place = moved[peaks[bin_]]
            row = min(max(place // bins + offset_row[bin_], 0), bins - 1)
            column = min(max(place % bins + offset_column[bin_], 0), bins - 1)
            target = row * bins + column
            if penalty[target] > 0:
                target = np.argmin((every // bins - row) ** 2 + (every % bins - column) ** 2 + penalty)
            penalty[target] = 1e9
            result[copy, target] = values.flat[bin_]
    return result.reshape(copies, bins, bins)


def main():
    random = np.random.default_rng(2)
    for line in sys.stdin:
        request = json.loads(line)
        maps = lattices(request["units"])
        start = time.perf_counter()
        if request["work"] == "scores":
            scores(maps)
        else:
            for values in maps:
                scores(shuffle_fields(values, request["copies"], random))
        print((time.perf_counter() - start) * 1000, flush=True)


main()
