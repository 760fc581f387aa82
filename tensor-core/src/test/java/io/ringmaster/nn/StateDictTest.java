package io.ringmaster.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.ringmaster.models.Mlp;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StateDictTest {

    @Test
    void loadsWhereItFitsAndNamesAllThatDoesNot() {
        try (Scope _ = Scope.open(); Module from = Mlp.of(3, 4, 2).initialize(1); Module to = Mlp.of(3, 4, 2)) {
            assertThatThrownBy(to::stateDict).hasMessageContaining("initialize(seed)");
            to.loadStateDict(from.stateDict());
            assertThat(values(to, "2.weight")).containsExactly(values(from, "2.weight"));

            Map<String, Tensor> wrong = wrong(from);
            float[] before = values(to, "0.weight");
            assertThatThrownBy(() -> to.loadStateDict(wrong)).isInstanceOf(StateDictException.class)
                .hasMessageContaining("missing: [0.bias]").hasMessageContaining("unexpected: [4.bias]")
                .hasMessageContaining("2.bias is [3], must be [2]")
                .extracting(e -> ((StateDictException) e).report().missing()).isEqualTo(List.of("0.bias"));
            assertThat(values(to, "0.weight")).as("nothing changes").containsExactly(before);
        }
    }

    @Test
    void takesWhatFitsWhereAsked() {
        try (Scope _ = Scope.open(); Module from = Mlp.of(3, 4, 2).initialize(1);
             Module to = Mlp.of(3, 4, 2).initialize(2)) {
            float[] kept = values(to, "0.bias");
            StateReport report = to.loadMatching(wrong(from));
            assertThat(report.missing()).containsExactly("0.bias");
            assertThat(report.unexpected()).containsExactly("4.bias");
            assertThat(report.misshapen()).containsExactly("2.bias is [3], must be [2]");
            assertThat(values(to, "0.weight")).containsOnly(7);
            assertThat(values(to, "0.bias")).containsExactly(kept);
            assertThat(to.loadMatching(from.stateDict()).isWhole()).isTrue();
        }
    }

    private static Map<String, Tensor> wrong(Module from) {
        Map<String, Tensor> wrong = new LinkedHashMap<>(from.stateDict());
        wrong.put("0.weight", Tensor.full(7, Shape.of(4, 3), from.get("0.weight").dtype(), Device.CPU));
        wrong.remove("0.bias");
        wrong.put("4.bias", Tensor.zeros(2));
        wrong.put("2.bias", Tensor.zeros(3));
        return wrong;
    }

    private static float[] values(Module module, String path) {
        return module.get(path).tensor().toFloatArray();
    }

    /// One matrix used twice, forward and transposed.
    private static final class TiedParameter extends Layer {

        private final Linear inner = child("inner", new Linear(2, 2));
        private final Parameter weight = parameter("weight", inner.get("weight"));

        @Override
        public Tensor forward(Tensor x) {
            return inner.forward(x).matmul(weight.tensor());
        }
    }

    @Test
    void tiedParametersAreOne() {
        try (TiedParameter net = new TiedParameter(); Scope _ = Scope.open()) {
            net.initialize(3);
            assertThat(net.parameters().keySet()).containsExactly("weight", "inner.bias");
            assertThat(net.stateDict().keySet()).containsExactly("weight", "inner.bias");
            try (ParameterBuffer buffer = ParameterBuffer.flatten(net)) {
                assertThat(buffer.elements()).isEqualTo(6);
                net.forward(Tensor.ones(1, 2)).sum().backward();
                assertThat(net.get("inner.weight").tensor().gradient().orElseThrow().toFloatArray())
                    .containsExactly(buffer.gradientsTensor().slice(0, Shape.of(4)).toFloatArray());
            }
        }
    }

    /// The gradient of a module used twice is that of two modules with equal values, added.
    @Test
    void aModuleUsedTwiceAddsItsGradients() {
        Linear shared = new Linear(3, 3);
        try (Layer tied = new Sequential(shared, new ReLU(), shared).initialize(2);
             Layer apart = new Sequential(new Linear(3, 3), new ReLU(), new Linear(3, 3)); Scope _ = Scope.open()) {
            assertThat(tied.parameterCount()).isEqualTo(12);
            apart.loadStateDict(Map.of("0.weight", tied.get("2.weight").tensor(), "0.bias", tied.get("2.bias").tensor(),
                "2.weight", tied.get("0.weight").tensor(), "2.bias", tied.get("0.bias").tensor()));
            Tensor x = Tensor.of(new float[][] {{1, -2, 3}, {0.5f, 1, -1}});
            tied.forward(x).sum().backward();
            apart.forward(x).sum().backward();
            float[] sum = gradient(apart, "0.weight").add(gradient(apart, "2.weight")).toFloatArray();
            assertThat(gradient(tied, "0.weight").toFloatArray()).containsExactly(sum, offset(1e-6f));
        }
    }

    private static Tensor gradient(Module module, String path) {
        return module.get(path).tensor().gradient().orElseThrow();
    }

    /// PyTorch lists what is tied under all its names, other libraries under one.
    @Test
    void tiedNamesLoadTogetherOrAlone() {
        try (TiedParameter net = new TiedParameter(); Scope _ = Scope.open()) {
            Tensor values = Tensor.of(new float[][] {{1, 2}, {3, 4}});
            Tensor bias = Tensor.zeros(2);
            net.loadStateDict(Map.of("weight", values, "inner.weight", values, "inner.bias", bias));
            net.loadStateDict(Map.of("inner.weight", values.mul(2), "inner.bias", bias));
            assertThat(values(net, "weight")).containsExactly(2, 4, 6, 8);
            net.loadStateDict(Map.of("weight", values.mul(3), "inner.bias", bias));
            assertThat(values(net, "inner.weight")).containsExactly(3, 6, 9, 12);
            assertThatThrownBy(() ->
                net.loadStateDict(Map.of("weight", values, "inner.weight", bias, "inner.bias", bias)))
                .hasMessageContaining("inner.weight is [2], must be [2, 2]");
            assertThatThrownBy(() ->
                net.loadStateDict(Map.of("weight", values, "inner.weight", values.mul(2), "inner.bias", bias)))
                .hasMessageContaining("tied but of different values: [inner.weight, tied to weight]");
            assertThat(net).hasToString("""
                TiedParameter
                  weight [2, 2], 4
                  inner: Linear(2 to 2)
                    weight [2, 2], tied to weight
                    bias [2], 2
                6 parameters""");
        }
    }

    /// Takes files of a net that named its parts otherwise and had one more.
    private static final class Renamed extends Layer {

        private final Linear inner = child("inner", new Linear(2, 2));

        @Override
        public Tensor forward(Tensor x) {
            return inner.forward(x);
        }

        @Override
        protected Optional<String> pathOf(String name) {
            return name.equals("mask") ? Optional.empty() : Optional.of(name.replace("old.", "inner."));
        }
    }

    @Test
    void aModuleMayKnowOtherNames() {
        try (Renamed net = new Renamed(); Scope _ = Scope.open()) {
            Tensor weight = Tensor.of(new float[][] {{1, 2}, {3, 4}});
            net.loadStateDict(Map.of("old.weight", weight, "old.bias", Tensor.zeros(2), "mask", Tensor.ones(9)));
            assertThat(values(net, "inner.weight")).containsExactly(1, 2, 3, 4);
            assertThat(net.loadMatching(Map.of("old.weight", weight, "other", weight)))
                .isEqualTo(new StateReport(List.of("inner.bias"), List.of("other"), List.of(), List.of()));
        }
    }

    @Test
    void aLinearLayerMayUseAnothersWeight() {
        Linear first = new Linear(3, 3);
        try (Layer net = new Sequential(first, Linear.tied(first.get("weight"))).initialize(1); Scope _ = Scope.open()) {
            assertThat(net.stateDict().keySet()).containsExactly("0.weight", "0.bias");
            Tensor x = Tensor.of(new float[][] {{1, 0, 2}});
            Tensor weight = net.get("1.weight").tensor();
            assertThat(net.forward(x).toFloatArray())
                .containsExactly(first.forward(x).matmul(weight.t()).toFloatArray(), offset(1e-6f));
            assertThatThrownBy(() -> Linear.tied(first.get("bias"))).hasMessageContaining("it must be a matrix");
        }
    }
}
