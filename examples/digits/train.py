"""Train the PyTorch tutorial's small LeNet on real handwritten digits and
record what PyTorch computes with it, for the C++ example to compare with.

    pip install torch==2.14.1 scikit-learn
    python train.py [--out DIR]         # half a minute on one CPU core

The data are the 1797 digits that scikit-learn ships (see DATA.md): 8x8 pixels
with values 0..16. 360 of them are held out, chosen at random with a fixed seed
and stratified by label; the network never sees them in training, and is
measured on them once, after the last epoch.

Files written to DIR (default: the folder of this script):

    digits.pth             the state_dict of the trained network, float32
    train_indices.txt      scikit-learn indices of the training images
    held_out_indices.txt   scikit-learn indices of the held-out images
    training.csv           the training images: index, label, 64 pixels
    held_out.csv           the held-out images, likewise
    expected.csv           index, label, prediction, its probability, 10 logits
    expected.json          versions, accuracy, printed model, keys, SHA-256
    expected_mismatch.txt  PyTorch's error for a network with another head

Seeds and thread count are fixed, so a second run on the same machine writes
the same bytes. Another processor or build of PyTorch may round differently,
which changes the weights and with them every number that follows.
"""

import argparse
import csv
import hashlib
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

SEED = 0
HELD_OUT = 360
EPOCHS = 40
BATCH = 32
LEARNING_RATE = 1e-3
MAX_SHIFT = 2  # pixels of the 32x32 image, half a pixel of the original


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)


class OtherHead(nn.Module):
    """Net with another head. It only has to refuse the file: no forward."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 100)
        self.fc4 = nn.Linear(100, 26)


def to_input(images):
    """8x8 images with values 0..16 to a batch of 3x32x32 with values 0..1."""
    # Repeating pixels and dividing by 16 are exact in float32, so C++ gets
    # the same input bit by bit; interpolation would not give that.
    big = np.kron(images, np.ones((1, 4, 4))) / 16
    x = torch.from_numpy(big.astype(np.float32))
    return x.unsqueeze(1).repeat(1, 3, 1, 1)


def shifted(x):
    """The batch moved by a random few pixels, zeros moving in."""
    dy, dx = torch.randint(0, 2 * MAX_SHIFT + 1, (2,)).tolist()
    return F.pad(x, [MAX_SHIFT] * 4)[:, :, dy:dy + 32, dx:dx + 32]


def train(x, y):
    net = Net()
    steps = EPOCHS * -(-len(x) // BATCH)
    optimizer = torch.optim.Adam(net.parameters(), lr=LEARNING_RATE)
    # Ending at a rate of zero makes the last epoch a good one to stop at,
    # without a look at the held-out images to choose it.
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for epoch in range(EPOCHS):
        total = 0.0
        for batch in torch.randperm(len(x)).split(BATCH):
            optimizer.zero_grad()
            loss = F.cross_entropy(net(shifted(x[batch])), y[batch])
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(batch)
        print(f"epoch {epoch + 1:2d}  training loss {total / len(x):.5f}")
    return net


def mismatch_message(state_dict):
    try:
        OtherHead().load_state_dict(state_dict, strict=True)
    except RuntimeError as error:
        return str(error)
    raise AssertionError("OtherHead accepted the file")


def write(path, text):
    path.write_text(text, encoding="utf-8", newline="\n")


def write_csv(path, header, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)

    # One thread: the order of floating-point sums must not vary.
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(SEED)

    digits = load_digits()
    train_indices, held_out = map(np.sort, train_test_split(
        np.arange(len(digits.target)), test_size=HELD_OUT,
        stratify=digits.target, random_state=SEED))
    for name, indices in [("train_indices.txt", train_indices),
                          ("held_out_indices.txt", held_out)]:
        write(out / name, "".join(f"{i}\n" for i in indices))

    pixels = digits.data.astype(int)
    labels = digits.target
    for name, indices in [("training.csv", train_indices),
                          ("held_out.csv", held_out)]:
        write_csv(out / name, ["index", "label", *digits.feature_names],
                  ([i, labels[i], *pixels[i]] for i in indices))

    net = train(to_input(digits.images[train_indices]),
                torch.from_numpy(labels[train_indices]))
    file = out / "digits.pth"
    torch.save(net.state_dict(), file)

    # Everything below describes the file, not the network still in memory.
    state_dict = torch.load(file)
    net = Net()
    net.load_state_dict(state_dict)
    net.eval()
    with torch.no_grad():
        logits = net(to_input(digits.images[held_out]))
    probability, predicted = torch.softmax(logits, 1).max(1)

    write_csv(out / "expected.csv",
              ["index", "label", "predicted", "probability",
               *(f"logit_{k}" for k in range(10))],
              # 9 significant digits give back the same float32.
              ([i, labels[i], c, f"{p:.6f}", *(f"{v:.9g}" for v in row)]
               for i, c, p, row in zip(held_out, predicted.tolist(),
                                       probability.tolist(), logits.tolist())))

    correct = int((predicted.numpy() == labels[held_out]).sum())
    accuracy = f"{100 * correct / len(held_out):.2f} %"
    expected = {
        "torch": str(torch.__version__),
        "images": len(held_out),
        "correct": correct,
        "accuracy": accuracy,
        "model": str(net),
        "state_dict_keys": list(state_dict),
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
    }
    write(out / "expected.json", json.dumps(expected, indent=2) + "\n")
    write(out / "expected_mismatch.txt", mismatch_message(state_dict))
    print(f"{correct} of {len(held_out)} held-out images correct: {accuracy}")


if __name__ == "__main__":
    main()
