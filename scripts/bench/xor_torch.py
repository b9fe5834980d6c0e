"""configs/xor.json with one row an update, 500 epochs, as a user would write it in PyTorch.

Usage: xor_torch.py XOR.csv
"""

import csv
import sys

import torch
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(0)
with open(sys.argv[1]) as file:
    _, *rows = csv.reader(file)
table = torch.tensor([[float(cell) for cell in row] for row in rows])
inputs, targets = table[:, :-1], table[:, -1:]
network = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1))
optimizer = torch.optim.Adam(network.parameters(), lr=0.05, fused=True)
objective = nn.BCEWithLogitsLoss()
for epoch in range(500):
    total = 0.0
    for row in torch.randperm(len(inputs)):
        loss = objective(network(inputs[row]), targets[row])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    mean = total / len(inputs)
print(mean)
