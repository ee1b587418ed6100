"""The network in PyTorch, with channels last and fused Adam. Usage: pytorchContender.py FOLDER"""

import sys
import time

import numpy as np
import torch
from torch import nn

from protocol import Row, answer, serve


def build_network(image_size, num_classes):
    pooled = ((image_size - 2) // 2 - 2) // 2
    return nn.Sequential(
        nn.Conv2d(3, 32, 3, padding=1), nn.ReLU(),
        nn.Conv2d(32, 32, 3), nn.ReLU(),
        nn.MaxPool2d(2), nn.Dropout(0.25),
        nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(),
        nn.Conv2d(64, 64, 3), nn.ReLU(),
        nn.MaxPool2d(2), nn.Dropout(0.25),
        nn.Flatten(),
        nn.Linear(64 * pooled * pooled, 512), nn.ReLU(), nn.Dropout(0.5),
        nn.Linear(512, num_classes),
    ).to(memory_format=torch.channels_last)


def set_weights(model, weights):
    """Keras keeps convolutions as height, width, inputs, outputs and flattens pictures with their channels last."""
    layers = [layer for layer in model if isinstance(layer, (nn.Conv2d, nn.Linear))]
    with torch.no_grad():
        for layer, kernel, bias in zip(layers, weights[0::2], weights[1::2]):
            layer.weight.copy_(torch.from_numpy(reorder(layer, kernel)))
            layer.bias.copy_(torch.from_numpy(bias))


def reorder(layer, kernel):
    if isinstance(layer, nn.Conv2d):
        return np.ascontiguousarray(kernel.transpose(3, 2, 0, 1))
    if layer.in_features == 512:
        return np.ascontiguousarray(kernel.T)
    size = round((layer.in_features / 64) ** 0.5)
    channels_first = kernel.reshape(size, size, 64, -1).transpose(2, 0, 1, 3)
    return np.ascontiguousarray(channels_first.reshape(layer.in_features, -1).T)


def make_adam(model):
    try:
        return torch.optim.Adam(model.parameters(), fused=True)
    except (RuntimeError, TypeError):  # a PyTorch whose fused Adam knows no CPU
        return torch.optim.Adam(model.parameters())


def channels_last(images):
    """Pictures [numImages, height, width, 3] as PyTorch names their axes, without moving a number."""
    return images.permute(0, 3, 1, 2)


def train(model, adam, images, labels, batch_size):
    """An epoch in random order. Returns loss and accuracy, as Keras does."""
    model.train()
    loss_of = nn.CrossEntropyLoss()
    total, right = torch.zeros(()), torch.zeros(())
    for chosen in torch.randperm(len(images)).split(batch_size):
        adam.zero_grad(set_to_none=True)
        outputs, wanted = model(channels_last(images[chosen])), labels[chosen]
        loss = loss_of(outputs, wanted)
        loss.backward()
        adam.step()
        total += loss.detach() * len(chosen)
        right += (outputs.detach().argmax(1) == wanted).sum()
    return total.item() / len(images), right.item() / len(images)


def predict(model, images, batch_size):
    model.eval()
    with torch.inference_mode():
        return torch.cat([model(channels_last(batch)).softmax(1) for batch in images.split(batch_size)]).numpy()


def main(folder):
    row = Row(folder)
    images, labels = torch.from_numpy(row.images), torch.from_numpy(row.labels.argmax(1))
    model = build_network(row.image_size, row.labels.shape[1])
    set_weights(model, row.weights)
    adam = make_adam(model)

    def measure(num_images):
        start = time.perf_counter()
        if row.job == "train":
            train(model, adam, images[:num_images], labels[:num_images], row.batch_size)
        else:
            predict(model, images[:num_images], row.batch_size)
        return {"loop": (time.perf_counter() - start) * 1000 / num_images}

    answer(predictions=predict(model, images[: row.batch_size], row.batch_size).ravel().tolist())
    measure(row.num_warm_up)
    answer(ready=True)
    serve(lambda: measure(row.num_images))


main(sys.argv[1])
