#!/usr/bin/env python3
"""Writes what real PyTorch computes into ../resources/torch, for the tests that compare with it.

    python3 fixtures.py            (PyTorch 2.13; the figures in the repository are from 2.13.0+cpu)

Kinds of cases, one safetensors file a group, whose metadata holds each case's settings as JSON:

  tensors           NAME/x..., NAME/y; where y has a gradient the one that flows into it, NAME/dy, and those of floating inputs
                    NAME/dx...
  layers, losses    NAME/x..., NAME/p.PARAMETER, NAME/b.BUFFER before; NAME/y, NAME/dx..., NAME/g.PARAMETER, NAME/a.BUFFER after,
                    where the gradient that flows into y is NAME/dy; and after five steps down from there, of parameters and
                    floating inputs alike, NAME/s.PARAMETER, NAME/sx..., NAME/sb.BUFFER
  optimizers        NAME/w.N, five gradients NAME/g.STEP.N, and the parameters after each step NAME/w.STEP.N; the optimizer's
                    state after the third step NAME/state.N.KEY
  schedules         NAME: the learning rate of each of 60 steps, float64
  models            values filled by `fill` below, which the tests repeat, so that only results are stored: NAME/y, NAME/loss (five
                    steps), NAME/norm.PARAMETER after them
"""
import json
import math
import pathlib
import struct
import zlib

import torch
import torch.nn as nn
import torch.nn.functional as F

OUT = pathlib.Path(__file__).resolve().parent.parent / "resources" / "torch"
DTYPES = {torch.float32: "F32", torch.float64: "F64", torch.bfloat16: "BF16", torch.int32: "I32", torch.int64: "I64",
          torch.uint8: "U8", torch.bool: "BOOL"}


def save(name, tensors, settings):
    OUT.mkdir(parents=True, exist_ok=True)
    write(OUT / f"{name}.safetensors", tensors, {k: json.dumps(v) for k, v in settings.items()})


def write(file, tensors, metadata):
    header, data, at = {"__metadata__": metadata}, [], 0
    for key, value in tensors.items():
        value = value.detach().contiguous()
        raw = (value.view(torch.int16) if value.dtype == torch.bfloat16 else value).numpy().tobytes()
        header[key] = {"dtype": DTYPES[value.dtype], "shape": list(value.shape), "data_offsets": [at, at + len(raw)]}
        data.append(raw)
        at += len(raw)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    pathlib.Path(file).write_bytes(struct.pack("<Q", len(text)) + text + b"".join(data))


def fill(shape, name, scale):
    """Numbers that any language makes alike: a multiplicative hash of the place, by exact integer arithmetic."""
    n = math.prod(shape)
    seed = zlib.crc32(name.encode())
    i = torch.arange(n, dtype=torch.int64)
    bits = ((i * 2654435761 + seed * 40503 + 12345) & 0xFFFFFFFF)
    bits = ((bits ^ (bits >> 15)) * 2246822519) & 0xFFFFFFFF
    bits = (bits ^ (bits >> 13)) & 0xFFFFFF
    return ((bits.double() / (1 << 23) - 1) * scale).float().reshape(shape)


def randn(*shape):
    return torch.randn(*shape)


# Tensors

def tensors():
    found = {}

    def add(name, function, *inputs):
        xs = [x.clone().requires_grad_(x.is_floating_point()) for x in inputs]
        y = function(*xs)
        for i, x in enumerate(inputs):
            found[f"{name}/x{i}"] = x.clone()
        found[f"{name}/y"] = y.clone()
        if y.requires_grad:
            dy = torch.randn_like(y)
            y.backward(dy)
            found[f"{name}/dy"] = dy
            for i, x in enumerate(xs):
                if x.is_floating_point():
                    found[f"{name}/dx{i}"] = torch.zeros_like(x) if x.grad is None else x.grad

    x, z = randn(3, 4), randn(3, 4)
    positive = x.abs() + 0.2
    cube = randn(2, 3, 4)
    ties = torch.tensor([[1.0, 3.0, 3.0], [2.0, 2.0, -1.0]])
    holes = torch.tensor([[0.0, 2.0, 3.0], [0.0, 0.0, 4.0], [1.0, -2.0, 5.0]])
    whole = torch.tensor([7, -7, 5, -5])
    divisor = torch.tensor([2, 2, -3, -3])
    mask = torch.tensor([[True, False, True, False], [False, False, True, True], [True, True, True, False]])

    for name, function in {
        "abs": torch.abs, "neg": torch.neg, "exp": torch.exp, "expm1": torch.expm1, "sin": torch.sin, "cos": torch.cos,
        "tanh": torch.tanh, "sigmoid": torch.sigmoid, "erf": torch.erf, "relu": torch.relu, "square": torch.square,
        "sign": torch.sign, "floor": torch.floor, "ceil": torch.ceil, "round": torch.round, "gelu": F.gelu, "silu": F.silu,
        "reciprocal": torch.reciprocal, "softplus": F.softplus, "elu": F.elu,
        "gelu-tanh": lambda a: F.gelu(a, approximate="tanh"), "leaky-relu": lambda a: F.leaky_relu(a, 0.1),
        "clamp": lambda a: a.clamp(-0.5, 0.7), "rsub": lambda a: 2 - a, "rdiv": lambda a: 2 / a, "rpow": lambda a: 2 ** a,
        "cube": lambda a: a ** 3, "remainder-scalar": lambda a: a % 0.7, "floor-divide-scalar": lambda a: a.detach() // 0.7,
    }.items():
        add(name, function, x * 2)
    for name, function in {"sqrt": torch.sqrt, "rsqrt": torch.rsqrt, "log": torch.log, "log1p": torch.log1p,
                           "pow-scalar": lambda a: a ** -1.5}.items():
        add(name, function, positive)

    add("add", torch.add, x, randn(4))
    add("sub", torch.sub, randn(3, 1), cube)
    add("mul", torch.mul, x, randn(()))
    add("div", torch.div, x, positive[:, :1])
    add("pow", torch.pow, positive, z)
    add("minimum", torch.minimum, ties, ties.flip(1))
    add("maximum", torch.maximum, ties, ties.flip(1))
    add("remainder", torch.remainder, x * 3, z)
    add("floor-divide", lambda a, b: torch.floor_divide(a.detach(), b.detach()), x * 3, z)
    add("int-floor-divide", torch.floor_divide, whole, divisor)
    add("int-remainder", torch.remainder, whole, divisor)
    add("int-div", torch.div, whole, divisor)
    add("int-pow", lambda a: a ** 3, whole)
    add("bool-plus-int", torch.add, mask, torch.tensor([1, 2, 3, 4]))
    for name in ("eq", "ne", "lt", "le", "gt", "ge"):
        add(name, getattr(torch, name), ties, ties.flip(1))
    add("where", torch.where, mask, x, z[0])
    add("masked-fill", lambda a, m: a.masked_fill(m, -1.5), x, mask)

    for name, function in {
        "sum": lambda a: a.sum(), "sum-dim": lambda a: a.sum(1), "sum-keep": lambda a: a.sum((0, 2), keepdim=True),
        "mean": lambda a: a.mean((0, 1)), "amax": lambda a: a.amax(2), "amin": lambda a: a.amin((0, 2)),
        "max": lambda a: a.max(1).values, "max-index": lambda a: a.max(1).indices,
        "min": lambda a: a.min(0, keepdim=True).values, "argmax": lambda a: a.argmax(), "argmin-dim": lambda a: a.argmin(-1),
        "var": lambda a: a.var(), "std": lambda a: a.std((0, 1)), "var-biased": lambda a: a.var(2, correction=0, keepdim=True),
        "norm": lambda a: a.norm(), "norm-dim": lambda a: a.norm(dim=1), "norm-1": lambda a: a.norm(p=1, dim=1),
        "norm-3": lambda a: torch.linalg.vector_norm(a, 3, dim=(0, 2)),
        "norm-inf": lambda a: torch.linalg.vector_norm(a, float("inf"), dim=1), "logsumexp": lambda a: a.logsumexp((1, 2)),
        "cumsum": lambda a: a.cumsum(1), "sort": lambda a: a.sort(1, descending=True).values, "argsort": lambda a: a.argsort(2),
        "topk": lambda a: a.topk(2, 2).values, "topk-least": lambda a: a.topk(2, 1, largest=False).values,
        "median": lambda a: a.median(2).values, "prod": lambda a: a.prod(0),
        "softmax-by-hand": lambda a: (a - a.amax(2, keepdim=True)).exp() / (a - a.amax(2, keepdim=True)).exp().sum(2, keepdim=True),
    }.items():
        add(name, function, cube)
    add("max-ties", lambda a: a.max(), ties)
    add("amax-ties", lambda a: a.amax(1), ties)
    add("prod-holes", lambda a: a.prod(1), holes)
    add("any", lambda a: a.any(1), mask)
    add("all", lambda a: a.all(0), mask)
    add("int-sum", lambda a: a.sum(), whole)
    add("bool-sum", lambda a: a.sum(1), mask)

    index = torch.tensor([2, 0, 2, 1])
    places = torch.tensor([[0, 2, 1, 0], [1, 1, 0, 2]])
    for name, function in {
        "view": lambda a: a.view(6, 4), "reshape": lambda a: a.transpose(0, 2).reshape(3, -1), "flatten": lambda a: a.flatten(1),
        "unflatten": lambda a: a.unflatten(2, (2, -1)), "permute": lambda a: a.permute(2, 0, 1),
        "expand": lambda a: a[:, :1].expand(-1, 5, -1), "narrow": lambda a: a.narrow(1, 1, 2), "slice": lambda a: a[:, :, 1:4:2],
        "select": lambda a: a[:, -1], "chunk": lambda a: a.chunk(3, 2)[1], "stack": lambda a: torch.stack([a[0], a[1]], 1),
        "cat": lambda a: torch.cat([a, a[:, :1]], 1), "flip": lambda a: a.flip(0, 2), "roll": lambda a: a.roll(-3, 2),
        "repeat": lambda a: a.repeat(2, 1, 3), "repeat-interleave": lambda a: a.repeat_interleave(2, 1),
        "tril": lambda a: a.tril(-1), "triu": lambda a: a.triu(1), "diagonal": lambda a: a.diagonal(1, 1, 2),
        "squeeze": lambda a: a[:, :1].squeeze(1) * 2, "index-mixed": lambda a: a[0, ..., None, 1:],
        "bfloat16": lambda a: a.bfloat16().float() * 2, "double": lambda a: (a.double() / 3).float(),
    }.items():
        add(name, function, cube)
    add("index-select", lambda a, i: a.index_select(1, i), cube, index)
    add("index-tensor", lambda a, i: a[:, i], cube, index)
    add("index-tensors", lambda a, i, j: a[i, :, j], cube, torch.tensor([1, 0, -1]), torch.tensor([[3, 2, 1], [0, -4, 0]]))
    add("index-rows", lambda a, i: a[i], x, places)
    add("index-mask", lambda a, m: a[m], x, mask)
    add("masked-select", lambda a, m: a.masked_select(m), cube, mask)
    add("gather", lambda a, i: a.gather(0, i), x, places)
    add("scatter", lambda a, i, s: a.scatter(1, i, s), x, torch.tensor([[0, 2], [3, 1]]), z[:2, :2])
    add("scatter-add", lambda a, i, s: a.scatter_add(0, i, s), x, places, z[:2])
    add("nonzero", lambda m: m.nonzero(), mask)

    add("matmul-vectors", torch.matmul, x[0], z[0])
    add("matmul-row", torch.matmul, randn(3), x)
    add("matmul-column", torch.matmul, cube, randn(4))
    add("matmul-batches", torch.matmul, randn(2, 1, 3, 4), randn(5, 4, 2))
    add("matmul-shared", torch.matmul, cube, randn(4, 5))
    add("matmul-strided", lambda a, b: a.transpose(0, 1) @ b.transpose(1, 2), cube, randn(3, 5, 4))
    add("bmm", torch.bmm, cube, randn(2, 4, 5))
    add("outer", torch.outer, x[0], z[1])
    add("einsum-attention", lambda a, b: torch.einsum("bhid,bhjd->bhij", a, b), randn(2, 2, 3, 4), randn(2, 2, 5, 4))
    add("einsum-trace", lambda a: torch.einsum("bii->b", a), randn(2, 3, 3))
    add("einsum-three", lambda a, b, c: torch.einsum("ij,jk,k->i", a, b, c), x, randn(4, 5), randn(5))
    add("einsum-ellipsis", lambda a, b: torch.einsum("...ij,jk->ki...", a, b), cube, randn(4, 5))

    spoilt = torch.tensor([1.0, math.nan, 3.0, math.nan])
    add("max-nan", torch.max, spoilt)
    add("min-nan", torch.min, spoilt)
    add("scalar-sum", lambda a: a.sum(-1), torch.tensor(2.5))
    tenths = torch.tensor([0.0, 0.1, 0.2])
    add("eq-number", lambda a: a == 0.1, tenths)
    add("le-number", lambda a: a.bfloat16() <= 0.1, tenths)
    powers = torch.tensor([0, 3, 5])
    add("int-rpow", lambda a: 2 ** a, powers)
    add("int-clamp", lambda a: a.clamp(-0.5, 2), powers - 3)
    add("scatter-add-int", lambda a, i, s: a.scatter_add(0, i, s), powers, torch.tensor([2, 2, 0]), torch.tensor([7, -9, 1 << 60]))
    add("index-int32", lambda a, i: a[i], cube, torch.tensor([1, -1], dtype=torch.int32))
    add("index-select-int32", lambda a, i: a.index_select(1, i), cube, index.int())
    add("index-true", lambda a, m: a[1, m], cube, torch.tensor(True))
    add("index-false", lambda a, m: a[m], cube, torch.tensor(False))
    add("cat-nothing", lambda a: torch.cat([torch.empty(0), a], 1), cube)
    add("transpose-row", lambda a: a.t(), tenths)
    counts = torch.randint(-(1 << 31), 1 << 31, (2, 3, 5))
    add("int-matmul", lambda a, b: a @ b.transpose(1, 2), counts, counts[:1] + (1 << 40))
    add("int-einsum", lambda a, b: torch.einsum("bij,bkj->ik", a, b), counts, counts % 1000)
    save("tensors", found, {})


# Layers

class Layers:
    def __init__(self):
        self.tensors, self.settings = {}, {}

    def add(self, name, module, *inputs, eval_mode=False, forward=None, rate=0.01, **settings):
        module = module.eval() if eval_mode else module.train()
        for i, x in enumerate(inputs):
            self.tensors[f"{name}/x{i}"] = x.clone()
        for key, p in module.named_parameters():
            self.tensors[f"{name}/p.{key}"] = p.clone()
        for key, b in module.named_buffers():
            if "num_batches" not in key:
                self.tensors[f"{name}/b.{key}"] = b.clone()
        xs = [x.clone().requires_grad_(x.is_floating_point()) for x in inputs]
        forward = forward or (lambda m, *a: m(*a))
        y = forward(module, *xs)
        dy = torch.randn_like(y)
        (y * dy).sum().backward()
        self.tensors[f"{name}/y"] = y
        self.tensors[f"{name}/dy"] = dy
        for i, x in enumerate(xs):
            if x.grad is not None:
                self.tensors[f"{name}/dx{i}"] = x.grad.clone()
        for key, p in module.named_parameters():
            if p.grad is not None:
                self.tensors[f"{name}/g.{key}"] = p.grad.clone()
        for key, b in module.named_buffers():
            if "num_batches" not in key:
                self.tensors[f"{name}/a.{key}"] = b.clone()
        self.descend(name, module, xs, rate, lambda: (forward(module, *xs) * dy).sum())
        self.settings[name] = {"eval": eval_mode, "rate": rate, **settings}

    def descend(self, name, module, xs, rate, loss):
        """Five steps from where the first backward left the gradients."""
        trained = [x for x in [*xs, *module.parameters()] if x.grad is not None]
        optimizer = torch.optim.SGD(trained, lr=rate, momentum=0.9)
        for step in range(5):
            if step:
                optimizer.zero_grad()
                loss().backward()
            optimizer.step()
        self.tensors |= {f"{name}/sx{i}": x.detach().clone() for i, x in enumerate(xs) if x.grad is not None}
        self.tensors |= {f"{name}/s.{key}": p.detach().clone() for key, p in module.named_parameters() if p.grad is not None}
        self.tensors |= {f"{name}/sb.{key}": b.clone() for key, b in module.named_buffers() if "num_batches" not in key}

    def write(self, file):
        save(file, self.tensors, self.settings)


def spread(module):
    """Batch norm with statistics and scales that are not the initial ones."""
    for key, p in module.named_parameters():
        nn.init.uniform_(p, 0.5, 1.5)
    for key, b in module.named_buffers():
        if b.is_floating_point():
            nn.init.uniform_(b, 0.5, 1.5)
    return module


def layers():
    c = Layers()
    c.add("linear", nn.Linear(7, 5), randn(4, 7))
    c.add("linear-no-bias", nn.Linear(7, 5, bias=False), randn(2, 3, 7))
    for name, args, kw, shape in [
        ("plain", (3, 5, 3), {}, (2, 3, 8, 9)),
        ("padded", (1, 6, 5), dict(padding=2), (3, 1, 28, 28)),
        ("strided", (4, 8, 3), dict(stride=2, padding=1), (2, 4, 9, 7)),
        ("dilated", (2, 3, 3), dict(dilation=2, padding=2), (2, 2, 9, 9)),
        ("grouped", (6, 9, 3), dict(groups=3, padding=1), (2, 6, 6, 6)),
        ("depthwise", (8, 8, 3), dict(groups=8, padding=1, bias=False), (2, 8, 5, 5)),
        ("asymmetric", (3, 4, (1, 5)), dict(stride=(2, 1), padding=(0, 2)), (2, 3, 5, 11)),
        ("pointwise", (16, 32, 1), dict(stride=2), (2, 16, 8, 8)),
    ]:
        c.add(f"conv2d-{name}", nn.Conv2d(*args, **kw), randn(*shape))
    c.add("conv2d-same", nn.Conv2d(2, 3, (4, 3), dilation=(1, 2), padding="same"), randn(2, 2, 6, 7))
    for mode in ("reflect", "replicate", "circular"):
        c.add(f"conv2d-{mode}", nn.Conv2d(2, 3, 3, padding=2, padding_mode=mode), randn(2, 2, 5, 6))
    c.add("conv2d-single", nn.Conv2d(3, 4, 3), randn(3, 6, 6))
    c.add("conv1d", nn.Conv1d(3, 6, 3, stride=2, padding=1), randn(2, 3, 13))
    c.add("conv1d-dilated", nn.Conv1d(4, 4, 3, dilation=3, groups=2), randn(2, 4, 15))
    c.add("conv-transpose2d", nn.ConvTranspose2d(4, 3, 3, stride=2, padding=1, output_padding=1), randn(2, 4, 5, 6))
    c.add("conv-transpose2d-grouped", nn.ConvTranspose2d(4, 6, 4, stride=2, padding=1, groups=2), randn(2, 4, 5, 5))
    c.add("max-pool2d", nn.MaxPool2d(2), randn(2, 3, 8, 9))
    c.add("max-pool2d-overlapping", nn.MaxPool2d(3, stride=2, padding=1), randn(2, 4, 9, 9))
    c.add("max-pool2d-rectangular", nn.MaxPool2d((3, 2), stride=(1, 2), padding=(1, 0)), randn(2, 3, 7, 8))
    c.add("avg-pool2d", nn.AvgPool2d(2), randn(2, 3, 8, 9))
    c.add("avg-pool2d-padded", nn.AvgPool2d(3, stride=2, padding=1, count_include_pad=False), randn(2, 3, 7, 7))
    c.add("avg-pool2d-ceil", nn.AvgPool2d(3, stride=2, ceil_mode=True), randn(2, 3, 8, 8))
    c.add("adaptive-avg-pool2d-1", nn.AdaptiveAvgPool2d(1), randn(2, 5, 4, 4))
    c.add("adaptive-avg-pool2d-3x2", nn.AdaptiveAvgPool2d((3, 2)), randn(2, 3, 7, 5))
    c.add("batch-norm1d", spread(nn.BatchNorm1d(6)), randn(8, 6) * 2 + 1)
    c.add("batch-norm1d-sequence", spread(nn.BatchNorm1d(4)), randn(3, 4, 7))
    c.add("batch-norm2d", spread(nn.BatchNorm2d(5)), randn(4, 5, 6, 6) * 3 - 1)
    c.add("batch-norm2d-momentum", spread(nn.BatchNorm2d(16, momentum=0.3, eps=1e-3)), randn(2, 16, 3, 3))
    c.add("batch-norm2d-eval", spread(nn.BatchNorm2d(5)), randn(4, 5, 6, 6), eval_mode=True)
    c.add("batch-norm2d-plain", nn.BatchNorm2d(5, affine=False), randn(4, 5, 3, 3))
    c.add("batch-norm2d-averaging", spread(nn.BatchNorm2d(3, momentum=None)), randn(4, 3, 3, 3))
    c.add("batch-norm1d-untracked", spread(nn.BatchNorm1d(3, track_running_stats=False)), randn(6, 3), eval_mode=True)
    c.add("layer-norm", spread(nn.LayerNorm(12)), randn(3, 4, 12))
    c.add("layer-norm-no-bias", spread(nn.LayerNorm(12, bias=False)), randn(3, 12))
    c.add("layer-norm-plain", nn.LayerNorm(12, elementwise_affine=False), randn(3, 12))
    c.add("group-norm-plain", nn.GroupNorm(2, 4, affine=False), randn(2, 4, 3, 3))
    c.add("rms-norm-plain", nn.RMSNorm(12, elementwise_affine=False), randn(3, 12))
    c.add("layer-norm-2", spread(nn.LayerNorm((4, 12))), randn(3, 4, 12))
    c.add("group-norm", spread(nn.GroupNorm(3, 6)), randn(2, 6, 5, 5))
    c.add("rms-norm", spread(nn.RMSNorm(12, eps=1e-6)), randn(3, 4, 12))
    ids = torch.tensor([[1, 4, 4], [0, 2, 9]])
    c.add("embedding", nn.Embedding(10, 6), ids)
    c.add("embedding-padding", nn.Embedding(10, 6, padding_idx=4), ids)
    for name, m in [("relu", nn.ReLU()), ("leaky-relu", nn.LeakyReLU(0.1)), ("gelu", nn.GELU()),
                    ("gelu-tanh", nn.GELU(approximate="tanh")), ("silu", nn.SiLU()), ("sigmoid", nn.Sigmoid()),
                    ("tanh", nn.Tanh()), ("softmax", nn.Softmax(dim=-1)), ("softmax-1", nn.Softmax(dim=1)),
                    ("log-softmax", nn.LogSoftmax(dim=-1))]:
        c.add(name, m, randn(3, 5, 7) * 3)


    def attend(mask=None, padding=None, causal=False):
        def forward(m, x):
            return m(x, x, x, need_weights=False, attn_mask=mask, key_padding_mask=padding, is_causal=causal)[0]
        return forward

    causal = torch.triu(torch.ones(5, 5, dtype=torch.bool), 1)
    padding = torch.tensor([[False] * 5, [False, False, False, True, True]])
    c.add("attention", nn.MultiheadAttention(12, 3, batch_first=True), randn(2, 5, 12), forward=attend())
    c.add("attention-causal", nn.MultiheadAttention(12, 3, batch_first=True), randn(2, 5, 12), forward=attend(mask=causal, causal=True))
    c.add("attention-padding", nn.MultiheadAttention(12, 3, batch_first=True), randn(2, 5, 12), forward=attend(padding=padding))
    c.add("attention-cross", nn.MultiheadAttention(12, 3, batch_first=True), randn(2, 4, 12), randn(2, 6, 12),
          forward=lambda m, q, kv: m(q, kv, kv, need_weights=False)[0])
    bias = randn(5, 5)
    c.add("attention-added", nn.MultiheadAttention(12, 3, batch_first=True), randn(2, 5, 12), bias,
          forward=lambda m, x, b: m(x, x, x, need_weights=False, attn_mask=b)[0])
    c.add("attention-weights", nn.MultiheadAttention(12, 3), randn(5, 2, 12),
          forward=lambda m, x: m(x, x, x, average_attn_weights=False)[1])
    for kind in (nn.LSTM, nn.GRU):
        n = kind.__name__.lower()
        c.add(n, kind(4, 6), randn(5, 3, 4), forward=lambda m, x: m(x)[0])
        c.add(f"{n}-deep", kind(4, 6, num_layers=2, batch_first=True, bidirectional=True), randn(3, 5, 4),
              forward=lambda m, x: m(x)[0])
        c.add(f"{n}-state", kind(4, 6, bias=False), randn(5, 3, 4), forward=lambda m, x: (
            m(x)[1][0] if isinstance(m(x)[1], tuple) else m(x)[1]))
    c.add("rnn", nn.RNN(4, 6, num_layers=2, bidirectional=True), randn(5, 3, 4), forward=lambda m, x: m(x)[0])
    c.add("rnn-relu", nn.RNN(4, 6, nonlinearity="relu"), randn(5, 4), forward=lambda m, x: m(x)[0])
    c.add("transformer-encoder-first", nn.TransformerEncoderLayer(12, 3, 24, dropout=0.0, activation="gelu", norm_first=True), randn(5, 2, 12))
    c.add("transformer-encoder", nn.TransformerEncoderLayer(12, 3, 24, dropout=0.0, batch_first=True), randn(2, 5, 12),
          forward=lambda m, x: m(x, src_key_padding_mask=padding))
    c.add("attention-widths", nn.MultiheadAttention(12, 3, kdim=5, vdim=7), randn(4, 2, 12), randn(6, 2, 5), randn(6, 2, 7),
          forward=lambda m, q, k, v: m(q, k, v, need_weights=False)[0])
    c.add("attention-value-width", nn.MultiheadAttention(12, 3, vdim=7, bias=False, batch_first=True), randn(2, 4, 12), randn(2, 6, 7),
          forward=lambda m, q, v: m(q, F.pad(v, (0, 5)), v, need_weights=False)[0])
    c.write("layers")


# Losses

def losses():
    c = Layers()

    class Against(nn.Module):
        def __init__(self, loss, target):
            super().__init__()
            self.loss, self.target = loss, target

        def forward(self, x):
            return self.loss(x, self.target)

    def add(name, loss, x, target, **settings):
        c.add(name, Against(loss, target), x, **settings)
        c.tensors[f"{name}/target"] = target.clone()

    labels = torch.tensor([2, 0, 3, 1, 1, 3])
    ignoring = torch.tensor([2, -100, 3, 1, -100, 3])
    weights = torch.tensor([0.5, 1.0, 2.0, 0.25])
    x = randn(6, 4) * 2
    for reduction in ("mean", "sum", "none"):
        add(f"cross-entropy-{reduction}", nn.CrossEntropyLoss(reduction=reduction), x, labels)
        add(f"cross-entropy-full-{reduction}",
            nn.CrossEntropyLoss(weight=weights, label_smoothing=0.1, reduction=reduction), x, ignoring)
        add(f"nll-{reduction}", nn.NLLLoss(weight=weights, reduction=reduction), F.log_softmax(x, 1), labels)
        for name, loss in [("mse", nn.MSELoss), ("l1", nn.L1Loss), ("huber", nn.HuberLoss), ("smooth-l1", nn.SmoothL1Loss)]:
            add(f"{name}-{reduction}", loss(reduction=reduction), x, randn(6, 4) * 2)
        add(f"bce-{reduction}", nn.BCELoss(reduction=reduction), torch.rand(6, 4) * 0.9 + 0.05, torch.rand(6, 4), rate=1e-4)
        add(f"bce-with-logits-{reduction}", nn.BCEWithLogitsLoss(reduction=reduction), x, torch.rand(6, 4))
    add("huber-2", nn.HuberLoss(delta=0.5), x, randn(6, 4) * 2)
    add("smooth-l1-2", nn.SmoothL1Loss(beta=0.5), x, randn(6, 4) * 2)
    add("cross-entropy-weight", nn.CrossEntropyLoss(weight=weights), x, labels)
    add("cross-entropy-smooth", nn.CrossEntropyLoss(label_smoothing=0.2), x, labels)
    add("cross-entropy-ignore", nn.CrossEntropyLoss(), x, ignoring)
    add("cross-entropy-ignore-index", nn.CrossEntropyLoss(ignore_index=1), x, labels)
    add("cross-entropy-probabilities", nn.CrossEntropyLoss(), x, F.softmax(randn(6, 4), 1))
    add("cross-entropy-images", nn.CrossEntropyLoss(), randn(2, 4, 3, 5), torch.randint(0, 4, (2, 3, 5)))
    add("bce-with-logits-pos-weight", nn.BCEWithLogitsLoss(pos_weight=weights), x, torch.rand(6, 4))
    add("kl-div", nn.KLDivLoss(reduction="batchmean"), F.log_softmax(x, 1), F.softmax(randn(6, 4), 1))
    c.write("losses")


# Optimizers and schedules

class Lamb(torch.optim.Optimizer):
    """You et al. 2020, algorithm 2, with bias correction: the form of the paper's authors."""
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-6, weight_decay=0.01):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            b1, b2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                s = self.state[p]
                if not s:
                    s.update(step=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                s["step"] += 1
                s["m"].mul_(b1).add_(p.grad, alpha=1 - b1)
                s["v"].mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
                m, v = s["m"] / (1 - b1 ** s["step"]), s["v"] / (1 - b2 ** s["step"])
                u = m / (v.sqrt() + group["eps"]) + group["weight_decay"] * p
                norm, update = p.norm(), u.norm()
                trust = norm / update if norm > 0 and update > 0 else 1.0
                p.add_(u, alpha=-group["lr"] * float(trust))


def optimizers():
    tensors, settings, states = {}, {}, {}

    def add(name, make, **options):
        torch.manual_seed(len(tensors))
        params = [nn.Parameter(randn(3, 5)), nn.Parameter(randn(4))]
        optimizer = make(params, **options)
        for n, p in enumerate(params):
            tensors[f"{name}/w.{n}"] = p.detach().clone()
        for step in range(5):
            for n, p in enumerate(params):
                p.grad = randn(*p.shape) * (0.1 + step)
                tensors[f"{name}/g.{step}.{n}"] = p.grad.clone()
            optimizer.step()
            for n, p in enumerate(params):
                tensors[f"{name}/w.{step}.{n}"] = p.detach().clone()
                if step == 2:
                    for key, value in optimizer.state[p].items():
                        if isinstance(value, torch.Tensor) and make is not Lamb:
                            states[f"{name}/state.{n}.{key}"] = value.clone()
        settings[name] = options

    sgd, adam, adamw, rms, ada = (torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW, torch.optim.RMSprop, torch.optim.Adagrad)
    add("sgd", sgd, lr=0.1)
    add("sgd-momentum", sgd, lr=0.1, momentum=0.9)
    add("sgd-dampening", sgd, lr=0.1, momentum=0.9, dampening=0.2)
    add("sgd-nesterov", sgd, lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.01)
    add("sgd-decay", sgd, lr=0.1, momentum=0.8, weight_decay=0.1)
    add("adam", adam, lr=0.01)
    add("adam-options", adam, lr=0.02, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1)
    add("adam-amsgrad", adam, lr=0.01, amsgrad=True)
    add("adamw", adamw, lr=0.01)
    add("adamw-options", adamw, lr=0.02, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.2)
    add("rmsprop", rms, lr=0.01)
    add("rmsprop-options", rms, lr=0.02, alpha=0.9, eps=1e-6, weight_decay=0.1, momentum=0.7, centered=True)
    add("adagrad", ada, lr=0.1)
    add("adagrad-options", ada, lr=0.1, lr_decay=0.05, weight_decay=0.1, initial_accumulator_value=0.2, eps=1e-8)
    add("lamb", Lamb, lr=0.01)
    add("lamb-options", Lamb, lr=0.02, betas=(0.8, 0.95), eps=1e-5, weight_decay=0.1)
    add("sgd-maximize", sgd, lr=0.1, momentum=0.9, weight_decay=0.1, maximize=True)
    add("adam-maximize", adam, lr=0.02, weight_decay=0.1, amsgrad=True, maximize=True)
    add("adamw-maximize", adamw, lr=0.02, weight_decay=0.2, maximize=True)
    add("rmsprop-maximize", rms, lr=0.02, momentum=0.7, centered=True, maximize=True)
    add("adagrad-maximize", ada, lr=0.1, lr_decay=0.05, maximize=True)
    save("optimizers", tensors | states, settings)


def schedules():
    tensors, settings = {}, {}
    S = torch.optim.lr_scheduler

    def add(name, make, lr=0.1, plateau=None):
        optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=lr, momentum=0.9)
        schedule = make(optimizer)
        rates = []
        for step in range(60):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step(*([plateau(step)] if plateau else []))
        tensors[name] = torch.tensor(rates, dtype=torch.float64)
        settings[name] = {"lr": lr}

    add("constant", lambda o: S.LambdaLR(o, lambda step: 1.0))
    add("step", lambda o: S.StepLR(o, 7, gamma=0.5))
    add("multi-step", lambda o: S.MultiStepLR(o, [5, 20, 21, 50], gamma=0.3))
    add("exponential", lambda o: S.ExponentialLR(o, 0.93))
    add("cosine", lambda o: S.CosineAnnealingLR(o, 60, eta_min=0.001))
    add("cosine-short", lambda o: S.CosineAnnealingLR(o, 20))
    add("cosine-restarts", lambda o: S.CosineAnnealingWarmRestarts(o, 10, T_mult=2, eta_min=0.01))
    add("linear", lambda o: S.LinearLR(o, start_factor=0.1, end_factor=0.8, total_iters=30))
    add("polynomial", lambda o: S.PolynomialLR(o, total_iters=40, power=2.0))
    add("one-cycle", lambda o: S.OneCycleLR(o, max_lr=0.5, total_steps=61))
    add("constant-then", lambda o: S.ConstantLR(o, factor=0.25, total_iters=9))
    add("one-cycle-three", lambda o: S.OneCycleLR(o, max_lr=0.5, total_steps=61, three_phase=True))
    add("one-cycle-linear", lambda o: S.OneCycleLR(o, max_lr=0.5, total_steps=61, pct_start=0.2, anneal_strategy="linear", div_factor=10))
    add("warm-up-cosine", lambda o: S.SequentialLR(o, [
        S.LinearLR(o, start_factor=0.01, total_iters=10), S.CosineAnnealingLR(o, 50)], milestones=[10]))
    add("plateau", lambda o: S.ReduceLROnPlateau(o, factor=0.5, patience=3, threshold=0.01, cooldown=2, min_lr=0.001),
        plateau=lambda step: max(1.0 / (step + 1), 0.2))
    save("schedules", tensors, settings)


# Models

def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))


class Residual(nn.Module):
    def __init__(self, cin, cout, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, padding=1, stride=stride)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, padding=1)
        self.bn2 = nn.BatchNorm2d(cout)
        self.conv3 = nn.Conv2d(cin, cout, 1, stride=stride) if cin != cout or stride != 1 else None

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        return F.relu(y + (x if self.conv3 is None else self.conv3(x)))


def resnet18_d2l():
    body = [nn.Conv2d(1, 64, 3, padding=1), nn.BatchNorm2d(64), nn.ReLU()]
    for cin, cout, stride in [(64, 64, 1), (64, 128, 2), (128, 256, 2), (256, 512, 2)]:
        body += [Residual(cin, cout, stride), Residual(cout, cout, 1)]
    return nn.Sequential(*body, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 10))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.ln1, self.ln2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        b, t, c = x.shape
        q, k, v = (z.view(b, t, self.heads, c // self.heads).transpose(1, 2) for z in self.qkv(self.ln1(x)).split(c, 2))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.proj(y.transpose(1, 2).reshape(b, t, c))
        return x + self.down(F.gelu(self.up(self.ln2(x)), approximate="tanh"))


class Gpt(nn.Module):
    """GPT-2's arithmetic; the tests rename: ln1 is ln_1, qkv is attn.c_attn transposed, ..."""
    def __init__(self, layers, heads, width, context, vocab):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(vocab, width), nn.Embedding(context, width)
        self.h = nn.Sequential(*[Block(width, heads) for _ in range(layers)])
        self.ln_f = nn.LayerNorm(width)

    def forward(self, ids):
        x = self.h(self.wte(ids) + self.wpe(torch.arange(ids.shape[1])))
        return self.ln_f(x) @ self.wte.weight.t()


def torchvision_block(cin, cout, stride, bottleneck):
    class Part(nn.Module):
        def __init__(self):
            super().__init__()
            out = cout * 4 if bottleneck else cout
            if bottleneck:
                self.conv1, self.bn1 = nn.Conv2d(cin, cout, 1, bias=False), nn.BatchNorm2d(cout)
                self.conv2, self.bn2 = nn.Conv2d(cout, cout, 3, stride, 1, bias=False), nn.BatchNorm2d(cout)
                self.conv3, self.bn3 = nn.Conv2d(cout, out, 1, bias=False), nn.BatchNorm2d(out)
            else:
                self.conv1, self.bn1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False), nn.BatchNorm2d(cout)
                self.conv2, self.bn2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False), nn.BatchNorm2d(cout)
            self.downsample = None
            if stride != 1 or cin != out:
                self.downsample = nn.Sequential(nn.Conv2d(cin, out, 1, stride, bias=False), nn.BatchNorm2d(out))

        def forward(self, x):
            y = F.relu(self.bn1(self.conv1(x)))
            y = self.bn2(self.conv2(y))
            if bottleneck:
                y = self.bn3(self.conv3(F.relu(y)))
            return F.relu(y + (x if self.downsample is None else self.downsample(x)))
    return Part()


class TorchvisionResNet(nn.Module):
    """torchvision.models.resnet's names and arithmetic."""
    def __init__(self, counts, bottleneck, classes):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64)
        cin = 64
        for n, (count, cout) in enumerate(zip(counts, (64, 128, 256, 512)), 1):
            parts = []
            for i in range(count):
                parts.append(torchvision_block(cin, cout, 2 if i == 0 and n > 1 else 1, bottleneck))
                cin = cout * 4 if bottleneck else cout
            setattr(self, f"layer{n}", nn.Sequential(*parts))
        self.fc = nn.Linear(cin, classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(F.adaptive_avg_pool2d(x, 1).flatten(1))


def models():
    tensors, settings = {}, {}

    def add(name, model, x, target, lr, steps=5):
        with torch.no_grad():
            for key, p in model.named_parameters():
                fan = math.prod(p.shape[1:]) if p.dim() > 1 else 0
                # batch norms' and layer norms' scales lie around 1
                if p.dim() == 1 and key.endswith("weight"):
                    p.copy_(1 + fill(p.shape, key, 0.1))
                else:
                    p.copy_(fill(p.shape, key, (3 / fan) ** 0.5 if fan else 0.1))
        optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
        found = []
        model.train()
        for step in range(steps):
            optimizer.zero_grad()
            logits = model(x)
            if step == 0:
                tensors[f"{name}/y"] = logits.detach().clone()
            loss = F.cross_entropy(logits.flatten(0, -2), target.flatten())
            loss.backward()
            optimizer.step()
            found.append(loss.detach())
        tensors[f"{name}/loss"] = torch.stack(found)
        for key, p in model.named_parameters():
            tensors[f"{name}/norm.{key}"] = p.detach().double().norm()
        for key, b in model.named_buffers():
            if b.is_floating_point() and "running" in key:
                tensors[f"{name}/norm.{key}"] = b.double().norm()
        model.eval()
        with torch.no_grad():
            tensors[f"{name}/eval"] = model(x)
        settings[name] = {"lr": lr, "shapes": {k: list(v.shape) for k, v in model.state_dict().items()}}

    labels = torch.tensor([3, 1, 4, 1])
    add("mlp", nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10)), fill((4, 1, 28, 28), "x", 1), labels, 0.05)
    add("lenet", lenet(), fill((4, 1, 28, 28), "x", 1), labels, 0.05)
    add("resnet18-d2l", resnet18_d2l(), fill((4, 1, 28, 28), "x", 1), labels, 0.01)
    add("resnet18", TorchvisionResNet((2, 2, 2, 2), False, 10), fill((2, 3, 64, 64), "x", 1), labels[:2], 0.01, steps=2)
    add("resnet50", TorchvisionResNet((3, 4, 6, 3), True, 10), fill((2, 3, 64, 64), "x", 1), labels[:2], 0.001, steps=2)
    ids = torch.arange(2 * 16).reshape(2, 16) * 7 % 65
    add("gpt", Gpt(2, 4, 32, 16, 65), ids, (ids * 3 + 1) % 65, 0.05)
    save("models", tensors, settings)


if __name__ == "__main__":
    torch.set_num_threads(1)
    for group in (tensors, layers, losses, optimizers, schedules, models):
        torch.manual_seed(20)
        group()
    print(torch.__version__, {f.name: f.stat().st_size for f in sorted(OUT.iterdir())})
