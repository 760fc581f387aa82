#!/usr/bin/env python3
"""Draws calls of PyTorch at random and writes what it computes, for RandomCasesTest to repeat.

    python3 random_cases.py SEED COUNT FILE [large]          (PyTorch 2.13; large: wider layers, matrices and images)

The repository holds one such file, ../resources/torch/random.safetensors, of seed 1 and 600 cases, which every build repeats.
To try others, by hand:

    python3 random_cases.py 7 5000 /tmp/random.safetensors
    mvn -pl tensor-core -am test -Dtest=RandomCasesTest -Dsurefire.failIfNoSpecifiedTests=false -Dtorch.cases=/tmp/random.safetensors

The metadata holds, for each case, its function and settings: "conv2d stride=2,1 bias=no ...". Tensors of a case:

    NAME/x.N   what goes in; where the settings say `layout.N`, the function sees it through strides, see `strided`
    NAME/p.PATH, NAME/b.PATH   parameters and buffers of a module before
    NAME/y.N   what comes out; none where PyTorch refuses the call
    NAME/dy.N  gradients that flow back, NAME/dx.N, NAME/g.PATH those that arrive, NAME/a.PATH buffers after

The setting `noise.KEY` says by how much PyTorch's own float32 is off from its float64, where that is more than usual.
"""
import copy
import random
import sys

import torch

import fixtures
import random_layers
import random_tensors
import random_training


class Cases:
    """Draws settings and records what PyTorch makes of them."""

    def __init__(self, seed, large):
        self.draw = random.Random(seed)
        self.large = large
        self.tensors, self.settings = {}, {}

    # Draws

    def chance(self, part=0.5):
        return self.draw.random() < part

    def one(self, *choices):
        return self.draw.choice(choices)

    def upto(self, low, high):
        return self.draw.randint(low, high)

    def much(self):
        """How many times as large as usual something is."""
        return self.one(1, 4, 16) if self.large else 1

    def dims(self, rank, low=1, high=5, empty=0.0):
        dims = [self.upto(low, high) for _ in range(rank)]
        if rank and self.chance(empty):
            dims[self.upto(0, rank - 1)] = 0
        return dims

    def numbers(self, dims, dtype=torch.float32):
        if dtype == torch.bool:
            return torch.rand(dims) < 0.5
        if dtype.is_floating_point:
            return torch.randn(dims, dtype=torch.float64).to(dtype)
        return torch.randint(0 if dtype == torch.uint8 else -9, 10, dims, dtype=dtype)

    # Records

    def add(self, function, inputs, call, module=None, **settings):
        """Calls `call(*inputs)`, of the module where there is one, and walks back from all it gives."""
        layouts = [self.one("plain", "plain", "transposed", "sliced") if x.dim() else "plain" for x in inputs]
        settings |= {f"layout.{i}": layout for i, layout in enumerate(layouts) if layout != "plain"}
        found = {f"x.{i}": x.clone() for i, x in enumerate(inputs)}
        if module is not None:
            found |= {f"p.{path}": p.detach().clone() for path, p in module.named_parameters()}
            found |= {f"b.{path}": b.clone() for path, b in module.named_buffers()}
            before = copy.deepcopy(module.state_dict())
        try:
            results = walk(inputs, layouts, call, module, {})
            found |= results
            if all(x.dtype == torch.float32 for x in inputs if x.is_floating_point()):
                if module is not None:
                    module.double().load_state_dict(before)
                    module.zero_grad()
                exact = walk([x.double() if x.is_floating_point() else x for x in inputs], layouts, call, module, results)
                settings |= noise(results, exact)
        except (RuntimeError, ValueError, IndexError, TypeError):
            settings["fails"] = "yes"
        self.record(function, found, **settings)

    def record(self, function, found, **settings):
        """What was computed otherwise."""
        name = f"{len(self.settings):05d}"
        self.tensors |= {f"{name}/{key}": value.clone() for key, value in found.items()}
        self.settings[name] = " ".join([function] + [f"{key}={text(value)}" for key, value in settings.items()])


def walk(inputs, layouts, call, module, before):
    """Forward and back; the gradients that flow in are those of `before`, or drawn."""
    leaves = [x.clone().requires_grad_(x.is_floating_point()) for x in inputs]
    results = call(*[strided(x, layout) for x, layout in zip(leaves, layouts)])
    results = [results] if isinstance(results, torch.Tensor) else list(results)
    found = {f"y.{i}": y.detach().clone() for i, y in enumerate(results)}
    gradients = {i: before.get(f"dy.{i}", torch.randn(y.shape, dtype=torch.float64)).to(y.dtype)
                 for i, y in enumerate(results) if y.requires_grad and y.is_floating_point()}
    found |= {f"dy.{i}": dy for i, dy in gradients.items()}
    if gradients:
        torch.autograd.backward([results[i] for i in gradients], list(gradients.values()))
        found |= {f"dx.{i}": x.grad.clone() for i, x in enumerate(leaves) if x.grad is not None}
    if module is not None:
        found |= {f"g.{path}": p.grad.clone() for path, p in module.named_parameters() if p.grad is not None}
        found |= {f"a.{path}": b.clone() for path, b in module.named_buffers()}
    return found


def noise(results, exact):
    settings = {}
    for key, value in results.items():
        if value.is_floating_point() and key in exact and exact[key].shape == value.shape and value.numel():
            finite = value.isfinite() & exact[key].isfinite()
            off = float((value.double() - exact[key].double())[finite].abs().max()) if finite.any() else 0.0
            if off > 2e-6 * float(value[finite].abs().max() if finite.any() else 0.0):
                settings[f"noise.{key}"] = f"{off:.3g}"
    return settings


def strided(x, layout):
    """The same values through other strides."""
    if layout == "transposed":
        return x.transpose(0, -1).clone(memory_format=torch.contiguous_format).transpose(0, -1)
    return torch.stack([x, x], -1)[..., 0] if layout == "sliced" else x


def text(value):
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return ",".join(str(each) for each in value)
    return str(value).removeprefix("torch.")


def main(seed, count, file, large):
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    cases = Cases(seed, large)
    functions = random_tensors.FUNCTIONS + random_layers.FUNCTIONS + random_training.FUNCTIONS
    for i in range(count):
        functions[i % len(functions)](cases)
    fixtures.write(file, cases.tensors, cases.settings)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:] == ["large"])
