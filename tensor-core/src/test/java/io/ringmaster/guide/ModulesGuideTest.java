package io.ringmaster.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.nn.Gain;
import io.ringmaster.nn.Initializer;
import io.ringmaster.nn.Layer;
import io.ringmaster.nn.Linear;
import io.ringmaster.nn.Module;
import io.ringmaster.nn.ModuleList;
import io.ringmaster.nn.ModuleMap;
import io.ringmaster.nn.Parameter;
import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.nn.ReLU;
import io.ringmaster.nn.RunningStatistic;
import io.ringmaster.nn.Sequential;
import io.ringmaster.optim.Adam;
import io.ringmaster.optim.AdamW;
import io.ringmaster.optim.Optimizer;
import io.ringmaster.optim.ParameterGroup;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The section "Modules" of docs/tensor-core.md.
class ModulesGuideTest {

    public static final class FixedHidden extends Layer {

        private final Linear hidden = child("hidden", new Linear(20, 20));

        @Override
        public Tensor forward(Tensor x) {
            Tensor y = hidden.forward(hidden.forward(x).relu());   // the same weights twice
            return y.mul(0.5).sum();
        }
    }

    public static final class CenteredLayer extends Layer {

        @Override
        public Tensor forward(Tensor x) {
            return x.sub(x.mean());
        }
    }

    public static final class MyLinear extends Layer {

        private final Parameter weight;
        private final Parameter bias;

        public MyLinear(long inputs, long units) {
            weight = parameter("weight", Shape.of(inputs, units), Initializer.normal(0, 1));
            bias = parameter("bias", Shape.of(units), Initializer.constant(0));
        }

        @Override
        public Tensor forward(Tensor x) {
            return x.matmul(weight.tensor()).add(bias.tensor()).relu();
        }
    }

    public static final class Siamese extends Module {

        private final Linear embed = child("embed", new Linear(8, 4));

        /// What the two inputs became, and how far apart they are.
        public record Outputs(Tensor left, Tensor right, Tensor distance) {}

        public Outputs forward(Tensor left, Tensor right) {
            Tensor a = embed.forward(left);
            Tensor b = embed.forward(right);
            Tensor difference = a.sub(b);
            return new Outputs(a, b, difference.mul(difference).sum(1));
        }
    }

    public static final class Branches extends Layer {

        private final ModuleList<Linear> steps;
        private final ModuleMap<Layer> heads;
        private String head = "plain";

        public Branches(int depth) {
            List<Linear> layers = new ArrayList<>();
            for (int i = 0; i < depth; i++) {
                layers.add(new Linear(4, 4));
            }
            steps = child("steps", new ModuleList<>(layers));
            heads = child("heads", new ModuleMap<>(new TreeMap<>(Map.of(
                "plain", Layer.of("identity", x -> x), "rectified", new ReLU()))));
        }

        public Branches use(String name) {
            head = name;
            return this;
        }

        @Override
        public Tensor forward(Tensor x) {
            Tensor y = x;
            for (Linear step : steps) {
                y = step.forward(y).relu().add(y);
            }
            return heads.at(head).forward(y);
        }
    }

    public static final class Smoothed extends Layer {

        private final RunningStatistic level =
            buffer("level", new RunningStatistic(Shape.of(1), Initializer.constant(0), 0.1));

        @Override
        public Tensor forward(Tensor x) {
            if (isTraining()) {
                level.follow(x.mean().reshape(1).detach());
            }
            return x.sub(level.tensor());
        }
    }

    @Test
    void netsAreCalledAndFound() {
        try (Scope _ = Scope.open()) {
            Sequential net = new Sequential(
                new Linear(20, 256), new ReLU(), new Sequential(new Linear(256, 64), new ReLU()), new Linear(64, 10));
            net.initialize(42);                             // draws all first values; 42 is the seed
            Tensor x = Tensor.ones(2, 20);
            Tensor y = net.forward(x);                      // [2, 10]
            net.get("2.0.bias");                            // a parameter by path
            net.get(2);                                     // a layer by index
            net.module("2.0", Linear.class).forward(Tensor.ones(1, 256));
            net.parameters().forEach((path, parameter) -> System.out.println(path + " " + parameter.shape()));
            System.out.println(net);                        // the tree, with shapes and numbers of parameters
            assertThat(y.shape()).isEqualTo(Shape.of(2, 10));
            assertThat(net.get("2.0.bias").shape()).isEqualTo(Shape.of(64));
            net.close();
        }
    }

    @Test
    void customLayersNest() {
        try (Scope _ = Scope.open()) {
            Layer net = new Sequential(new MyLinear(8, 20), new CenteredLayer(), new FixedHidden());
            try (net) {
                net.initialize(1);
                assertThat(net.forward(Tensor.ones(2, 8)).shape()).isEqualTo(Shape.SCALAR);
                assertThat(net.parameters().keySet()).containsExactly("0.weight", "0.bias", "2.hidden.weight", "2.hidden.bias");
            }
            try (Siamese siamese = new Siamese()) {
                siamese.initialize(1);
                Tensor x = Tensor.ones(3, 8);
                assertThat(siamese.forward(x, x).distance().toFloatArray()).containsOnly(0);
            }
            try (Branches branches = new Branches(3)) {
                branches.initialize(1);
                Tensor plain = branches.forward(Tensor.ones(1, 4));
                Tensor rectified = branches.use("rectified").forward(Tensor.ones(1, 4));
                assertThat(rectified.toFloatArray()).containsExactly(plain.relu().toFloatArray());
            }
            try (Smoothed smoothed = new Smoothed()) {
                smoothed.initialize(1);
                smoothed.forward(Tensor.ones(4));
                assertThat(smoothed.forward(Tensor.ones(4)).toFloatArray()).containsOnly(1 - 0.19f);
            }
        }
    }

    @Test
    void whatIsSharedIsOne() {
        try (Scope _ = Scope.open()) {
            Linear shared = new Linear(8, 8);
            Sequential net = new Sequential(new Linear(4, 8), new ReLU(), shared, new ReLU(), shared, new ReLU(), new Linear(8, 1));
            net.initialize(1);
            net.forward(Tensor.ones(2, 4)).sum().backward();
            // the gradients of both uses are added up, as in
            net.get("2.weight").tensor().gradient();
            assertThat(net.get("4.weight")).isSameAs(net.get("2.weight"));
            assertThat(net.parameterCount()).isEqualTo(40 + 72 + 9);
            net.close();
        }
    }

    @Test
    void firstValuesAreChosen() {
        Sequential net = new Sequential(new Linear(20, 256), new ReLU(), new Linear(256, 10));
        net.apply(Linear.class, linear -> {
            linear.get("weight").initializer(Initializer.xavierUniform());
            linear.get("bias").initializer(Initializer.constant(0));
        });
        net.get("2.weight").initializer(Initializer.normal(0, 0.01));
        net.initialize(42);
        assertThat(net.get("0.bias").tensor().toFloatArray()).containsOnly(0);
        net.get("0.weight").initializer(Initializer.kaimingNormal(Initializer.Mode.FAN_OUT, Gain.leakyRelu(0.1)));
        net.get("2.weight").initializer(Initializer.orthogonal(Gain.TANH));
        net.get("2.bias").initializer((values, shape, stream) -> values[0] = 1);   // a function of your own
        net.initialize(7);                              // all values anew
        assertThat(net.get("2.bias").tensor().toFloatArray()).hasSize(10).startsWith(1);
        net.close();
    }

    @Test
    void partsAreFrozenAndGrouped() {
        Sequential net = new Sequential(new Linear(20, 256), new ReLU(), new Linear(256, 10));
        net.initialize(42);
        net.module("0").requiresGrad(false);                // a module, or one parameter:
        net.get("2.bias").requiresGrad(false);
        Adam rest = AdamW.of(1e-3).weightDecay(0.1);
        try (ParameterBuffer parameters = ParameterBuffer.flatten(net);
             Optimizer optimizer = rest.over(parameters, ParameterGroup.named(path -> path.startsWith("2."), rest.learningRate(1e-2)))) {
            assertThat(parameters.elements()).isEqualTo(2560);
            optimizer.step();
        }
        net.close();
    }
}
