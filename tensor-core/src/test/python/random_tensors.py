"""Random calls of tensors' methods, for random_cases.py."""
import math

import torch
import torch.nn.functional as F

FLOATS = (torch.float32, torch.float32, torch.float32, torch.float64)
NUMBERS = (torch.float32, torch.float32, torch.float64, torch.bfloat16, torch.int32, torch.int64, torch.uint8, torch.bool)


def unary(c):
    name, function = c.one(*{
        "abs": torch.abs, "neg": torch.neg, "sign": torch.sign, "square": torch.square, "sqrt": torch.sqrt, "rsqrt": torch.rsqrt,
        "reciprocal": torch.reciprocal, "exp": torch.exp, "expm1": torch.expm1, "log": torch.log, "log1p": torch.log1p,
        "sin": torch.sin, "cos": torch.cos, "tanh": torch.tanh, "sigmoid": torch.sigmoid, "erf": torch.erf, "floor": torch.floor,
        "ceil": torch.ceil, "round": torch.round, "relu": torch.relu, "gelu": F.gelu, "silu": F.silu, "elu": F.elu,
        "geluTanh": lambda x: F.gelu(x, approximate="tanh"), "leakyRelu": lambda x: F.leaky_relu(x, 0.3),
        "softplus": F.softplus}.items())
    floating_only = name in ("relu", "gelu", "geluTanh", "silu", "elu", "leakyRelu", "softplus", "neg")
    dtype = c.one(*FLOATS) if floating_only or c.chance(0.7) else c.one(torch.int32, torch.int64)
    x = c.numbers(c.dims(c.upto(0, 4), empty=0.1), dtype) * (1 if not dtype.is_floating_point else c.one(0.1, 1, 5))
    x = x.abs() + 0.1 if name in ("log", "sqrt", "rsqrt") and x.is_floating_point() else x
    x = x.clamp(-0.9) if name == "log1p" and x.is_floating_point() else x
    c.add("unary", [x], function, name=name)


def shapes_that_fit(c):
    """Two shapes that broadcast, now and then not."""
    full = c.dims(c.upto(0, 4), empty=0.1)
    pair = []
    for _ in range(2):
        dims = [1 if c.chance(0.25) else size for size in full]
        pair.append(dims[c.upto(0, len(dims)) if c.chance(0.3) else 0:])
    if c.chance(0.05) and pair[0]:
        pair[0][-1] += 1
    return pair


def binary(c):
    name, function = c.one(*{
        "add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div, "minimum": torch.minimum, "maximum": torch.maximum,
        "remainder": torch.remainder, "floorDivide": lambda a, b: torch.floor_divide(a.detach(), b.detach()), "pow": torch.pow,
        "eq": torch.eq, "ne": torch.ne, "lt": torch.lt, "le": torch.le, "gt": torch.gt, "ge": torch.ge,
        "logicalAnd": torch.logical_and, "logicalOr": torch.logical_or, "logicalXor": torch.logical_xor}.items())
    one, other = shapes_that_fit(c)
    a, b = c.numbers(one, c.one(*NUMBERS)), c.numbers(other, c.one(*NUMBERS))
    if name in ("sub", "pow", "remainder", "floorDivide") and torch.bool in (a.dtype, b.dtype):
        a, b = a.float(), b.float()
    if name == "pow":
        a = a.abs() + 1 if a.is_floating_point() else a
        b = b if b.is_floating_point() or a.is_floating_point() else b.abs()
    if name in ("remainder", "floorDivide", "div") and not b.is_floating_point():
        b = b.masked_fill(b == 0, 3) if b.dtype != torch.bool else ~(b & False)
    if name in ("eq", "ne", "lt", "le", "gt", "ge") and c.chance():
        a = a.to(b.dtype).masked_fill(torch.rand(a.shape) < 0.5, 1)
    c.add("binary", [a, b], function, name=name)


def scalar(c):
    name, function = c.one(*{
        "add": lambda a, s: a + s, "sub": lambda a, s: a - s, "mul": lambda a, s: a * s, "div": lambda a, s: a / s,
        "rsub": lambda a, s: s - a, "rdiv": lambda a, s: s / a, "remainder": lambda a, s: a % s, "pow": lambda a, s: a ** s,
        "floorDivide": lambda a, s: a.detach() // s, "rpow": lambda a, s: float(s) ** a, "eq": lambda a, s: a == s, "ne": lambda a, s: a != s,
        "lt": lambda a, s: a < s, "ge": lambda a, s: a >= s}.items())
    x = c.numbers(c.dims(c.upto(0, 3), empty=0.05), c.one(*NUMBERS))
    whole = c.chance()
    number = c.one(2, 3, -3, 1) if whole else c.one(0.5, -1.25, 2.5, 0.1)
    if name in ("sub", "rsub", "remainder", "floorDivide", "pow", "rpow") and x.dtype == torch.bool:
        x = x.float()
    if name in ("pow", "rpow"):
        x = x.abs() + 1 if x.is_floating_point() else x
        number = abs(number)
    if x.dtype == torch.uint8 and number < 0:
        number = -number
    c.add("scalar", [x], lambda a: function(a, number), name=name, number=number, whole=whole)


def clamp(c):
    low, high = sorted([c.one(-2, -1, 0), c.one(-1, 0.5, 1)])
    x = c.numbers(c.dims(c.upto(0, 3)), c.one(torch.float32, torch.float64))
    c.add("clamp", [x], lambda a: a.clamp(low, high), low=low, high=high)


def where(c):
    one, other = shapes_that_fit(c)
    mask = c.numbers(c.one(one, other), torch.bool)
    c.add("where", [c.numbers(one, c.one(*FLOATS)), c.numbers(other, c.one(*FLOATS)), mask], lambda a, b, m: torch.where(m, a, b))


def masked_fill(c):
    one, other = shapes_that_fit(c)
    c.add("maskedFill", [c.numbers(one, c.one(*FLOATS)), c.numbers(other, torch.bool)], lambda a, m: a.masked_fill(m, -1.5))


def special(c, x):
    """Now and then a NaN, infinities, equals."""
    if x.is_floating_point() and x.numel() and c.chance(0.25):
        flat = x.reshape(-1).clone()
        for _ in range(c.upto(1, 3)):
            flat[c.upto(0, x.numel() - 1)] = c.one(math.nan, math.inf, -math.inf, 1, 1)
        return flat.reshape(x.shape)
    return x.round() if x.is_floating_point() and c.chance(0.2) else x


def reduction(c):
    rank = c.upto(0, 4)
    dims = c.draw.sample(range(rank), c.upto(0, rank)) if rank else []
    dims = [dim - rank if c.chance(0.3) else dim for dim in dims]
    keep = c.chance(0.4)
    p = c.one(0, 1, 2, 3, 1.5, math.inf, -math.inf)
    correction = c.one(0, 1)
    name = c.one("sum", "mean", "amax", "amin", "var", "std", "norm", "logsumexp", "any", "all")
    if name in ("amax", "amin", "logsumexp", "any", "all") and not dims:
        dims = list(range(rank))
    call = {
        "sum": lambda x: x.sum(dims, keepdim=keep), "mean": lambda x: x.mean(dims, keepdim=keep),
        "amax": lambda x: x.amax(dims, keepdim=keep), "amin": lambda x: x.amin(dims, keepdim=keep),
        "var": lambda x: x.var(dims or None, correction=correction, keepdim=keep), "std": lambda x: x.std(dims or None, correction=correction, keepdim=keep),
        "norm": lambda x: torch.linalg.vector_norm(x if p else x.detach(), p, dims or None, keepdim=keep),
        "logsumexp": lambda x: x.logsumexp(dims, keepdim=keep), "any": lambda x: x.any(dims, keepdim=keep),
        "all": lambda x: x.all(dims, keepdim=keep)}[name]
    dtype = c.one(*NUMBERS) if name in ("sum", "amax", "amin", "any", "all") else c.one(*FLOATS)
    dtype = torch.int64 if dtype == torch.uint8 and name in ("any", "all") else dtype
    x = c.numbers(c.dims(rank, empty=0.1), dtype)
    x = special(c, x) if name not in ("norm", "var", "std") else x
    c.add("reduction", [x], call, name=name, dims=dims, keep=keep, p=p, correction=correction)


def along(c):
    rank = c.upto(1, 4)
    dim = c.upto(-rank, rank - 1)
    keep, descending, largest = c.chance(0.4), c.chance(), c.chance()
    x = c.numbers(c.dims(rank, empty=0.05), c.one(torch.float32, torch.float32, torch.float64, torch.int32, torch.int64))
    count = c.upto(0, x.shape[dim])
    name, call = c.one(*{
        "max": lambda a: a.max(dim, keepdim=keep), "min": lambda a: a.min(dim, keepdim=keep),
        "median": lambda a: a.median(dim, keepdim=keep).values, "argmax": lambda a: a.argmax(dim, keepdim=keep),
        "argmin": lambda a: a.argmin(dim, keepdim=keep), "cumsum": lambda a: a.cumsum(dim),
        "prod": lambda a: a.prod(dim, keepdim=keep), "sort": lambda a: a.sort(dim=dim, descending=descending, stable=True),
        "argsort": lambda a: a.argsort(dim=dim, descending=descending, stable=True),
        "topk": lambda a: a.topk(count, dim, largest=largest).values}.items())
    # of equals, which one topk takes is open
    x = x if name == "topk" else special(c, x)
    c.add("along", [x], call, name=name, dim=dim, keep=keep, descending=descending, largest=largest, count=count)


def whole(c):
    x = c.numbers(c.dims(c.upto(0, 3)), c.one(torch.float32, torch.float64, torch.int64))
    name, call = c.one(*{
        "max": torch.max, "min": torch.min, "argmax": torch.argmax, "argmin": torch.argmin, "median": torch.median,
        "prod": torch.prod, "sum": torch.sum, "any": torch.any, "all": torch.all}.items())
    c.add("whole", [x], call, name=name)


def softmax(c):
    rank = c.upto(1, 4)
    dim = c.upto(-rank, rank - 1)
    x = c.numbers(c.dims(rank, empty=0.05), c.one(*FLOATS)) * c.one(1, 20)
    name = c.one("softmax", "logSoftmax")
    c.add("softmax", [x], lambda a: a.softmax(dim) if name == "softmax" else a.log_softmax(dim), name=name, dim=dim)


# Views

def divided(c, elements):
    """A shape of so many elements."""
    dims = []
    while elements > 1 and len(dims) < 3 and c.chance(0.8):
        divisors = [d for d in range(1, elements + 1) if elements % d == 0]
        dims.append(c.one(*divisors))
        elements //= dims[-1]
    dims.append(elements)
    if c.chance(0.3) and math.prod(dims):
        dims[c.upto(0, len(dims) - 1)] = -1
    return dims


def view(c):
    x = c.numbers(c.dims(c.upto(0, 4), empty=0.05), c.one(*FLOATS))
    dims = divided(c, x.numel())
    name = c.one("view", "reshape")
    c.add("shaped", [x], lambda a: a.view(dims) if name == "view" else a.reshape(dims), name=name, dims=dims)


def rearranged(c):
    rank = c.upto(1, 4)
    x = c.numbers(c.dims(rank, empty=0.05), c.one(*FLOATS))
    first, second = c.upto(-rank, rank - 1), c.upto(-rank, rank - 1)
    order = c.draw.sample(range(rank), rank)
    some = c.draw.sample(range(rank), c.upto(1, rank))
    times = [c.upto(0, 3) for _ in range(rank + c.upto(0, 1))]
    wide = ([c.upto(1, 3)] if c.chance() else []) + [c.upto(1, 3) if size == 1 else c.one(-1, size) for size in x.shape]
    shift, count = c.upto(-7, 7), c.upto(1, 4)
    name, call = c.one(*{
        "flatten": lambda a: a.flatten(first, second), "transpose": lambda a: a.transpose(first, second),
        "permute": lambda a: a.permute(order), "squeeze": lambda a: a.squeeze(), "squeezeDim": lambda a: a.squeeze(first),
        "unsqueeze": lambda a: a.unsqueeze(first), "flip": lambda a: a.flip(some), "roll": lambda a: a.roll(shift, first),
        "repeat": lambda a: a.repeat(times), "repeatInterleave": lambda a: a.repeat_interleave(count, first),
        "expand": lambda a: a.expand(wide), "diagonal": lambda a: a.diagonal(shift, first, second), "tril": lambda a: a.tril(shift),
        "triu": lambda a: a.triu(shift), "chunk": lambda a: a.chunk(count, first), "split": lambda a: a.split(count, first),
        "unbind": lambda a: a.unbind(first)}.items())
    c.add("rearranged", [x], call, name=name, first=first, second=second, order=order, some=some, times=times, wide=wide,
          shift=shift, count=count)


def part(c):
    rank = c.upto(1, 3)
    x = c.numbers(c.dims(rank), c.one(*FLOATS))
    dim = c.upto(-rank, rank - 1)
    size = x.shape[dim]
    start, length = c.upto(-size - 1, size), c.upto(0, size)
    name, call = c.one(*{
        "narrow": lambda a: a.narrow(dim, start, length), "select": lambda a: a.select(dim, start)}.items())
    c.add("part", [x], call, name=name, dim=dim, start=start, length=length)


def joined(c):
    rank = c.upto(1, 3)
    count = c.upto(1, 4)
    name = c.one("cat", "stack")
    dim = c.upto(-rank, rank - 1) if name == "cat" else c.upto(-rank - 1, rank)
    shape = c.dims(rank)
    xs = []
    for _ in range(count):
        dims = list(shape)
        if name == "cat":
            dims[dim] = c.upto(0, 3)
        xs.append(c.numbers(dims, c.one(torch.float32, torch.float32, torch.float64)))
    c.add("joined", xs, lambda *all: torch.cat(all, dim) if name == "cat" else torch.stack(all, dim), name=name, dim=dim)


# Indices

def index(c):
    rank = c.upto(1, 4)
    shape = c.dims(rank)
    x, xs, python, words = c.numbers(shape, c.one(*FLOATS)), [], [], []
    dim, ellipsis, common = 0, False, c.dims(c.upto(0, 2), 1, 3)
    while dim < rank and c.chance(0.85):
        kind = c.one("at", "range", "all", "new", "ellipsis", "by", "by", "mask")
        size = shape[dim]
        if kind == "at":
            python.append(c.upto(-size, size - 1))
            words.append(f"at:{python[-1]}")
        elif kind == "range":
            bounds = (c.upto(-size - 1, size + 1), c.upto(-size - 1, size + 2), c.upto(1, 3))
            python.append(slice(*bounds))
            words.append("range:" + ":".join(map(str, bounds)))
        elif kind == "all":
            python.append(slice(None))
            words.append("all")
        elif kind == "new":
            python.append(None)
            words.append("new")
            continue
        elif kind == "ellipsis":
            if ellipsis:
                continue
            ellipsis = True
            python.append(...)
            words.append("ellipsis")
            rest = c.upto(0, rank - dim)
            # what follows is about the last dims
            dim = rank - rest
            continue
        else:
            mask = kind == "mask"
            xs.append(torch.rand(shape[dim:dim + 1]) < 0.6 if mask else
                      torch.randint(-size, size, [1 if c.chance(0.2) else d for d in common]))
            python.append(len(xs))
            words.append(f"by:{len(xs)}")
            python[-1] = ("tensor", len(xs) - 1)
        dim += 1
    def call(a, *tensors):
        return a[tuple(tensors[p[1]] if isinstance(p, tuple) else p for p in python)] if python else a[...]
    c.add("index", [x] + xs, call, indices=words)


def gathered(c):
    rank = c.upto(1, 3)
    x = c.numbers(c.dims(rank), c.one(*FLOATS))
    dim = c.upto(-rank, rank - 1)
    dims = [c.upto(0 if c.chance(0.1) else 1, size) for size in x.shape]
    dims[dim] = c.upto(1, 4)
    places = torch.randint(0, x.shape[dim], dims)
    name = c.one("gather", "scatter", "scatterAdd", "scatterNumber", "indexSelect", "maskedSelect", "nonzero", "embedding")
    if name == "indexSelect":
        c.add("gathered", [x, places.reshape(-1)], lambda a, i: a.index_select(dim, i), name=name, dim=dim)
    elif name == "maskedSelect":
        c.add("gathered", [x, torch.rand(x.shape[-1:]) < 0.5], lambda a, m: a.masked_select(m), name=name, dim=dim)
    elif name == "nonzero":
        c.add("gathered", [x.round()], lambda a: a.nonzero(), name=name, dim=dim)
    elif name == "embedding":
        table = c.numbers([c.upto(1, 5), c.upto(1, 4)])
        c.add("gathered", [table, torch.randint(0, len(table), c.dims(c.upto(0, 3), empty=0.1))],
              lambda a, i: F.embedding(i, a), name=name, dim=dim)
    elif name == "gather":
        c.add("gathered", [x, places], lambda a, i: a.gather(dim, i), name=name, dim=dim)
    elif name == "scatterNumber":
        c.add("gathered", [x, places], lambda a, i: a.scatter(dim, i, 2.5), name=name, dim=dim)
    else:
        # where two go to one place, which one stays is open
        dims[dim] = min(dims[dim], x.shape[dim])
        places = torch.rand([*dims[:dim % rank], x.shape[dim], *dims[dim % rank + 1:]]).argsort(dim).narrow(dim, 0, dims[dim])
        source = c.numbers(dims, x.dtype)
        c.add("gathered", [x, places, source],
              lambda a, i, s: a.scatter(dim, i, s) if name == "scatter" else a.scatter_add(dim, i, s), name=name, dim=dim)


# Products

def matmul(c):
    left, right = c.upto(1, 4), c.upto(1, 4)
    m, k, n = [size * c.much() for size in c.dims(3, empty=0.05)]
    batch = c.dims(max(left, right, 2) - 2, 1, 3)
    def shape(rank, rows, columns, vector):
        if rank == 1:
            return [vector]
        ahead = batch[len(batch) - (rank - 2):] if rank > 2 else []
        return [1 if c.chance(0.2) else size for size in ahead] + [rows, columns]
    dtype = c.one(*FLOATS)
    a, b = c.numbers(shape(left, m, k, k), dtype), c.numbers(shape(right, k + (c.chance(0.03)), n, k), dtype)
    c.add("matmul", [a, b], torch.matmul)


def einsum(c):
    names = "abcde"
    sizes = {name: c.upto(1, 4) for name in names}
    terms, dots = [], c.chance(0.2)
    for _ in range(c.upto(1, 3)):
        term = "".join(c.draw.sample(names, c.upto(0 if dots else 1, 3)))
        if c.chance(0.1) and term:
            term += term[0]
        if dots and c.chance(0.7):
            at = c.upto(0, len(term))
            term = term[:at] + "..." + term[at:]
        terms.append(term)
    used = sorted({name for term in terms for name in term if name != "."})
    equation = ",".join(terms)
    if c.chance(0.8):
        result = "".join(c.draw.sample(used, c.upto(0, len(used))))
        if "..." in equation and c.chance(0.9):
            result = "..." + result
        equation += "->" + result
    ahead = c.dims(2, 1, 3)
    xs = []
    for term in terms:
        dims = []
        before, dotted, after = term.partition("...")
        for part in (before, after):
            if part is after and dotted:
                dims += ahead[c.upto(0, 2):]
            dims += [1 if c.chance(0.05) and term.count(name) == 1 else sizes[name] for name in part]
        xs.append(c.numbers(dims))
    c.add("einsum", xs, lambda *all: torch.einsum(equation, *all), equation=equation)


def cast(c):
    to = c.one(*NUMBERS)
    x = c.numbers(c.dims(c.upto(0, 3), empty=0.05), c.one(*NUMBERS))
    x = x.abs() if to == torch.uint8 and x.dtype != torch.bool else x
    c.add("cast", [x], lambda a: a.to(to), to=to)


def made(c):
    start, end, step = c.upto(-4, 4), c.upto(-4, 9), c.one(1, 2, 0.5, -1)
    count = c.upto(0, 7)
    dtype = c.one(torch.float32, torch.float64, torch.int64, torch.int32)
    step = step if dtype.is_floating_point else c.one(1, 2, -1)
    name, call = c.one(*{
        "arange": lambda: torch.arange(start, end, step, dtype=dtype), "linspace": lambda: torch.linspace(start, end, count, dtype=torch.float32),
        "eye": lambda: torch.eye(count, dtype=dtype), "full": lambda: torch.full([count, 2], start, dtype=dtype)}.items())
    c.add("made", [], call, name=name, start=start, end=end, step=step, count=count, dtype=dtype)


FUNCTIONS = [unary, binary, binary, scalar, clamp, where, masked_fill, reduction, reduction, along, along, whole, softmax, view,
             rearranged, rearranged, part, joined, index, index, gathered, gathered, matmul, einsum, cast, made]
