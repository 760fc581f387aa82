package io.ringmaster.optim;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.torch.TorchFixture;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Steps beside PyTorch's.
class TorchOptimizerTest {

    private static final TorchFixture TORCH = TorchFixture.read("optimizers");
    private static final Shape[] SHAPES = {Shape.of(3, 5), Shape.of(4)};
    private static final int STEPS = 5;

    private static final Map<String, Algorithm> ALGORITHMS = Map.ofEntries(
        Map.entry("sgd", Sgd.of(0.1)),
        Map.entry("sgd-momentum", Sgd.of(0.1).momentum(0.9)),
        Map.entry("sgd-dampening", Sgd.of(0.1).momentum(0.9).dampening(0.2)),
        Map.entry("sgd-nesterov", Sgd.of(0.1).momentum(0.9).nesterov(true).weightDecay(0.01)),
        Map.entry("sgd-decay", Sgd.of(0.1).momentum(0.8).weightDecay(0.1)),
        Map.entry("adam", Adam.of(0.01)),
        Map.entry("adam-options", Adam.of(0.02).betas(0.8, 0.95).epsilon(1e-6).weightDecay(0.1)),
        Map.entry("adam-amsgrad", Adam.of(0.01).amsgrad(true)),
        Map.entry("adamw", AdamW.of(0.01)),
        Map.entry("adamw-options", AdamW.of(0.02).betas(0.8, 0.95).epsilon(1e-6).weightDecay(0.2)),
        Map.entry("rmsprop", RmsProp.of(0.01)),
        Map.entry("rmsprop-options",
            RmsProp.of(0.02).alpha(0.9).epsilon(1e-6).weightDecay(0.1).momentum(0.7).centered(true)),
        Map.entry("adagrad", Adagrad.of(0.1)),
        Map.entry("adagrad-options",
            Adagrad.of(0.1).rateDecay(0.05).weightDecay(0.1).initialAccumulator(0.2).epsilon(1e-8)),
        Map.entry("sgd-maximize", Sgd.of(0.1).momentum(0.9).weightDecay(0.1).maximize()),
        Map.entry("adam-maximize", Adam.of(0.02).weightDecay(0.1).amsgrad(true).maximize()),
        Map.entry("adamw-maximize", AdamW.of(0.02).weightDecay(0.2).maximize()),
        Map.entry("rmsprop-maximize", RmsProp.of(0.02).momentum(0.7).centered(true).maximize()),
        Map.entry("adagrad-maximize", Adagrad.of(0.1).rateDecay(0.05).maximize()),
        Map.entry("lamb", Lamb.of(0.01)),
        Map.entry("lamb-options", Lamb.of(0.02).betas(0.8, 0.95).epsilon(1e-5).weightDecay(0.1)));

    static Stream<Arguments> everywhere() {
        return ALGORITHMS.keySet().stream().sorted().flatMap(name -> Stream.of("cpu", "reference").flatMap(device ->
            Stream.of(true, false).map(flat -> Arguments.of(name, device, flat))));
    }

    /// LAMB is not PyTorch's, so it has no state of its own there.
    static Stream<Arguments> withState() {
        return everywhere().filter(each -> !each.get()[0].toString().startsWith("lamb"));
    }

    @Test
    void everyFixtureHasItsAlgorithm() {
        assertThat(TORCH.cases()).isEqualTo(ALGORITHMS.keySet());
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void parametersAreAfterEachStepWhatTheyAreThere(String name, String device, boolean flat) {
        try (Weights weights = Weights.on(Device.parse(device), SHAPES);
             Optimizer optimizer = weights.optimizer(ALGORITHMS.get(name), flat); Scope _ = Scope.open()) {
            begin(weights, name + "/w.");
            steps(weights, optimizer, name, 0);
        }
    }

    /// Its state after the third step.
    @ParameterizedTest
    @MethodSource("withState")
    void aStateFromThereIsGoneOnFrom(String name, String device, boolean flat) {
        try (Weights weights = Weights.on(Device.parse(device), SHAPES);
             Optimizer optimizer = weights.optimizer(ALGORITHMS.get(name), flat); Scope _ = Scope.open()) {
            Map<String, Tensor> state = new LinkedHashMap<>();
            TORCH.tensors(name, "state").forEach((key, tensor) -> state.put("state." + key, tensor));
            assertThat(state.isEmpty()).isEqualTo(name.equals("sgd"));
            begin(weights, name + "/w.2.");
            optimizer.loadStateDict(state);
            steps(weights, optimizer, name, 3);
        }
    }

    private static void begin(Weights weights, String name) {
        for (int i = 0; i < SHAPES.length; i++) {
            weights.assign(i, TORCH.tensor(name + i));
        }
    }

    private static void steps(Weights weights, Optimizer optimizer, String name, int from) {
        for (int step = from; step < STEPS; step++) {
            String gradient = name + "/g." + step + ".";
            optimizer.zeroGradients();
            weights.addGradients(i -> TORCH.tensor(gradient + i).toFloatArray());
            optimizer.step();
            for (int i = 0; i < SHAPES.length; i++) {
                TORCH.assertNear(name + "/w." + step + "." + i, weights.get(Integer.toString(i)).tensor(), 1e-5);
            }
        }
    }
}
