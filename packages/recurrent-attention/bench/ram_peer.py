"""A training step of the recurrent attention model in PyTorch, one thread: prints the median milliseconds of processor
time. python3 ram_peer.py SIDE SIZE SCALES GLIMPSES UNITS BATCH ROUNDS"""

import statistics
import sys
import time

import torch
from torch import nn
from torch.nn.functional import cross_entropy, pad

side, size, scales, glimpses, units, batch, rounds = map(int, sys.argv[1:])
torch.set_num_threads(1)
torch.manual_seed(0)
deviation = 0.1
images, labels = torch.rand(batch, side, side), torch.arange(batch) % 10
patch, location = nn.Linear(scales * size * size, 128), nn.Linear(2, 128)
merge, inputs, recurrent = nn.Linear(256, units), nn.Linear(units, units), nn.Linear(units, units, bias=False)
classifier, baseline = nn.Linear(units, 10), nn.Linear(units, 1)
locator = nn.Sequential(nn.Linear(units, 64), nn.ReLU(), nn.Linear(64, 2), nn.Tanh())
layers = (patch, location, merge, inputs, recurrent, classifier, baseline, locator)
optimiser = torch.optim.Adam([weight for layer in layers for weight in layer.parameters()], lr=1e-3)


def sense(places):
    """Every row's window by one gather, then averaging of the coarse ones."""
    seen = []
    rows = torch.arange(batch)[:, None, None]
    for scale in range(scales):
        extent = size << scale
        padded = pad(images, (extent,) * 4)
        corner = torch.floor((places + 1) / 2 * side - extent / 2 + 0.5).long() + extent
        window = torch.arange(extent)
        ys, xs = corner[:, 1, None] + window, corner[:, 0, None] + window
        cut = padded[rows, ys[:, :, None], xs[:, None, :]]
        seen.append(nn.functional.avg_pool2d(cut[:, None], 1 << scale).flatten(1))
    return torch.cat(seen, 1)


def step():
    optimiser.zero_grad()
    hidden, outputs, densities = torch.zeros(batch, units), [], []
    place = torch.rand(batch, 2) * 2 - 1
    for glimpse in range(glimpses):
        if glimpse > 0:
            mean = locator(hidden.detach())
            drawn = (mean + deviation * torch.randn(batch, 2)).detach()
            densities.append(-((drawn - mean) ** 2).sum(1) / (2 * deviation**2))
            place = drawn.clamp(-1, 1)
        what, where = torch.relu(patch(sense(place))), torch.relu(location(place))
        seen = torch.relu(merge(torch.cat([what, where], 1)))
        hidden = torch.relu(inputs(seen) + recurrent(hidden))
        outputs.append(hidden)
    logits = classifier(torch.cat(outputs))
    reward = (logits[-batch:].argmax(1) == labels).float()
    expected = baseline(torch.stack(outputs[:-1]).detach())[..., 0]
    surprise = reward - expected
    gaze = -(surprise.detach() * torch.stack(densities)).sum() / batch + (surprise**2).mean()
    loss = cross_entropy(logits, labels.repeat(glimpses)) + gaze
    loss.backward()
    optimiser.step()
    return loss.item()


times = []
for round_number in range(rounds + 5):
    start = time.process_time()
    step()
    if round_number >= 5:
        times.append(1000 * (time.process_time() - start))
print(statistics.median(times))
