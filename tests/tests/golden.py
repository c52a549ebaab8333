"""Prints the figures that `golden.rs` compares with, from NumPy and scikit-learn.

usage: python golden.py        (needs numpy and scikit-learn; NumPy 2.4.6 and scikit-learn 1.9.1 printed the stored ones)
"""

import numpy as np
from sklearn.datasets import make_circles


def circles(m, seed):
    np.random.seed(seed)
    x, y = make_circles(n_samples=m, noise=0.05)
    return x.T, y.reshape(1, m)


def football(m, seed, noise=0.05, flip=0.05):
    """The pitch of `generate::football`: the formula in its documentation, written down a second time."""
    np.random.seed(seed)
    x, y = np.zeros((2, m)), np.zeros((1, m))
    for i in range(m):
        u, v = 1.0, 1.0
        while u * u + v * v >= 1.0:
            u, v = 2.0 * np.random.rand() - 1.0, 2.0 * np.random.rand() - 1.0
        x[:, i] = 0.45 * u - 0.15, 0.62 * v - 0.04
        ours = 0.27 * v - 0.4 * u + 0.35 * (0.25 - v * v) + noise * np.random.randn() > 0.0
        y[0, i] = ours != (np.random.rand() < flip)
    return x, y


def initial(sizes, rule):
    np.random.seed(3)
    weights = {
        "zeros": lambda n, before: np.zeros((n, before)),
        "random": lambda n, before: np.random.randn(n, before) * 10.0,
        "he": lambda n, before: np.random.randn(n, before) * np.sqrt(2.0 / before),
        "xavier": lambda n, before: np.random.randn(n, before) / np.sqrt(before),  # as the assignment writes it
    }[rule]
    return [(weights(n, before), np.zeros((n, 1))) for before, n in zip(sizes, sizes[1:])]


def forward(x, layers, keep_prob=1.0):
    """The activations, and under dropout the masks, drawn where np.random stands."""
    activations, masks = [x], []
    for l, (w, b) in enumerate(layers):
        z = w @ activations[-1] + b
        if l == len(layers) - 1:
            activations.append(1.0 / (1.0 + np.exp(-z)))
            break
        a = np.maximum(0.0, z)
        if keep_prob < 1.0:
            masks.append((np.random.rand(*a.shape) < keep_prob).astype(int))
            a = a * masks[-1] / keep_prob
        activations.append(a)
    return activations, masks


def cost(y_hat, y, layers, lambd=0.0):
    m = y.shape[1]
    penalty = lambd / (2 * m) * sum(np.sum(np.square(w)) for w, _ in layers)
    return np.nansum(-np.log(y_hat) * y - np.log(1.0 - y_hat) * (1.0 - y)) / m + penalty


def gradients(activations, masks, y, layers, lambd=0.0, keep_prob=1.0):
    m, dz, found = y.shape[1], activations[-1] - y, []
    for l in reversed(range(len(layers))):
        w, _ = layers[l]
        found.insert(0, (dz @ activations[l].T / m + lambd / m * w, dz.sum(axis=1, keepdims=True) / m))
        if l > 0:
            da = w.T @ dz
            if masks:
                da = da * masks[l - 1] / keep_prob
            dz = da * (activations[l] > 0)
    return found


def vector(layers):
    return np.concatenate([part.ravel() for layer in layers for part in layer])


def relative_difference(gradient, approximation):
    norm = np.linalg.norm
    return norm(gradient - approximation) / (norm(gradient) + norm(approximation))


def central_differences(x, y, layers, epsilon):
    """Each entry of each matrix moved by ±ε, in place."""
    found = []
    for part in (part for layer in layers for part in layer):
        for at in np.ndindex(part.shape):
            rest, costs = part[at], []
            for by in (epsilon, -epsilon):
                part[at] = rest + by
                costs.append(cost(forward(x, layers)[0][-1], y, layers))
            part[at] = rest
            found.append((costs[0] - costs[1]) / (2 * epsilon))
    return np.array(found)


def train(x, y, layers, learning_rate, iterations, print_every, lambd=0.0, keep_prob=1.0):
    for iteration in range(iterations):
        activations, masks = forward(x, layers, keep_prob)
        if iteration % print_every == 0:
            print(iteration, cost(activations[-1], y, layers, lambd))
        found = gradients(activations, masks, y, layers, lambd, keep_prob)
        layers = [(w - learning_rate * dw, b - learning_rate * db) for (w, b), (dw, db) in zip(layers, found)]
    return layers


def accuracies(layers, sets):
    for name, x, y in sets:
        print("accuracy", name, np.mean((forward(x, layers)[0][-1] > 0.5) == y))


def three_layers(sizes=(3, 2, 3, 1)):
    """W1 to b3 of the assignment's small cases, all of them drawn in this order."""
    return [(np.random.randn(n, before), np.random.randn(n, 1)) for before, n in zip(sizes, sizes[1:])]


np.seterr(all="ignore")
x_train, y_train = circles(300, 1)
x_test, y_test = circles(100, 2)
print("X[:, :3]\n", x_train[:, :3], "\nY[:10]", y_train[0, :10])
print("random [3, 2, 1]\n", initial([3, 2, 1], "random"))
print("he [2, 4, 1]\n", initial([2, 4, 1], "he"))
for rule in ["zeros", "random", "he"]:
    print(rule)
    trained = train(x_train, y_train, initial([2, 10, 5, 1], rule), 0.01, 15_000, 1000)
    accuracies(trained, [("train", x_train, y_train), ("test", x_test, y_test)])

np.random.seed(1)
y_hat = np.array([[0.40682402, 0.01629284, 0.16722898, 0.10118111, 0.40682402]])
print("L2 cost", cost(y_hat, np.array([[1, 1, 0, 1, 0]]), three_layers(), 0.1))

np.random.seed(1)
x, layers = np.random.randn(3, 5), three_layers()
print("dropout, going on\n", forward(x, layers, 0.7)[0][-1])
np.random.seed(1)
activations, masks = forward(x, layers, 0.7)
print("dropout, seeded again\n", activations[-1], "\nD1\n", masks[0], "\nD2\n", masks[1])

j = lambda theta: 2.0 * theta  # x = 2
approximation = (j(4.0 + 1e-7) - j(4.0 - 1e-7)) / 2e-7
print("gradient check, one dimension", relative_difference(np.array([2.0]), np.array([approximation])))
np.random.seed(1)
x, y, layers = np.random.randn(4, 3), np.array([[1, 1, 0]]), three_layers((4, 5, 3, 1))
activations, masks = forward(x, layers)
numeric = central_differences(x, y, layers, 1e-7)
right = gradients(activations, masks, y, layers)
print("gradient check, cost", cost(activations[-1], y, layers), "mended", relative_difference(vector(right), numeric))
right[1] = (2.0 * right[1][0], right[1][1])  # dW2 twice too large
right[0] = (right[0][0], 4.0 * right[0][1])  # db1 with 4/m
print("gradient check, both bugs", relative_difference(vector(right), numeric))

pitch, pitch_test = football(211, 17), football(200, 4)
print("pitch X[:, :3]\n", pitch[0][:, :3], "\nY[:10]", pitch[1][0, :10], "label 1:", pitch[1].sum(), pitch_test[1].sum())
for setting in [{}, {"lambd": 0.7}, {"keep_prob": 0.86}]:
    print("pitch", setting)
    # The masks are drawn on from where the first weights ended.
    trained = train(*pitch, initial([2, 20, 3, 1], "xavier"), 0.3, 20_001, 10_000, **setting)
    accuracies(trained, [("train", *pitch), ("test", *pitch_test)])
