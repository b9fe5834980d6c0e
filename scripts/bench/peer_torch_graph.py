"""Trains Kipf and Welling's network on Cora with PyTorch, by sparse products, all nodes in each update.

Usage: peer_torch_graph.py JOB.json
"""

import csv
import json
import sys

import numpy as np
import torch
from torch import nn

from peer_common import Epochs


def read_nodes(path):
    """Names, the training rows, class numbers and words [nodes, words]."""
    with open(path, newline="") as file:
        header, *rows = csv.reader(file)
    columns = {name: column for column, name in enumerate(header)}
    first_word = next(column for name, column in columns.items() if name.startswith("word"))
    topics = [row[columns["topic"]] for row in rows]
    classes = {topic: number for number, topic in enumerate(sorted(set(topics)))}
    names = [row[columns["paper"]] for row in rows]
    chosen = [number for number, row in enumerate(rows) if row[columns["split"]] == "train"]
    words = np.array([row[first_word:] for row in rows], np.float32)
    return names, torch.tensor(chosen), torch.tensor([classes[topic] for topic in topics]), words


def read_neighbours(path, names):
    """D^−½ (A + I) D^−½ in compressed rows."""
    numbers = {name: number for number, name in enumerate(names)}
    with open(path, newline="") as file:
        pairs = [
            (numbers[row["citing"]], numbers[row["cited"]]) for row in csv.DictReader(file)]
    entries = {(a, b) for a, b in pairs if a != b}
    entries |= {(b, a) for a, b in entries} | {(node, node) for node in range(len(names))}
    places = torch.tensor(sorted(entries)).T
    degrees = torch.bincount(places[0]).float()
    values = (degrees[places[0]] * degrees[places[1]]).rsqrt()
    return torch.sparse_coo_tensor(places, values, (len(names), len(names))).to_sparse_csr()


class SparseWords(nn.Module):
    """X Wᵀ of a sparse X, the gradient by W alone; dropout drops words that are there."""

    def __init__(self, words, dropout):
        super().__init__()
        self.words = words.to_sparse_coo().coalesce()
        self.dropout = dropout

    def forward(self, weight):
        values = nn.functional.dropout(self.words.values(), self.dropout)
        words = torch.sparse_coo_tensor(
            self.words.indices(), values, self.words.shape, is_coalesced=True)
        return torch.sparse.mm(words, weight.T)


class DenseWords(nn.Module):
    def __init__(self, words, dropout):
        super().__init__()
        self.words = words
        self.dropout = dropout

    def forward(self, weight):
        return nn.functional.dropout(self.words, self.dropout) @ weight.T


class Network(nn.Module):
    def __init__(self, words, neighbours, classes, job):
        super().__init__()
        kind = SparseWords if job["sparse_words"] else DenseWords
        self.inputs = kind(words, job["dropout"])
        self.neighbours = neighbours
        self.dropout = job["dropout"]
        self.first = nn.Linear(words.shape[1], job["units"])
        self.second = nn.Linear(job["units"], classes)
        nn.init.kaiming_uniform_(self.first.weight, nonlinearity="relu")
        nn.init.xavier_uniform_(self.second.weight)
        for linear in (self.first, self.second):
            nn.init.zeros_(linear.bias)

    def forward(self):
        hidden = self.neighbours @ self.inputs(self.first.weight) + self.first.bias
        hidden = nn.functional.dropout(hidden.relu(), self.dropout)
        return self.neighbours @ (hidden @ self.second.weight.T) + self.second.bias


def main():
    with open(sys.argv[1]) as file:
        job = json.load(file)
    torch.set_num_threads(job["threads"])
    torch.manual_seed(1)
    names, chosen, topics, words = read_nodes(job["nodes"])
    words = torch.from_numpy(words / np.maximum(words.sum(1, keepdims=True), 1))
    network = Network(words, read_neighbours(job["edges"], names), int(topics.max()) + 1, job)
    optimizer = torch.optim.Adam(network.parameters(), lr=job["learning_rate"])
    epochs = Epochs()
    for _ in range(job["epochs"]):
        loss = nn.functional.cross_entropy(network()[chosen], topics[chosen])
        objective = loss + job["penalty"] * network.first.weight.square().sum()
        optimizer.zero_grad(set_to_none=True)
        objective.backward()
        optimizer.step()
        epochs.end_epoch(loss.item())
    epochs.report()


main()
