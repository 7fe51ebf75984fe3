"""The peers in PyTorch and numpy. Reads one request a line, does it, writes the milliseconds of processor time it took as JSON."""

import json
import sys
import time

import numpy
import torch
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(0)


def grid(batch, bottleneck):
    steps, units, places, directions = 100, 128, 256, 12
    lstm = nn.LSTM(3, units)
    hidden, cell = nn.Linear(places + directions, units), nn.Linear(places + directions, units)
    linear, dropout = nn.Linear(units, bottleneck), nn.Dropout(0.5)
    place_head, direction_head = nn.Linear(bottleneck, places), nn.Linear(bottleneck, directions)
    modules = (lstm, hidden, cell, linear, place_head, direction_head)
    parameters = [parameter for module in modules for parameter in module.parameters()]
    optimiser = torch.optim.RMSprop(parameters, lr=1e-5, alpha=0.9, eps=1e-10, momentum=0.9)
    x = torch.randn(steps, batch, 3)
    place_codes = torch.softmax(3 * torch.randn(steps, batch, places), -1)
    direction_codes = torch.softmax(torch.randn(steps, batch, directions), -1)
    codes = torch.softmax(3 * torch.randn(batch, places + directions), -1)

    def cross_entropy(logits, targets):
        return -(targets * torch.log_softmax(logits, -1)).sum(-1).mean()

    def step():
        optimiser.zero_grad()
        output, _ = lstm(x, (hidden(codes)[None], cell(codes)[None]))
        code = dropout(linear(output))
        loss = cross_entropy(place_head(code), place_codes) + cross_entropy(direction_head(code), direction_codes)
        loss.backward()
        optimiser.step()
        return loss.item()

    return step


def vision(batch):
    sizes = (3, 16, 32, 64, 128)
    layers = [
        layer
        for before, after in zip(sizes, sizes[1:])
        for layer in (nn.Conv2d(before, after, 5, stride=2, padding=2), nn.ReLU())
    ]
    model = nn.Sequential(*layers, nn.Flatten(), nn.Linear(4 * 4 * 128, 256), nn.ReLU(), nn.Linear(256, 268))
    optimiser = torch.optim.RMSprop(model.parameters(), lr=1e-5, alpha=0.9, eps=1e-10, momentum=0.9)
    images = torch.rand(batch, 3, 64, 64)
    codes = torch.softmax(3 * torch.randn(batch, 268), -1)

    def step():
        optimiser.zero_grad()
        loss = -(codes * torch.log_softmax(model(images), -1)).sum(-1).mean()
        loss.backward()
        optimiser.step()
        return loss.item()

    return step


def digits(batch):
    model = nn.Sequential(
        nn.Conv2d(1, 16, 5, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(7 * 7 * 32, 64),
        nn.ReLU(),
        nn.Linear(64, 10),
    )
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-3)
    images = torch.rand(batch, 1, 28, 28)
    codes = torch.softmax(3 * torch.randn(batch, 10), -1)

    def step():
        optimiser.zero_grad()
        loss = -(codes * torch.log_softmax(model(images), -1)).sum(-1).mean()
        loss.backward()
        optimiser.step()
        return loss.item()

    return step


def gru(batch):
    layer = nn.GRU(3, 128)
    x, state = torch.randn(100, batch, 3), torch.zeros(1, batch, 128)

    def step():
        layer.zero_grad()
        layer(x, state)[0].sum().backward()

    return step


def gemm(size):
    a = numpy.random.rand(size, size).astype("float32")
    b = numpy.random.rand(size, size).astype("float32")
    return lambda: float((a @ b)[0, 0])


makers = {"grid": grid, "vision": vision, "digits": digits, "gru": gru, "gemm": gemm}
made = {}
for line in sys.stdin:
    name, *sizes = json.loads(line)
    key = (name, *sizes)
    if key not in made:
        made[key] = makers[name](*sizes)
    start = time.process_time()
    made[key]()
    print(json.dumps(1e3 * (time.process_time() - start)), flush=True)
