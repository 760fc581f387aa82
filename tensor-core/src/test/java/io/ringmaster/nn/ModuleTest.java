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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
              0: Sequential, 8
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
    void dropoutDrawsASiteOfItsOwnAtEachCall() {
        Sequential net = new Sequential(new Dropout(0.5), new Dropout(0.5));
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.ones(1000);
            float[] first = StepContext.ofStep(1, 2).call(() -> net.forward(x)).toFloatArray();
            float[] again = StepContext.ofStep(1, 2).call(() -> net.forward(x)).toFloatArray();
            float[] next = StepContext.ofStep(1, 3).call(() -> net.forward(x)).toFloatArray();
            assertThat(again).containsExactly(first);
            assertThat(next).isNotEqualTo(first);
            int kept = 0;
            for (float value : first) {
                kept += value != 0 ? 1 : 0;
            }
            assertThat(kept).as("kept by both, a quarter").isBetween(200, 300);
            assertThatThrownBy(() -> net.forward(x)).hasMessageContaining("StepContext.ofStep");
            net.eval();
            assertThat(net.forward(x).toFloatArray()).containsOnly(1);
        }
    }

    @Test
    void aFlatBufferHoldsValuesAndGradients() {
        try (Layer net = Mlp.of(3, 4, 2).initialize(5);
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

    @Test
    void partsAreFoundByPathAndIndex() {
        Sequential net = new Sequential(new Sequential(new Linear(3, 2), new ReLU()), new Linear(2, 1));
        assertThat(net.get("0.0.bias").shape()).isEqualTo(Shape.of(2));
        assertThat(net.module("0", Sequential.class).get(0)).isSameAs(net.module("0.0"));
        assertThat(net.slice(1, 2).get("0.weight")).isSameAs(net.get("1.weight"));
        assertThatThrownBy(() -> net.module("0.0", ReLU.class)).hasMessageContaining("'0.0' is a Linear, not a ReLU");
        assertThatThrownBy(() -> net.getBuffer("1.bias")).hasMessageContaining("no buffer '1.bias'; there are []");
    }

    @Test
    void namesOfPartsAreUniqueAndHaveNoDot() {
        for (String name : List.of("", "a.b", "weight")) {
            assertThatThrownBy(() -> new Layer() {
                {
                    parameter("weight", Shape.of(1), Initializer.constant(0));
                    child(name, new ReLU());
                }

                @Override
                public Tensor forward(Tensor x) {
                    return x;
                }
            }).hasMessageContaining("a part named '" + name + "'");
        }
    }

    /// Two inputs, two outputs, and a choice among parts.
    private static final class Gates extends Module {

        private final ModuleList<Linear> steps = child("steps", new ModuleList<>(List.of(new Linear(2, 2), new Linear(2, 2))));
        private final ModuleMap<Layer> ends = child("ends", new ModuleMap<>(new TreeMap<>(Map.of(
            "plain", Layer.of("same", x -> x), "rectified", new ReLU()))));

        private record Outputs(Tensor sum, Tensor end) {}

        private Outputs forward(Tensor x, Tensor y, String end) {
            Tensor sum = y;
            for (Linear step : steps) {
                sum = sum.add(step.forward(x));
            }
            return new Outputs(sum, ends.at(end).forward(sum));
        }
    }

    @Test
    void modulesTakeWhateverInputsTheyDeclare() {
        try (Gates net = new Gates(); Scope _ = Scope.open()) {
            net.initialize(1);
            assertThat(net.parameters().keySet())
                .containsExactly("steps.0.weight", "steps.0.bias", "steps.1.weight", "steps.1.bias");
            Gates.Outputs outputs = net.forward(Tensor.ones(1, 2), Tensor.of(new float[][] {{-9, 9}}), "rectified");
            float[] sum = outputs.sum().toFloatArray();
            assertThat(outputs.end().toFloatArray()).containsExactly(Math.max(0, sum[0]), Math.max(0, sum[1]));
            assertThatThrownBy(() -> net.ends.at("none")).hasMessageContaining("no module 'none'; there are [plain, rectified]");
        }
    }

    @Test
    void frozenParametersGetNoGradientAndNoStep() {
        try (Layer net = Mlp.of(3, 4, 2).initialize(5); Scope _ = Scope.open()) {
            net.module("0").requiresGrad(false);
            assertThat(net.parameters((_, parameter) -> parameter.requiresGrad()).keySet())
                .containsExactly("2.weight", "2.bias");
            assertThat(net).asString().contains("weight [4, 3], 12, frozen").endsWith("26 parameters, 16 of them frozen");
            float[] frozen = net.get("0.weight").tensor().toFloatArray();
            try (ParameterBuffer buffer = ParameterBuffer.flatten(net)) {
                assertThat(buffer.elements()).isEqualTo(10);
                assertThat(buffer.valuesTensor().shape()).isEqualTo(Shape.of(10));
                assertThat(buffer.views().stream().map(ParameterBuffer.View::name))
                    .containsExactly("2.weight", "2.bias", "0.weight", "0.bias");
                net.forward(Tensor.ones(1, 3)).sum().backward();
                buffer.valuesTensor().fill(0);
                assertThat(net.get("0.weight").tensor().toFloatArray()).containsExactly(frozen);
                assertThat(net.get("0.weight").tensor().gradient()).isEmpty();
                assertThat(net.get("2.bias").tensor().toFloatArray()).containsOnly(0);
                assertThatThrownBy(() -> net.requiresGrad(true)).hasMessageContaining("before the module is flattened");
            }
            assertThatThrownBy(() -> ParameterBuffer.flatten(new Sequential(new ReLU()))).hasMessageContaining("that train");
        }
    }

    @Test
    void visitsByKindSetInitializers() {
        Sequential net = new Sequential(new Linear(4, 3), new Sequential(new Linear(3, 2)));
        net.apply(Linear.class, linear -> linear.get("weight").initializer(Initializer.constant(2)));
        try (Layer _ = net.initialize(1); Scope _ = Scope.open()) {
            assertThat(net.get("1.0.weight").tensor().toFloatArray()).containsOnly(2);
            assertThat(net.get("1.0.bias").tensor().toFloatArray()).isNotEqualTo(new float[2]);
            net.forward(Tensor.ones(1, 4)).sum().backward();
            net.zeroGradients();
            assertThat(net.get("0.weight").tensor().gradient()).isEmpty();
        }
    }

    @Test
    void linearTakesAnyLeadingDims() {
        try (Layer net = new Linear(3, 2).initialize(1); Scope _ = Scope.open()) {
            assertThat(net.forward(Tensor.ones(4, 5, 3)).shape()).isEqualTo(Shape.of(4, 5, 2));
            assertThat(net.forward(Tensor.ones(3)).shape()).isEqualTo(Shape.of(2));
            assertThatThrownBy(() -> net.forward(Tensor.ones(4, 2))).hasMessageContaining("last dim must be 3");
        }
    }
}
