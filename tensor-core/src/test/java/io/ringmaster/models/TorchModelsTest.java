package io.ringmaster.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.ringmaster.nn.Flatten;
import io.ringmaster.nn.Layer;
import io.ringmaster.nn.Loss;
import io.ringmaster.nn.Sequential;
import io.ringmaster.optim.Optimizer;
import io.ringmaster.optim.Sgd;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.NoGrad;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.torch.TorchFixture;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each model has PyTorch's names, and computes what PyTorch does: results, some steps' losses, the parameters and running
/// statistics after them.
class TorchModelsTest {

    private static final TorchFixture TORCH = TorchFixture.read("models");
    private static final Shape DIGITS = Shape.of(4, 1, 28, 28);
    private static final Shape PHOTOGRAPHS = Shape.of(2, 3, 64, 64);

    /// A net that amplifies rounding is compared for fewer steps: PyTorch's own float32 differs from its float64 by 4e-5 in
    /// ResNet-50's first result, and by a tenth in the loss after its first step.
    ///
    /// @param rate      of learning
    /// @param steps     that are compared
    /// @param tolerance over the largest value
    private record Case(Layer model, Tensor x, Tensor labels, double rate, int steps, double tolerance) {}

    private static Map<String, Case> cases() {
        Map<String, Case> all = new LinkedHashMap<>();
        Sequential mlp = Mlp.of(784, 256, 10);
        all.put("mlp", new Case(new Sequential(new Flatten(), mlp.get(0), mlp.get(1), mlp.get(2)), images(DIGITS), labels(4), 0.05, 5, 1e-5));
        all.put("lenet", new Case(LeNet.of(10), images(DIGITS), labels(4), 0.05, 5, 1e-5));
        all.put("resnet18-d2l", new Case(D2lResNet.of(1, 10), images(DIGITS), labels(4), 0.01, 5, 2e-5));
        all.put("resnet18", new Case(ResNet.ofDepth18(10), images(PHOTOGRAPHS), labels(2), 0.01, 2, 5e-5));
        all.put("resnet50", new Case(ResNet.ofDepth50(10), images(PHOTOGRAPHS), labels(2), 0.001, 1, 5e-4));
        long[] ids = LongStream.range(0, 32).map(i -> i * 7 % 65).toArray();
        long[] next = LongStream.of(ids).map(id -> (id * 3 + 1) % 65).toArray();
        all.put("gpt", new Case(new Gpt(new Gpt.Config(2, 4, 32, 16, 65, 0)),
            Tensor.of(ids, Shape.of(2, 16), Device.CPU), Tensor.of(next, Shape.of(32), Device.CPU), 0.05, 5, 1e-5));
        return all;
    }

    private static Tensor images(Shape shape) {
        return Tensor.of(TorchFixture.fill(shape, "x", 1), shape, Device.CPU);
    }

    private static Tensor labels(int count) {
        return Tensor.of(Arrays.copyOf(new long[] {3, 1, 4, 1}, count), Shape.of(count), Device.CPU);
    }

    /// The fixture names some parts of GPT otherwise, and keeps its projections the other way round.
    private static String torchName(String path) {
        return path.replace("attn.c_attn", "qkv").replace("attn.c_proj", "proj").replace("mlp.c_fc", "up")
            .replace("mlp.c_proj", "down").replace("ln_1", "ln1").replace("ln_2", "ln2");
    }

    private static Tensor initial(String path, Shape shape) {
        boolean turned = path.matches("h.*c_(attn|fc|proj)\\.weight");
        return turned
            ? values(torchName(path), Shape.of(shape.dim(1), shape.dim(0))).t()
            : values(torchName(path), shape);
    }

    private static Tensor values(String name, Shape shape) {
        boolean scale = shape.rank() == 1 && name.endsWith("weight");
        double fan = (double) shape.elements() / Math.max(1, shape.rank() == 0 ? 1 : shape.dim(0));
        double width = shape.rank() > 1 ? Math.sqrt(3 / fan) : 0.1;
        float[] values = TorchFixture.fill(shape, name, width);
        for (int i = 0; i < values.length && scale; i++) {
            values[i] = (float) (1 + (double) values[i]);
        }
        return Tensor.of(values, shape, Device.CPU);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "lenet", "resnet18-d2l", "resnet18", "resnet50", "gpt"})
    void theModelTrainsAsInPyTorch(String name) {
        try (Scope _ = Scope.open()) {
            train(name, cases().get(name));
        }
    }

    private static void train(String name, Case of) {
        try (Layer model = of.model().initialize(1); Optimizer optimizer = Sgd.of(of.rate()).momentum(0.9).over(model)) {
            model.parameters().forEach((path, parameter) -> parameter.tensor().detach().assign(initial(path, parameter.shape())));
            double[] losses = new double[of.steps()];
            for (int step = 0; step < of.steps(); step++) {
                Tensor logits = model.train().forward(of.x());
                if (step == 0) {
                    TORCH.assertNear(name + "/y", logits, of.tolerance());
                }
                optimizer.zeroGradients();
                Tensor loss = Loss.crossEntropy(logits.flatten(0, -2), of.labels());
                loss.backward();
                optimizer.step();
                losses[step] = loss.item();
            }
            double[] expected = TORCH.doubles(name + "/loss");
            assertThat(losses).containsExactly(Arrays.copyOf(expected, of.steps()), offset(of.tolerance() * expected[0]));
            if (of.steps() == expected.length) {
                assertNorms(name, model, of.tolerance());
                try (NoGrad _ = NoGrad.open()) {
                    TORCH.assertNear(name + "/eval", model.eval().forward(of.x()), 10 * of.tolerance());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlp", "lenet", "resnet18-d2l", "resnet18", "resnet50", "gpt"})
    void theStateHasPyTorchsNames(String name) {
        Layer model;
        try (Scope _ = Scope.open()) {
            model = cases().get(name).model();
        }
        Stream<String> own = Stream.concat(model.parameters().keySet().stream(),
            model.buffers().keySet().stream().filter(path -> !path.endsWith("num_batches_tracked")));
        assertThat(own.map(path -> "norm." + torchName(path))).containsExactlyInAnyOrderElementsOf(TORCH.namesOf(name, "norm."));
    }

    private static void assertNorms(String name, Layer model, double tolerance) {
        model.stateDict().forEach((path, tensor) -> {
            if (!path.endsWith("num_batches_tracked")) {
                double norm = Math.sqrt(tensor.detach().to(Device.CPU, tensor.dtype()).square().sum().item());
                TORCH.assertNear(name + "/norm." + torchName(path), new double[] {norm}, tolerance);
            }
        });
    }

    @Test
    void theModelsHaveTheirSizes() {
        assertThat(LeNet.of(10).parameterCount()).isEqualTo(61_706);
        assertThat(D2lResNet.of(1, 10).parameterCount()).isEqualTo(11_175_818);
        assertThat(ResNet.ofDepth18(1000).parameterCount()).isEqualTo(11_689_512);
        assertThat(ResNet.ofDepth50(1000).parameterCount()).isEqualTo(25_557_032);
        assertThat(new Gpt(Gpt.Config.GPT2).parameterCount()).isEqualTo(124_439_808);
        assertThat(LeNet.of(3, 32, 32, 10).get("7.weight").shape()).isEqualTo(Shape.of(120, 16 * 6 * 6));
    }
}
