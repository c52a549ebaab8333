"""Prints the figures that `golden.rs` compares with, from NumPy and scikit-learn.

usage: python golden.py        (needs numpy and scikit-learn; NumPy 2.4.6 and scikit-learn 1.9.1 printed the stored ones)
"""

import numpy as np
from sklearn.datasets import make_circles


def circles(m, seed):
    np.random.seed(seed)
    x, y = make_circles(n_samples=m, noise=0.05)
    return x.T, y.reshape(1, m)


def initial(sizes, rule):
    np.random.seed(3)
    factor = {"zeros": lambda n: 0.0, "random": lambda n: 10.0, "he": lambda n: np.sqrt(2.0 / n)}[rule]
    weights = [np.random.randn(n, before) * factor(before) for before, n in zip(sizes, sizes[1:])]
    return [(w, np.zeros((len(w), 1))) for w in weights]


def forward(x, layers):
    activations = [x]
    for l, (w, b) in enumerate(layers):
        z = w @ activations[-1] + b
        activations.append(1.0 / (1.0 + np.exp(-z)) if l == len(layers) - 1 else np.maximum(0.0, z))
    return activations


def train(x, y, rule):
    layers, m = initial([2, 10, 5, 1], rule), x.shape[1]
    for iteration in range(15_000):
        activations = forward(x, layers)
        if iteration % 1000 == 0:
            y_hat = activations[-1]
            print(iteration, np.nansum(-np.log(y_hat) * y - np.log(1.0 - y_hat) * (1.0 - y)) / m)
        dz, updated = activations[-1] - y, list(layers)
        for l in reversed(range(len(layers))):
            w, b = layers[l]
            dw, db = dz @ activations[l].T / m, dz.sum(axis=1, keepdims=True) / m
            if l > 0:
                dz = (w.T @ dz) * (activations[l] > 0)
            updated[l] = (w - 0.01 * dw, b - 0.01 * db)
        layers = updated
    return layers


np.seterr(all="ignore")
x_train, y_train = circles(300, 1)
x_test, y_test = circles(100, 2)
print("X[:, :3]\n", x_train[:, :3], "\nY[:10]", y_train[0, :10])
print("random [3, 2, 1]\n", initial([3, 2, 1], "random"))
print("he [2, 4, 1]\n", initial([2, 4, 1], "he"))
for rule in ["zeros", "random", "he"]:
    print(rule)
    trained = train(x_train, y_train, rule)
    for name, x, y in [("train", x_train, y_train), ("test", x_test, y_test)]:
        print("accuracy", name, np.mean((forward(x, trained)[-1] > 0.5) == y))
