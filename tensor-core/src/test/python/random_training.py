"""Random optimizers and schedules, for random_cases.py."""
import torch
import torch.nn as nn

from fixtures import Lamb

S = torch.optim.lr_scheduler


def options_of(c, name):
    decay = c.one(0.0, 0.0, 0.01, 0.3)
    lr = c.one(0.5, 0.1, 0.01, 0.001)
    betas = c.one((0.9, 0.999), (0.8, 0.95), (0.0, 0.9), (0.9, 0.5))
    eps = c.one(1e-8, 1e-6, 1e-3)
    if name == "sgd":
        momentum = c.one(0.0, 0.5, 0.9)
        nesterov = momentum > 0 and c.chance(0.4)
        return dict(lr=lr, momentum=momentum, dampening=0.0 if nesterov else c.one(0.0, 0.3), weight_decay=decay, nesterov=nesterov)
    if name == "rmsprop":
        return dict(lr=lr, alpha=c.one(0.99, 0.5), eps=eps, weight_decay=decay, momentum=c.one(0.0, 0.9), centered=c.chance())
    if name == "adagrad":
        return dict(lr=lr, lr_decay=c.one(0.0, 0.1), weight_decay=decay, initial_accumulator_value=c.one(0.0, 0.5), eps=eps)
    if name == "lamb":
        return dict(lr=lr, betas=betas, eps=eps, weight_decay=c.one(0.01, 0.3))
    return dict(lr=lr, betas=betas, eps=eps, weight_decay=decay, amsgrad=c.chance(0.3))


def optimizer(c):
    """Eight steps of three parameters, the last in a group of its own; now and then one has no gradient."""
    name = c.one("sgd", "sgd", "adam", "adamw", "rmsprop", "adagrad", "lamb")
    options = options_of(c, name)
    shapes = [c.dims(c.upto(1, 3)) for _ in range(3)]
    params = [nn.Parameter(c.numbers(shape)) for shape in shapes]
    own = dict(lr=c.one(0.05, 0.2), weight_decay=c.one(0.0, 0.1) if name != "lamb" else 0.1)
    make = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW, "rmsprop": torch.optim.RMSprop,
            "adagrad": torch.optim.Adagrad, "lamb": Lamb}[name]
    optimizer = make([dict(params=params[:2]), dict(params=params[2:], **own)], **options)
    clip = c.one("none", "none", "norm", "value")
    limit = c.one(0.1, 1.0, 10.0)
    found = {f"w.{i}": p.detach().clone() for i, p in enumerate(params)}
    for step in range(8):
        for i, p in enumerate(params):
            p.grad = None if c.chance(0.1) else c.numbers(p.shape) * c.one(0.1, 1, 3)
            if p.grad is not None:
                found[f"g.{step}.{i}"] = p.grad.clone()
        if clip == "norm":
            found[f"norm.{step}"] = nn.utils.clip_grad_norm_(params, limit)
        elif clip == "value" and any(p.grad is not None for p in params):
            nn.utils.clip_grad_value_(params, limit)
        optimizer.step()
        found |= {f"w.{step}.{i}": p.detach().clone() for i, p in enumerate(params)}
    c.record("optimizer", found, name=name, clip=clip, limit=limit, **{f"own.{k}": v for k, v in own.items()}, **options)


def schedule(c):
    lr = c.one(0.1, 1.0, 0.03)
    gamma, length, least = c.one(0.1, 0.5, 0.93), c.upto(1, 40), c.one(0.0, 0.001)
    marks = sorted(c.draw.sample(range(1, 90), c.upto(1, 4)))
    start, end = c.one(0.1, 0.5, 1.0), c.one(0.2, 1.0)
    power, growth = c.one(1.0, 2.0, 0.5), c.upto(1, 3)
    total, rising, linear, three, divisor = c.upto(80, 120), c.one(0.1, 0.3, 0.5), c.chance(), c.chance(), c.one(25.0, 10.0)
    name, make = c.one(*{
        "step": lambda o: S.StepLR(o, length, gamma), "multiStep": lambda o: S.MultiStepLR(o, marks, gamma),
        "exponential": lambda o: S.ExponentialLR(o, gamma), "cosine": lambda o: S.CosineAnnealingLR(o, length, least),
        "restarts": lambda o: S.CosineAnnealingWarmRestarts(o, length, growth, least),
        "linear": lambda o: S.LinearLR(o, start, end, length), "polynomial": lambda o: S.PolynomialLR(o, length, power),
        "constant": lambda o: S.ConstantLR(o, start, length),
        "oneCycle": lambda o: S.OneCycleLR(o, lr, total, pct_start=rising, anneal_strategy="linear" if linear else "cos", div_factor=divisor,
                                           three_phase=three),
        "sequential": lambda o: S.SequentialLR(o, [S.LinearLR(o, start, end, length), S.ExponentialLR(o, gamma)], [length]),
        "plateau": lambda o: S.ReduceLROnPlateau(o, "max" if three else "min", gamma, growth, 0.05, "rel" if linear else "abs", length % 4,
                                                 least)}.items())
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=lr)
    schedule = make(optimizer)
    measures = torch.rand(80, dtype=torch.float64) * 2
    rates = []
    for step in range(80):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step(*([float(measures[step])] if name == "plateau" else []))
    c.record("schedule", {"rates": torch.tensor(rates, dtype=torch.float64), "measures": measures}, name=name, lr=lr, gamma=gamma, length=length,
             least=least, marks=marks, start=start, end=end, power=power, growth=growth, total=total, rising=rising, linear=linear,
             three=three, divisor=divisor)


FUNCTIONS = [optimizer, optimizer, schedule, schedule]
