package io.ringmaster.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringmaster.nn.Module;
import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Calls that were drawn at random give what PyTorch gives: values, dtypes, shapes, gradients, or an error that says why.
///
/// The stored ones run in each build. Others are drawn and run by hand, see `src/test/python/random_cases.py`.
class RandomCasesTest {

    private static final TorchFixture TORCH = cases();
    private static final Map<String, Subject.Maker> SUBJECTS = new HashMap<>();

    static {
        SUBJECTS.putAll(TensorCalls.ALL);
        SUBJECTS.putAll(LayerCalls.ALL);
        SUBJECTS.putAll(SequenceCalls.ALL);
        SUBJECTS.putAll(LossCalls.ALL);
    }

    private static TorchFixture cases() {
        String file = System.getProperty("torch.cases", "");
        return file.isEmpty() ? TorchFixture.read("random") : TorchFixture.open(Path.of(file));
    }

    static Stream<Arguments> everywhere() {
        return TORCH.settings().entrySet().stream().sorted(Map.Entry.comparingByKey())
            .map(named -> RandomCase.parse(named.getKey(), named.getValue()))
            .flatMap(each -> Device.all().stream().map(device -> Arguments.of(each, device)));
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("everywhere")
    void isWhatPyTorchGives(RandomCase of, Device device) {
        switch (of.function()) {
            case "optimizer" -> TrainingCalls.optimizer(of, TORCH, device);
            case "schedule" -> TrainingCalls.schedule(of, TORCH);
            default -> {
                try (Scope _ = Scope.open()) {
                    call(of, device);
                }
            }
        }
    }

    private static void call(RandomCase of, Device device) {
        List<Tensor> leaves = leaves(of, device);
        List<Tensor> seen = new ArrayList<>();
        for (int i = 0; i < leaves.size(); i++) {
            seen.add(of.has("layout." + i) ? strided(leaves.get(i), of.text("layout." + i)) : leaves.get(i));
        }
        if (of.fails()) {
            assertThatThrownBy(() -> subject(of, device).call().apply(seen)).isInstanceOf(IllegalArgumentException.class);
            return;
        }
        Subject subject = subject(of, device);
        try {
            List<Tensor> results = subject.call().apply(seen);
            compare(of, leaves, results);
            subject.modules().forEach(module -> compare(of, module));
        } finally {
            subject.modules().forEach(Module::close);
        }
    }

    private static Subject subject(RandomCase of, Device device) {
        Subject subject = SUBJECTS.get(of.function()).of(of);
        subject.modules().forEach(module -> load(of, module.to(device).initialize(1)));
        return subject;
    }

    private static List<Tensor> leaves(RandomCase of, Device device) {
        List<Tensor> leaves = new ArrayList<>();
        while (TORCH.has(of.name() + "/x." + leaves.size())) {
            Tensor x = TORCH.tensor(of.name() + "/x." + leaves.size()).to(device);
            leaves.add(x.requiresGrad(x.dtype().isFloating()));
        }
        return leaves;
    }

    /// The same values through other strides.
    private static Tensor strided(Tensor x, String layout) {
        return switch (layout) {
            case "transposed" -> x.transpose(0, -1).copy().transpose(0, -1);
            case "sliced" -> Tensor.stack(-1, x, x).select(-1, 0);
            default -> throw new IllegalArgumentException(layout);
        };
    }

    private static void load(RandomCase of, Module module) {
        Map<String, Tensor> state = new LinkedHashMap<>(TORCH.tensors(of.name(), "p"));
        state.putAll(TORCH.tensors(of.name(), "b"));
        module.loadStateDict(state);
    }

    private static void compare(RandomCase of, List<Tensor> leaves, List<Tensor> results) {
        assertThat(results).hasSize(TORCH.namesOf(of.name(), "y.").size());
        for (int i = 0; i < results.size(); i++) {
            near(of, "y." + i, results.get(i));
        }
        List<Tensor> walked = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            if (TORCH.has(of.name() + "/dy." + i)) {
                Tensor dy = TORCH.tensor(of.name() + "/dy." + i).to(results.get(i).device());
                walked.add(results.get(i).mul(dy).sum());
            }
        }
        if (!walked.isEmpty()) {
            Tensor.stack(0, walked).sum().backward();
        }
        for (int i = 0; i < leaves.size(); i++) {
            if (TORCH.has(of.name() + "/dx." + i)) {
                near(of, "dx." + i, leaves.get(i).gradient().orElseThrow());
            }
        }
    }

    private static void compare(RandomCase of, Module module) {
        TORCH.tensors(of.name(), "g").keySet().forEach(path ->
            near(of, "g." + path, module.get(path).tensor().gradient().orElseThrow()));
        TORCH.tensors(of.name(), "a").keySet().forEach(path -> near(of, "a." + path, module.getBuffer(path).tensor()));
    }

    private static void near(RandomCase of, String part, Tensor found) {
        String name = of.name() + "/" + part;
        double noise = of.has("noise." + part) ? 10 * of.number("noise." + part) : 0;
        Precision precision = precision(of, found.dtype());
        TORCH.assertNear(name, found, precision.relative() + Math.max(noise, precision.absolute()) / TORCH.largest(name));
    }

    /// How near a value is.
    ///
    /// @param relative to the tensor's largest
    private record Precision(double relative, double absolute) {}

    /// That of the dtype, or where what went in has less, of that.
    private static Precision precision(RandomCase of, DType dtype) {
        DType least = dtype;
        for (int i = 0; TORCH.has(of.name() + "/x." + i); i++) {
            DType given = TORCH.dtype(of.name() + "/x." + i);
            least = least.isFloating() && given.isFloating() && given.compareTo(least) < 0 ? given : least;
        }
        return switch (least) {
            case FLOAT32 -> new Precision(1e-5, 1e-7);
            case FLOAT64 -> new Precision(1e-12, 1e-14);
            case BFLOAT16 -> new Precision(2e-2, 0);
            case BOOL, UINT8, INT32, INT64 -> new Precision(0, 0);
        };
    }
}
