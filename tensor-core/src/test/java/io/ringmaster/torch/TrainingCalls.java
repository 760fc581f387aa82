package io.ringmaster.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.nn.Initializer;
import io.ringmaster.nn.Module;
import io.ringmaster.optim.Adagrad;
import io.ringmaster.optim.Adam;
import io.ringmaster.optim.AdamW;
import io.ringmaster.optim.Algorithm;
import io.ringmaster.optim.Anneal;
import io.ringmaster.optim.Ascent;
import io.ringmaster.optim.Lamb;
import io.ringmaster.optim.OneCycle;
import io.ringmaster.optim.Optimizer;
import io.ringmaster.optim.ParameterGroup;
import io.ringmaster.optim.ReduceOnPlateau;
import io.ringmaster.optim.RmsProp;
import io.ringmaster.optim.Schedule;
import io.ringmaster.optim.Sgd;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;

/// The optimizers and schedules that `random_training.py` draws.
final class TrainingCalls {

    private static final int PARAMETERS = 3;
    private static final int STEPS = 8;

    private TrainingCalls() {}

    /// Parameters named `0`, `1`, ...
    private static final class Weights extends Module {

        private Weights(RandomCase of, TorchFixture torch) {
            for (int i = 0; i < PARAMETERS; i++) {
                Shape shape = torch.shape(of.name() + "/w." + i);
                parameter(Integer.toString(i), shape, Initializer.constant(0));
            }
        }
    }

    static void optimizer(RandomCase of, TorchFixture torch, Device device) {
        Algorithm algorithm = algorithm(of);
        ParameterGroup last = ParameterGroup.named("2"::equals, own(algorithm, of));
        try (Module weights = new Weights(of, torch).to(device).initialize(1);
             Optimizer optimizer = algorithm.over(weights, last); Scope _ = Scope.open()) {
            for (int i = 0; i < PARAMETERS; i++) {
                tensor(weights, i).detach().assign(torch.tensor(of.name() + "/w." + i));
            }
            for (int step = 0; step < STEPS; step++) {
                optimizer.zeroGradients();
                addGradients(of, torch, weights, step);
                clip(of, torch, optimizer, step);
                optimizer.step();
                for (int i = 0; i < PARAMETERS; i++) {
                    String name = "%s/w.%d.%d".formatted(of.name(), step, i);
                    torch.assertNear(name, tensor(weights, i), 2e-5 + 2e-7 / torch.largest(name));
                }
            }
        }
    }

    private static Tensor tensor(Module weights, int parameter) {
        return weights.get(Integer.toString(parameter)).tensor();
    }

    private static void addGradients(RandomCase of, TorchFixture torch, Module weights, int step) {
        for (int i = 0; i < PARAMETERS; i++) {
            String name = "%s/g.%d.%d".formatted(of.name(), step, i);
            if (torch.has(name)) {
                Tensor gradient = torch.tensor(name).to(tensor(weights, i).device());
                tensor(weights, i).mul(gradient).sum().backward();
            }
        }
    }

    private static void clip(RandomCase of, TorchFixture torch, Optimizer optimizer, int step) {
        switch (of.text("clip")) {
            case "norm" -> torch.assertNear(
                "%s/norm.%d".formatted(of.name(), step), optimizer.clipNorm(of.number("limit")), 1e-5);
            case "value" -> optimizer.clipValue(of.number("limit"));
            default -> assertThat(of.text("clip")).isEqualTo("none");
        }
    }

    private static Algorithm algorithm(RandomCase of) {
        double rate = of.number("lr");
        double decay = of.number("weight_decay");
        return switch (of.text("name")) {
            case "sgd" -> Sgd.of(rate).momentum(of.number("momentum")).dampening(of.number("dampening"))
                .nesterov(of.flag("nesterov")).weightDecay(decay);
            case "adam" -> adam(Adam.of(rate), of).amsgrad(of.flag("amsgrad"));
            case "adamw" -> adam(AdamW.of(rate), of).amsgrad(of.flag("amsgrad"));
            case "rmsprop" -> RmsProp.of(rate).alpha(of.number("alpha")).epsilon(of.number("eps")).weightDecay(decay)
                .momentum(of.number("momentum")).centered(of.flag("centered"));
            case "adagrad" -> Adagrad.of(rate).rateDecay(of.number("lr_decay")).weightDecay(decay)
                .initialAccumulator(of.number("initial_accumulator_value")).epsilon(of.number("eps"));
            case "lamb" -> Lamb.of(rate).betas(betas(of)[0], betas(of)[1]).epsilon(of.number("eps")).weightDecay(decay);
            default -> throw new IllegalArgumentException(of.toString());
        };
    }

    private static Adam adam(Adam plain, RandomCase of) {
        return plain.betas(betas(of)[0], betas(of)[1]).epsilon(of.number("eps")).weightDecay(of.number("weight_decay"));
    }

    private static double[] betas(RandomCase of) {
        String[] words = of.words("betas");
        return new double[] {Double.parseDouble(words[0]), Double.parseDouble(words[1])};
    }

    /// The same algorithm with the last group's own rate and decay.
    private static Algorithm own(Algorithm algorithm, RandomCase of) {
        double rate = of.number("own.lr");
        double decay = of.number("own.weight_decay");
        return switch (algorithm) {
            case Sgd sgd -> sgd.learningRate(rate).weightDecay(decay);
            case Adam adam -> adam.learningRate(rate).weightDecay(decay);
            case RmsProp rmsProp -> rmsProp.learningRate(rate).weightDecay(decay);
            case Adagrad adagrad -> adagrad.learningRate(rate).weightDecay(decay);
            case Lamb lamb -> lamb.learningRate(rate).weightDecay(decay);
            case Ascent(var descent) -> own(descent, of).maximize();
        };
    }

    static void schedule(RandomCase of, TorchFixture torch) {
        double base = of.number("lr");
        double[] measures = torch.doubles(of.name() + "/measures");
        double[] rates = new double[measures.length];
        if (of.text("name").equals("plateau")) {
            ReduceOnPlateau plateau = plateau(of);
            ReduceOnPlateau.State state = plateau.start();
            for (int at = 0; at < rates.length; at++) {
                rates[at] = plateau.after(state).rate(base, at);
                state = plateau.next(state, measures[at]);
            }
        } else {
            for (int at = 0; at < rates.length; at++) {
                rates[at] = schedule(of).rate(base, at);
            }
        }
        torch.assertNear(of.name() + "/rates", rates, 1e-12);
    }

    private static ReduceOnPlateau plateau(RandomCase of) {
        return (of.flag("three") ? ReduceOnPlateau.ofScore() : ReduceOnPlateau.ofLoss()).factor(of.number("gamma"))
            .patience(of.count("growth")).threshold(0.05, of.flag("linear")).cooldown(of.count("length") % 4)
            .leastRate(of.number("least"));
    }

    private static Schedule schedule(RandomCase of) {
        double gamma = of.number("gamma");
        long length = of.count("length");
        double start = of.number("start");
        double end = of.number("end");
        double least = of.number("least");
        return switch (of.text("name")) {
            case "step" -> Schedule.step(length, gamma);
            case "multiStep" -> Schedule.multiStep(gamma, of.sizes("marks"));
            case "exponential" -> Schedule.exponential(gamma);
            case "cosine" -> Schedule.cosine(length, least);
            case "restarts" -> Schedule.cosineWithRestarts(length, of.count("growth"), least);
            case "linear" -> Schedule.linear(start, end, length);
            case "polynomial" -> Schedule.polynomial(of.number("power"), length);
            case "constant" -> Schedule.constant(start, length);
            case "oneCycle" -> OneCycle.of(of.count("total")).rising(of.number("rising")).startDivisor(of.number("divisor"))
                .anneal(of.flag("linear") ? Anneal.LINEAR : Anneal.COSINE).threePhases(of.flag("three"));
            case "sequential" -> Schedule.linear(start, end, length).until(length, Schedule.exponential(gamma));
            default -> throw new IllegalArgumentException(of.toString());
        };
    }
}
