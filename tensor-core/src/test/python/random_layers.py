"""Random calls of layers and losses, for random_cases.py."""
import torch
import torch.nn as nn
import torch.nn.functional as F


def spread(module):
    """Parameters and statistics that are not the initial ones."""
    for p in module.parameters():
        nn.init.normal_(p, 0.2, 0.5)
    for b in module.buffers():
        if b.is_floating_point():
            nn.init.uniform_(b, 0.5, 1.5)
    return module


def mode(c, module, training=0.75):
    train = c.chance(training)
    return module.train(train), train


def linear(c):
    i, o, bias = c.upto(1, 6) * c.much(), c.upto(1, 6) * c.much(), c.chance(0.7)
    m = spread(nn.Linear(i, o, bias=bias))
    c.add("linear", [c.numbers(c.dims(c.upto(0, 3), empty=0.1) + [i])], m, m, i=i, o=o, bias=bias)


def channels(c):
    groups = c.one(1, 1, 1, 2, 3)
    return groups * c.upto(1, 3) * c.much(), groups * c.upto(1, 3) * c.much(), groups


def conv1d(c):
    i, o, groups = channels(c)
    size, stride, padding, dilation, bias = c.upto(1, 4), c.upto(1, 3), c.upto(0, 2), c.upto(1, 2), c.chance(0.7)
    m = spread(nn.Conv1d(i, o, size, stride, padding, dilation, groups, bias))
    batch = [c.upto(1, 3)] if c.chance(0.85) else []
    c.add("conv1d", [c.numbers(batch + [i, c.upto(3, 12)])], m, m, i=i, o=o, size=size, stride=stride, padding=padding, dilation=dilation,
          groups=groups, bias=bias)


def conv2d(c):
    i, o, groups = channels(c)
    size, stride, padding, dilation = [[c.upto(low, high), c.upto(low, high)] for low, high in ((1, 4), (1, 3), (0, 2), (1, 2))]
    bias = c.chance(0.7)
    m = spread(nn.Conv2d(i, o, size, stride, padding, dilation, groups, bias))
    batch = [c.upto(1, 3)] if c.chance(0.85) else []
    c.add("conv2d", [c.numbers(batch + [i, c.upto(3, 10), c.upto(3, 10)])], m, m, i=i, o=o, size=size, stride=stride, padding=padding,
          dilation=dilation, groups=groups, bias=bias)


def conv2d_padded(c):
    """Padding by name and by mode."""
    i, o, size = c.upto(1, 3), c.upto(1, 3), c.upto(1, 4)
    kind = c.one("zeros", "reflect", "replicate", "circular")
    padding = "same" if c.chance() else c.upto(0, 2)
    m = spread(nn.Conv2d(i, o, size, padding=padding, padding_mode=kind))
    c.add("conv2dPadded", [c.numbers([2, i, c.upto(4, 8), c.upto(4, 8)])], m, m, i=i, o=o, size=size, padding=padding, mode=kind)


def conv_transpose2d(c):
    i, o, groups = channels(c)
    size, stride, padding, dilation = [[c.upto(low, high), c.upto(low, high)] for low, high in ((1, 4), (1, 3), (0, 2), (1, 2))]
    more = [c.upto(0, max(s, d) - 1) for s, d in zip(stride, dilation)]
    bias = c.chance(0.7)
    m = spread(nn.ConvTranspose2d(i, o, size, stride, padding, more, groups, bias, dilation))
    batch = [c.upto(1, 3)] if c.chance(0.85) else []
    c.add("convTranspose2d", [c.numbers(batch + [i, c.upto(2, 6), c.upto(2, 6)])], m, m, i=i, o=o, size=size, stride=stride, padding=padding,
          dilation=dilation, more=more, groups=groups, bias=bias)


def images(c, low=4, high=10):
    batch = [c.upto(1, 3)] if c.chance(0.85) else []
    return c.numbers(batch + [c.upto(1, 4) * c.much(), c.upto(low, high), c.upto(low, high)])


def max_pool2d(c):
    size = [c.upto(1, 4), c.upto(1, 4)]
    stride = [c.upto(1, 3), c.upto(1, 3)] if c.chance(0.7) else size
    padding = [c.upto(0, s // 2) for s in size]
    dilation = [c.upto(1, 2), c.upto(1, 2)] if c.chance(0.3) else [1, 1]
    ceil = c.chance(0.4)
    m = nn.MaxPool2d(size, stride, padding, dilation, ceil_mode=ceil)
    c.add("maxPool2d", [images(c)], m, size=size, stride=stride, padding=padding, dilation=dilation, ceil=ceil)


def avg_pool2d(c):
    size = [c.upto(1, 4), c.upto(1, 4)]
    stride = [c.upto(1, 3), c.upto(1, 3)] if c.chance(0.7) else size
    padding = [c.upto(0, s // 2) for s in size]
    ceil, counts = c.chance(0.4), c.chance()
    m = nn.AvgPool2d(size, stride, padding, ceil_mode=ceil, count_include_pad=counts)
    c.add("avgPool2d", [images(c)], m, size=size, stride=stride, padding=padding, ceil=ceil, counts=counts)


def adaptive(c):
    size = [c.upto(1, 6), c.upto(1, 6)]
    c.add("adaptiveAvgPool2d", [images(c)], nn.AdaptiveAvgPool2d(size), size=size)


def batch_norm(c):
    flat = c.chance(0.4)
    channels = c.upto(1, 5) * c.much()
    momentum = c.one(0.1, 0.1, 0.3, 1.0, None)
    affine, track, eps = c.chance(0.7), c.chance(0.8), c.one(1e-5, 1e-3)
    m = spread((nn.BatchNorm1d if flat else nn.BatchNorm2d)(channels, eps, momentum, affine, track))
    m, training = mode(c, m)
    # of one image whose strides are a channels-last one's, PyTorch 2.13 computes wrong gradients
    shape = [c.upto(1 if flat else 2, 5), channels] + (c.dims(c.upto(0, 1), 1, 6) if flat else c.dims(2, 1, 5))
    c.add("batchNorm", [c.numbers(shape) * 2 + 1], m, m, flat=flat, channels=channels, momentum=momentum, affine=affine, track=track,
          eps=eps, train=training)


def layer_norm(c):
    sizes = c.dims(c.upto(1, 2), 2, 6)
    affine, bias, eps = c.chance(0.7), c.chance(0.7), c.one(1e-5, 1e-3)
    m = spread(nn.LayerNorm(sizes, eps, affine, bias))
    c.add("layerNorm", [c.numbers(c.dims(c.upto(0, 2), empty=0.05) + sizes) * 2 + 1], m, m, sizes=sizes, eps=eps, affine=affine, bias=bias)


def group_norm(c):
    groups = c.upto(1, 3)
    channels = groups * c.upto(1, 3) * c.much()
    affine, eps = c.chance(0.7), c.one(1e-5, 1e-3)
    m = spread(nn.GroupNorm(groups, channels, eps, affine))
    c.add("groupNorm", [c.numbers([c.upto(1, 3), channels] + c.dims(c.upto(1, 2), 3, 5))], m, m, groups=groups, channels=channels, eps=eps,
          affine=affine)


def rms_norm(c):
    sizes = c.dims(c.upto(1, 2), 2, 6)
    affine, eps = c.chance(0.7), c.one(1e-5, 1e-3, None)
    m = spread(nn.RMSNorm(sizes, eps, affine))
    c.add("rmsNorm", [c.numbers(c.dims(c.upto(0, 2), empty=0.05) + sizes)], m, m, sizes=sizes, eps=eps, affine=affine)


def embedding(c):
    count, width = c.upto(2, 6), c.upto(1, 5)
    padding = c.upto(-count, count - 1) if c.chance() else None
    m = spread(nn.Embedding(count, width, padding_idx=padding))
    c.add("embedding", [torch.randint(0, count, c.dims(c.upto(0, 3), empty=0.05))], m, m, count=count, width=width, padding=padding)


# Attention

def head_mask(c, batch, heads, t, s):
    """A mask of one of the kinds, where true or -inf hides; no query is left without a key."""
    shape = c.one([t, s], [t, s], [batch * heads, t, s])
    hidden = torch.rand(shape) < 0.3
    hidden[..., 0] = False
    if c.chance():
        return hidden, "bool"
    return torch.randn(shape).masked_fill(hidden, float("-inf")), "float"


def attention(c):
    heads = c.upto(1, 3)
    width = heads * c.upto(1, 4) * c.much()
    first, bias, cross, unbatched = c.chance(), c.chance(0.8), c.chance(0.3), c.chance(0.15)
    m = spread(nn.MultiheadAttention(width, heads, bias=bias, batch_first=first))
    batch, t = c.upto(1, 3), c.upto(1, 5) * c.much()
    s = c.upto(1, 5) * c.much() if cross else t
    def sequence(length):
        return c.numbers([length, width] if unbatched else [batch, length, width] if first else [length, batch, width])
    inputs = [sequence(t)] + ([sequence(s)] if cross else [])
    options, kind = {}, "none"
    if c.chance(0.5):
        options["attn_mask"], kind = head_mask(c, 1 if unbatched else batch, heads, t, s)
        inputs.append(options.pop("attn_mask"))
    padded = not unbatched and c.chance(0.3)
    if padded:
        padding = torch.rand([batch, s]) < 0.3
        padding[:, 0] = False
        inputs.append(padding)
    average = c.chance()
    def call(x, *more):
        more = list(more)
        y = more.pop(0) if cross else x
        mask = more.pop(0) if kind != "none" else None
        return m(x, y, y, attn_mask=mask, key_padding_mask=more.pop(0) if padded else None, average_attn_weights=average)
    c.add("attention", inputs, call, m, width=width, heads=heads, first=first, bias=bias, cross=cross, mask=kind, padded=padded,
          average=average)


def scaled_attention(c):
    batch, heads, t, s, d = [size * (c.much() if place > 1 else 1) for place, size in enumerate(c.dims(5, 1, 4))]
    causal = c.chance(0.4)
    inputs = [c.numbers([batch, heads, length, d]) for length in (t, s, s)]
    call = lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=causal)
    if not causal and c.chance():
        hidden = torch.rand(c.one([t, s], [batch, 1, t, s], [batch, heads, t, s], [batch, 1, 1, s])) < 0.3
        hidden[..., 0] = False
        inputs.append(hidden)
        call = lambda q, k, v, h: F.scaled_dot_product_attention(q, k, v, attn_mask=~h)
    c.add("scaledAttention", inputs, call, causal=causal)


def recurrent(c):
    kind = c.one(nn.LSTM, nn.GRU, nn.RNN)
    i, h, layers = c.upto(1, 4) * c.much(), c.upto(1, 4) * c.much(), c.upto(1, 3)
    bias, first, both, unbatched = c.chance(0.8), c.chance(), c.chance(0.4), c.chance(0.15)
    relu = kind is nn.RNN and c.chance(0.4)
    options = {"nonlinearity": "relu"} if relu else {}
    m = spread(kind(i, h, layers, bias=bias, batch_first=first, bidirectional=both, **options))
    t, batch = c.upto(1, 5), c.upto(1, 3)
    inputs = [c.numbers([t, i] if unbatched else [batch, t, i] if first else [t, batch, i])]
    given = c.chance()
    if given:
        shape = [layers * (2 if both else 1)] + ([] if unbatched else [batch]) + [h]
        inputs += [c.numbers(shape) for _ in range(2 if kind is nn.LSTM else 1)]
    def call(x, *states):
        start = None if not given else states if kind is nn.LSTM else states[0]
        output, state = m(x, start)
        return [output, *state] if kind is nn.LSTM else [output, state]
    c.add("recurrent", inputs, call, m, kind=kind.__name__, i=i, h=h, layers=layers, bias=bias, first=first, both=both, given=given,
          relu=relu)


def transformer(c):
    heads = c.upto(1, 3)
    width, inner = heads * c.upto(3, 4), c.upto(1, 8)
    first, ahead, gelu, causal = c.chance(), c.chance(), c.chance(0.4), c.chance(0.4)
    m = spread(nn.TransformerEncoderLayer(width, heads, inner, 0.0, "gelu" if gelu else "relu", batch_first=first, norm_first=ahead))
    t = c.upto(1, 5)
    mask = torch.triu(torch.ones(t, t, dtype=torch.bool), 1) if causal else None
    c.add("transformer", [c.numbers([2, t, width] if first else [t, 2, width])], lambda x: m(x, src_mask=mask), m, width=width, heads=heads,
          inner=inner, first=first, ahead=ahead, gelu=gelu, causal=causal)


# Losses

def class_loss(c):
    classes = c.upto(1, 5)
    name = c.one("crossEntropy", "crossEntropy", "nll")
    rows = c.dims(c.upto(0, 3))
    shape = rows[:1] + [classes] + rows[1:]
    reduction = c.one("mean", "mean", "sum", "none")
    smoothing = c.one(0.0, 0.0, 0.1, 0.5) if name == "crossEntropy" else 0.0
    shares = name == "crossEntropy" and c.chance(0.25)
    ignore = -100 if shares else c.one(-100, -100, c.upto(0, classes - 1))
    x = c.numbers(shape) * 2
    target = (torch.softmax(c.numbers(shape), 1 if rows else 0) if shares
              else torch.randint(0, classes, rows).masked_fill(torch.rand(rows) < 0.2, ignore))
    inputs = [x, target]
    weighted = c.chance(0.4)
    if weighted:
        inputs.append(torch.rand(classes) + 0.2)
    def call(a, t, w=None):
        w = None if w is None else w.detach()
        if name == "nll":
            return F.nll_loss(F.log_softmax(a, 1 if rows else 0), t, w, ignore_index=ignore, reduction=reduction)
        return F.cross_entropy(a, t, w, ignore_index=ignore, reduction=reduction, label_smoothing=smoothing)
    c.add("classLoss", inputs, call, name=name, reduction=reduction, smoothing=smoothing, ignore=ignore, weighted=weighted)


def pair_loss(c):
    reduction = c.one("mean", "mean", "sum", "none")
    shape = c.dims(c.upto(0, 3), empty=0.05)
    beta = c.one(1.0, 0.5, 2.0)
    name = c.one("mse", "l1", "huber", "smoothL1", "bce", "bceWithLogits", "klDiv")
    x, target = c.numbers(shape), c.numbers(shape)
    x = x.sigmoid() if name == "bce" else x.log_softmax(-1) if name == "klDiv" and shape else x
    target = target.sigmoid() if name in ("bce", "bceWithLogits", "klDiv") else target
    inputs, weighted, positive = [x, target], name.startswith("bce") and c.chance(0.4), name == "bceWithLogits" and c.chance(0.4)
    if weighted:
        inputs.append(torch.rand(shape[-1:]) + 0.2)
    if positive:
        inputs.append(torch.rand(shape[-1:]) + 0.2)
    def call(a, t, *more):
        more = [m.detach() for m in more]
        w = more.pop(0) if weighted else None
        return {
            "mse": lambda: F.mse_loss(a, t, reduction=reduction), "l1": lambda: F.l1_loss(a, t, reduction=reduction),
            "huber": lambda: F.huber_loss(a, t, reduction=reduction, delta=beta),
            "smoothL1": lambda: F.smooth_l1_loss(a, t, reduction=reduction, beta=beta),
            "bce": lambda: F.binary_cross_entropy(a, t, w, reduction=reduction),
            "bceWithLogits": lambda: F.binary_cross_entropy_with_logits(a, t, w, reduction=reduction, pos_weight=more.pop(0) if positive else None),
            "klDiv": lambda: F.kl_div(a, t, reduction=reduction)}[name]()
    c.add("pairLoss", inputs, call, name=name, reduction=reduction, beta=beta, weighted=weighted, positive=positive)


FUNCTIONS = [linear, conv1d, conv2d, conv2d, conv2d_padded, conv_transpose2d, conv_transpose2d, max_pool2d, avg_pool2d, adaptive, batch_norm,
             batch_norm, layer_norm, group_norm, rms_norm, embedding, attention, attention, scaled_attention, recurrent, recurrent,
             transformer, class_loss, class_loss, pair_loss, pair_loss]
