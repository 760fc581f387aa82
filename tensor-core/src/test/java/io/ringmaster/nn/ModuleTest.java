package io.ringmaster.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringmaster.models.Mlp;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModuleTest {

    @Test
    void parametersHavePyTorchsNamesAndShapes() {
        Sequential net = Mlp.of(784, 256, 10);
        assertThat(net.parameters().keySet()).containsExactly("0.weight", "0.bias", "2.weight", "2.bias");
        assertThat(net.get("2.weight").shape()).isEqualTo(Shape.of(10, 256));
        assertThat(net.parameterCount()).isEqualTo(203_530);
        assertThat(net.get(1)).isInstanceOf(ReLU.class);
        assertThat(net.module("2")).isInstanceOf(Linear.class);
        assertThatThrownBy(() -> net.get("3.bias")).hasMessageContaining("3");
        assertThatThrownBy(() -> net.get("0.scale")).hasMessageContaining("0.weight");
    }

    @Test
    void printsItsTree() {
        assertThat(new Sequential(new Sequential(new Linear(3, 2), new Dropout(0.5)))).hasToString("""
            Sequential
              0: Sequential
                0: Linear(3 to 2)
                  weight [2, 3], 6
                  bias [2], 2
                1: Dropout(p = 0.5)
            8 parameters""");
    }

    @Test
    void visitsChildrenFirst() {
        List<String> visited = new ArrayList<>();
        new Sequential(new ReLU(), new Sequential(new Flatten()))
            .apply(module -> visited.add(module.getClass().getSimpleName()));
        assertThat(visited).containsExactly("ReLU", "Flatten", "Sequential", "Sequential");
    }

    @Test
    void firstValuesAreTheSameOnEveryDeviceAndWithinBounds() {
        try (Module cpu = Mlp.of(20, 30, 5).initialize(7);
             Module reference = Mlp.of(20, 30, 5).to(Device.REFERENCE).initialize(7);
             Module other = Mlp.of(20, 30, 5).initialize(8)) {
            for (String name : cpu.parameters().keySet()) {
                float[] values = cpu.get(name).tensor().toFloatArray();
                assertThat(reference.get(name).tensor().toFloatArray()).containsExactly(values);
                assertThat(other.get(name).tensor().toFloatArray()).isNotEqualTo(values);
                double bound = 1 / Math.sqrt(name.startsWith("0") ? 20 : 30);
                for (float value : values) {
                    assertThat((double) Math.abs(value)).isLessThanOrEqualTo(bound + 1e-7);
                }
            }
        }
    }

    @Test
    void aStateDictLoadsOnlyWhereItFits() {
        try (Scope _ = Scope.open(); Module from = Mlp.of(3, 4, 2).initialize(1); Module to = Mlp.of(3, 4, 2)) {
            assertThatThrownBy(to::stateDict).hasMessageContaining("initialize(seed)");
            to.loadStateDict(from.stateDict());
            assertThat(to.get("2.weight").tensor().toFloatArray()).containsExactly(from.get("2.weight").tensor().toFloatArray());

            Map<String, Tensor> wrong = new LinkedHashMap<>(from.stateDict());
            wrong.remove("0.bias");
            wrong.put("4.bias", Tensor.zeros(2));
            wrong.put("2.bias", Tensor.zeros(3));
            assertThatThrownBy(() -> to.loadStateDict(wrong)).isInstanceOf(StateDictException.class)
                .hasMessageContaining("missing: [0.bias]").hasMessageContaining("unexpected: [4.bias]")
                .hasMessageContaining("2.bias is [3], must be [2]");
        }
    }

    @Test
    void dropoutDrawsASiteOfItsOwnAtEachCall() {
        Sequential net = new Sequential(new Dropout(0.5), new Dropout(0.5));
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.ones(1000);
            float[] first = StepRandom.within(1, 2, 0, () -> net.forward(x)).toFloatArray();
            float[] again = StepRandom.within(1, 2, 0, () -> net.forward(x)).toFloatArray();
            float[] next = StepRandom.within(1, 3, 0, () -> net.forward(x)).toFloatArray();
            assertThat(again).containsExactly(first);
            assertThat(next).isNotEqualTo(first);
            int kept = 0;
            for (float value : first) {
                kept += value != 0 ? 1 : 0;
            }
            assertThat(kept).as("kept by both, a quarter").isBetween(200, 300);
            assertThatThrownBy(() -> net.forward(x)).hasMessageContaining("StepRandom.within");
            net.eval();
            assertThat(net.forward(x).toFloatArray()).containsOnly(1);
        }
    }

    @Test
    void aFlatBufferHoldsValuesAndGradients() {
        try (Module net = Mlp.of(3, 4, 2).initialize(5);
             Scope _ = Scope.open()) {
            float[] before = net.get("2.weight").tensor().toFloatArray();
            try (ParameterBuffer buffer = ParameterBuffer.flatten(net)) {
                assertThat(buffer.elements()).isEqualTo(26);
                assertThat(buffer.views().get(2)).isEqualTo(new ParameterBuffer.View("2.weight", Shape.of(2, 4), 16));
                assertThat(net.get("2.weight").tensor().toFloatArray()).containsExactly(before);
                assertThat(buffer.values().getAtIndex(ValueLayout.JAVA_FLOAT, 16)).isEqualTo(before[0]);

                net.forward(Tensor.ones(1, 3)).sum().backward();
                net.forward(Tensor.ones(1, 3)).sum().backward();
                assertThat(buffer.gradients().getAtIndex(ValueLayout.JAVA_FLOAT, 24)).isEqualTo(2);
                buffer.zeroGradients();
                assertThat(buffer.gradientsTensor().toFloatArray()).containsOnly(0);
                assertThatThrownBy(() -> net.to(Device.REFERENCE)).hasMessageContaining("ParameterBuffer");
            }
            assertThatThrownBy(() -> net.forward(Tensor.ones(1, 3))).hasMessageContaining("freed");
        }
    }

    /// One matrix used twice, forward and transposed.
    private static final class Tied extends Module {

        private final Parameter weight;

        private Tied() {
            Linear inner = child("inner", new Linear(2, 2));
            weight = parameter("weight", inner.get("weight"));
        }

        @Override
        public Tensor forward(Tensor x) {
            return module("inner").forward(x).matmul(weight.tensor());
        }
    }

    @Test
    void tiedParametersAreOne() {
        try (Tied net = new Tied(); Scope _ = Scope.open()) {
            net.initialize(3);
            assertThat(net.parameters().keySet()).containsExactly("weight", "inner.bias");
            try (ParameterBuffer buffer = ParameterBuffer.flatten(net)) {
                assertThat(buffer.elements()).isEqualTo(6);
                net.forward(Tensor.ones(1, 2)).sum().backward();
                assertThat(net.get("inner.weight").tensor().gradient().orElseThrow().toFloatArray())
                    .containsExactly(buffer.gradientsTensor().slice(0, Shape.of(4)).toFloatArray());
            }
        }
    }

    @Test
    void linearTakesAnyLeadingDims() {
        try (Module net = new Linear(3, 2).initialize(1); Scope _ = Scope.open()) {
            assertThat(net.forward(Tensor.ones(4, 5, 3)).shape()).isEqualTo(Shape.of(4, 5, 2));
            assertThat(net.forward(Tensor.ones(3)).shape()).isEqualTo(Shape.of(2));
            assertThatThrownBy(() -> net.forward(Tensor.ones(4, 2))).hasMessageContaining("last dim must be 3");
        }
    }
}
