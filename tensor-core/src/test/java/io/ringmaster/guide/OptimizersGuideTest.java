package io.ringmaster.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringmaster.metric.Accuracy;
import io.ringmaster.metric.ConfusionMatrix;
import io.ringmaster.metric.MeanLoss;
import io.ringmaster.nn.BCEWithLogitsLoss;
import io.ringmaster.nn.CrossEntropyLoss;
import io.ringmaster.nn.HuberLoss;
import io.ringmaster.nn.Layer;
import io.ringmaster.nn.Linear;
import io.ringmaster.nn.Loss;
import io.ringmaster.nn.MSELoss;
import io.ringmaster.nn.NLLLoss;
import io.ringmaster.nn.ReLU;
import io.ringmaster.nn.Sequential;
import io.ringmaster.optim.Adagrad;
import io.ringmaster.optim.Adam;
import io.ringmaster.optim.AdamW;
import io.ringmaster.optim.Algorithm;
import io.ringmaster.optim.Anneal;
import io.ringmaster.optim.Lamb;
import io.ringmaster.optim.OneCycle;
import io.ringmaster.optim.Optimizer;
import io.ringmaster.optim.ParameterGroup;
import io.ringmaster.optim.ReduceOnPlateau;
import io.ringmaster.optim.RmsProp;
import io.ringmaster.optim.Schedule;
import io.ringmaster.optim.Sgd;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.NoGrad;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Reduction;
import io.ringmaster.tensor.random.RandomStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The sections "Losses", "Optimizers and schedules" and "Metrics" of docs/tensor-core.md.
class OptimizersGuideTest {

    private record Samples(Tensor features, Tensor labels) {}

    /// Points in a plane whose class is their quadrant.
    private static Samples quadrants(int count) {
        RandomStream stream = new RandomStream(3, 0, 0, 0);
        float[] points = new float[2 * count];
        long[] labels = new long[count];
        for (int i = 0; i < count; i++) {
            points[2 * i] = 2 * stream.uniform(2L * i) - 1;
            points[2 * i + 1] = 2 * stream.uniform(2L * i + 1) - 1;
            labels[i] = (points[2 * i] > 0 ? 1L : 0) + (points[2 * i + 1] > 0 ? 2L : 0);
        }
        return new Samples(Tensor.of(points, Shape.of(count, 2), Device.CPU), Tensor.of(labels, Shape.of(count), Device.CPU));
    }

    private static Sequential net() {
        Sequential net = new Sequential(new Linear(2, 32), new ReLU(), new Linear(32, 4));
        net.initialize(5);
        return net;
    }

    /// A loss of your own: its value, reduced as it is asked to be.
    public record QuantileLoss(double quantile) implements Loss {

        @Override
        public Tensor of(Tensor prediction, Tensor target, Reduction reduction) {
            Tensor missing = target.sub(prediction);
            Tensor each = missing.relu().mul(quantile).add(missing.mul(-1).relu().mul(1 - quantile));
            return switch (reduction) {
                case NONE -> each;
                case SUM -> each.sum();
                case MEAN -> each.mean();
            };
        }
    }

    @Test
    void lossesAreReduced() {
        try (Scope _ = Scope.open(); Layer net = net()) {
            Tensor labels = quadrants(4).labels();
            Tensor logits = net.forward(quadrants(4).features());            // [4, 4]
            Tensor mean = Loss.crossEntropy(logits, labels);                 // the shortest way
            Loss loss = new CrossEntropyLoss().labelSmoothing(0.1).ignoreIndex(3);
            Tensor same = loss.mean(logits, labels);
            Tensor sum = loss.sum(logits, labels);
            Tensor each = loss.each(logits, labels);                         // [4], 0 where ignored
            Tensor rare = new CrossEntropyLoss().classWeights(Tensor.of(1, 1, 5, 1)).mean(logits, labels);
            Tensor negative = new NLLLoss().mean(logits.logSoftmax(), labels);
            Tensor squares = new MSELoss().mean(Tensor.of(1, 2), Tensor.of(1, 4));   // and L1Loss
            Tensor robust = new HuberLoss(0.5).mean(Tensor.of(1, 2), Tensor.of(1, 4));
            Tensor many = new BCEWithLogitsLoss().positiveWeight(Tensor.of(1, 3)).mean(Tensor.zeros(4, 2), Tensor.ones(4, 2));
            assertThat(mean.shape()).isEqualTo(Shape.SCALAR);
            assertThat(same.item() * loss.weight(logits, labels).item()).isCloseTo(sum.item(), within(1e-5));
            assertThat(each.shape()).isEqualTo(Shape.of(4));
            assertThat(rare.shape()).isEqualTo(Shape.SCALAR);
            assertThat(negative.item()).isCloseTo(mean.item(), within(1e-6));
            assertThat(squares.item()).isEqualTo(2);
            assertThat(robust.item()).isCloseTo(0.4375, within(1e-6));
            assertThat(many.item()).isCloseTo(2 * Math.log(2), within(1e-6));
            assertThat(new QuantileLoss(0.9).mean(Tensor.of(0, 0), Tensor.of(1, -1)).item()).isCloseTo(0.5, within(1e-6));
        }
    }

    @Test
    void shardsAreWeighed() {
        try (Scope _ = Scope.open(); NoGrad _ = NoGrad.open(); Layer net = net()) {
            Samples all = quadrants(10);
            Loss loss = new CrossEntropyLoss().ignoreIndex(0);
            List<Samples> shards = new ArrayList<>();
            for (int from = 0, to = 3; from < 10; from = to, to = 10) {
                shards.add(new Samples(all.features().slice(2L * from, Shape.of(to - from, 2)),
                    all.labels().slice(from, Shape.of(to - from))));
            }
            double sum = 0;
            double weight = 0;
            for (Samples shard : shards) {
                Tensor logits = net.forward(shard.features());
                sum += loss.sum(logits, shard.labels()).item();
                weight += loss.weight(logits, shard.labels()).item();    // rows that count
            }
            double mean = sum / weight;
            assertThat(mean).isCloseTo(loss.mean(net.forward(all.features()), all.labels()).item(), within(1e-6));
        }
    }

    @Test
    void aLoopOfOnesOwnTrains() {
        Samples samples = Scope.outside(() -> quadrants(256));
        Tensor features = samples.features();
        Tensor labels = samples.labels();
        long steps = 120;
        Sequential net = net();
        Schedule schedule = Schedule.cosine(steps - 10).afterWarmUp(10);
        try (Optimizer optimizer = AdamW.of(0.03).over(net)) {
            for (long step = 0; step < steps; step++) {
                try (Scope _ = Scope.open()) {
                    optimizer.zeroGradients();
                    Tensor loss = Loss.crossEntropy(net.forward(features), labels);
                    loss.backward();
                    optimizer.clipNorm(1.0);
                    optimizer.step(schedule, step);
                }
            }
        }
        try (Scope _ = Scope.open()) {
            Accuracy accuracy = Accuracy.of(net.forward(features), labels);
            Accuracy topTwo = Accuracy.ofTop(2, net.forward(features), labels);
            ConfusionMatrix confusion = ConfusionMatrix.of(net.forward(features), labels);
            MeanLoss loss = MeanLoss.of(new CrossEntropyLoss(), net.forward(features), labels);
            System.out.println(accuracy.value() + " " + confusion.recall(2) + " " + confusion.meanF1() + " " + loss.perplexity());
            Accuracy both = accuracy.plus(new Accuracy(90, 100));            // another batch's, or another worker's
            assertThat(accuracy.value()).isGreaterThan(0.95);
            assertThat(topTwo.correct()).isGreaterThanOrEqualTo(accuracy.correct());
            assertThat(both.total()).isEqualTo(356);
            assertThat(confusion.accuracy()).isEqualTo(accuracy);
            assertThat(loss.perplexity()).isBetween(1.0, 1.3);
        }
        features.close();
        labels.close();
        net.close();
    }

    @Test
    void algorithmsAreValues() {
        List<Algorithm> algorithms = List.of(
            Sgd.of(0.1).momentum(0.9).nesterov(true).weightDecay(1e-4), Adam.of(1e-3).amsgrad(true), RmsProp.of(0.01).centered(true),
            Adagrad.of(0.01).rateDecay(1e-3), Lamb.of(2e-3).weightDecay(0.01), Adam.of(1e-3).maximize());
        Samples all = Scope.outside(() -> quadrants(8));
        for (Algorithm algorithm : algorithms) {
            try (Scope _ = Scope.open(); Sequential net = net(); Optimizer optimizer = algorithm.over(net)) {
                Tensor before = Loss.crossEntropy(net.forward(all.features()), all.labels());
                before.backward();
                optimizer.step();
                double change = Loss.crossEntropy(net.forward(all.features()), all.labels()).item() - before.item();
                assertThat(Math.signum(change)).as(algorithm.toString()).isEqualTo(algorithm.ascends() ? 1 : -1);
            }
        }
        all.features().close();
        all.labels().close();
    }

    @Test
    void gradientsAddUp() {
        try (Scope _ = Scope.open(); Sequential net = net(); Sequential whole = net();
             Optimizer optimizer = Sgd.of(0.1).momentum(0.9).nesterov(true).over(net);
             Optimizer atOnce = Sgd.of(0.1).momentum(0.9).nesterov(true).over(whole)) {
            Samples all = quadrants(8);
            List<Samples> parts = List.of(
                new Samples(all.features().slice(0, Shape.of(4, 2)), all.labels().slice(0, Shape.of(4))),
                new Samples(all.features().slice(8, Shape.of(4, 2)), all.labels().slice(4, Shape.of(4))));
            optimizer.zeroGradients();
            for (Samples part : parts) {
                Loss.crossEntropy(net.forward(part.features()), part.labels()).backward(1.0 / parts.size());
            }
            optimizer.step();
            Loss.crossEntropy(whole.forward(all.features()), all.labels()).backward();
            atOnce.step();
            assertThat(net.get("0.weight").tensor().toFloatArray())
                .containsExactly(whole.get("0.weight").tensor().toFloatArray(), within(1e-6f));
        }
    }

    @Test
    void groupsAndStatesAreKept(@TempDir Path folder) {
        try (Scope _ = Scope.open(); Sequential net = net(); Sequential resumed = net()) {
            Adam adamW = AdamW.of(1e-3).betas(0.9, 0.95).weightDecay(0.1);
            Optimizer optimizer = adamW.over(net,
                ParameterGroup.named(name -> name.startsWith("2."), adamW.learningRate(1e-2)),
                ParameterGroup.biasesAndNorms(adamW.weightDecay(0)));
            Loss.crossEntropy(net.forward(quadrants(8).features()), quadrants(8).labels()).backward();
            optimizer.step();
            optimizer.save(folder.resolve("optimizer.safetensors"));         // state.0.weight.exp_avg, ...
            try (Optimizer second = adamW.over(resumed)) {
                second.load(folder.resolve("optimizer.safetensors"));
                assertThat(second.state().get("step").toLongArray()).containsOnly(1);
                assertThat(second.stateDict().get("state.0.weight.exp_avg").toFloatArray())
                    .containsExactly(optimizer.stateDict().get("state.0.weight.exp_avg").toFloatArray());
            }
            optimizer.close();
        }
    }

    @Test
    void schedulesJoin() {
        Schedule stairs = Schedule.multiStep(0.1, 30, 60);
        Schedule even = Schedule.step(30, 0.1);
        Schedule cycle = OneCycle.of(100).rising(0.25).anneal(Anneal.LINEAR);
        Schedule joined = Schedule.linear(0.1, 1, 5).until(5, Schedule.exponential(0.95));
        Schedule both = Schedule.polynomial(1, 100).times(Schedule.factor(step -> step % 2 == 0 ? 1 : 0.5));
        double rate = joined.rate(0.1, 7);                                   // of a base rate of 0.1, at step 7
        assertThat(rate).isCloseTo(0.1 * 0.95 * 0.95, within(1e-15));
        assertThat(stairs.rate(1, 59)).isCloseTo(0.1, within(1e-15));
        assertThat(even.rate(1, 59)).isCloseTo(0.1, within(1e-15));
        assertThat(cycle.rate(1, 24)).isCloseTo(1, within(1e-15));
        assertThat(both.rate(1, 51)).isCloseTo(0.245, within(1e-15));
    }

    @Test
    void aPlateauLowersTheRate() {
        double[] evaluations = {1, 0.8, 0.79, 0.8, 0.81};
        try (Sequential net = net(); Optimizer optimizer = Sgd.of(0.1).over(net)) {
            ReduceOnPlateau plateau = ReduceOnPlateau.ofLoss().factor(0.5).patience(1);
            ReduceOnPlateau.State state = plateau.start();
            for (int epoch = 0; epoch < 5; epoch++) {
                optimizer.step(plateau.after(state), epoch);
                state = plateau.next(state, evaluations[epoch]);
            }
            String saved = state.text();                                     // and ReduceOnPlateau.State.parse(saved)
            assertThat(plateau.after(ReduceOnPlateau.State.parse(saved)).rate(0.1, 5)).isEqualTo(0.05);
        }
    }
}
