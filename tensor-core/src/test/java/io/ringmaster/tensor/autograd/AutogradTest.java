package io.ringmaster.tensor.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Index;
import io.ringmaster.tensor.NoGrad;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.op.Recompute;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AutogradTest {

    private Scope scope;

    @BeforeEach
    void openScope() {
        scope = Scope.open();
    }

    @AfterEach
    void closeScope() {
        scope.close();
    }

    @Test
    void aTensorUsedTwiceGetsBothGradients() {
        Tensor x = Tensor.of(3, -2).requiresGrad(true);
        Tensor y = x.mul(x).add(x);
        y.sum().backward();
        assertThat(x.gradient().orElseThrow().toFloatArray()).containsExactly(7, -3);
    }

    @Test
    void gradientsAddUpOverCallsAndScaleWithTheSeed() {
        Tensor x = Tensor.of(3).requiresGrad(true);
        x.mul(2).backward();
        x.mul(2).backward(0.5);
        assertThat(x.gradient().orElseThrow().item()).isEqualTo(3);
    }

    @Test
    void aGraphIsWalkedOnce() {
        Tensor x = Tensor.of(3).requiresGrad(true);
        Tensor inner = x.mul(x);
        Tensor y = inner.mul(2);
        y.backward();
        assertThatThrownBy(y::backward).isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("freed").hasMessageContaining("anew");
        Tensor other = inner.mul(3);
        assertThatThrownBy(other::backward).hasMessageContaining("multiply");
    }

    @Test
    void aRetainedGraphIsWalkedAgain() {
        Tensor x = Tensor.of(3).requiresGrad(true);
        Tensor y = x.mul(x).mul(2);
        y.backward(Graph.RETAIN);
        y.backward(Graph.RETAIN);
        y.backward();
        assertThat(x.gradient().orElseThrow().item()).isEqualTo(36);
        assertThatThrownBy(y::backward).hasMessageContaining("RETAIN");
    }

    @Test
    void computedTensorsKeepTheirGradientWhereTold() {
        Tensor x = Tensor.of(3, -1).requiresGrad(true);
        Tensor inner = x.mul(2).retainGrad();
        Tensor other = x.mul(5);
        Tensor y = inner.mul(inner).add(other);
        y.sum().backward(Graph.RETAIN);
        assertThat(inner.gradient().orElseThrow().toFloatArray()).containsExactly(12, -4);
        assertThat(other.gradient()).isEmpty();
        y.sum().backward();
        assertThat(inner.gradient().orElseThrow().toFloatArray()).containsExactly(24, -8);
        assertThat(x.retainGrad()).isSameAs(x);
        assertThat(x.gradient().orElseThrow().toFloatArray()).containsExactly(58, -6);
    }

    @Test
    void backwardStartsAnywhereWithAGradient() {
        Tensor x = Tensor.of(new float[][] {{1, 2}, {3, 4}}).requiresGrad(true);
        Tensor y = x.mul(x);
        y.backward(Tensor.of(new float[][] {{1, 0}, {-1, 10}}));
        assertThat(x.gradient().orElseThrow().toFloatArray()).containsExactly(2, 0, -6, 80);
        assertThatThrownBy(() -> x.mul(x).backward(Tensor.of(1, 2))).isInstanceOf(ShapeException.class)
            .hasMessageContaining("[2]").hasMessageContaining("[2, 2]");
        assertThatThrownBy(() -> x.mul(x).backward()).hasMessageContaining("backward(gradient)");
    }

    @Test
    void gradientsOfAnythingWithRespectToAnything() {
        Tensor x = Tensor.of(1, 2).requiresGrad(true);
        Tensor w = Tensor.of(3, 4).requiresGrad(true);
        Tensor unused = Tensor.of(5).requiresGrad(true);
        Tensor inner = x.mul(w);
        Tensor y = inner.mul(inner);
        Tensor z = inner.sum();
        List<Tensor> gradients = Autograd.gradients(List.of(y, z), List.of(Tensor.of(1, 10), Tensor.ones()),
            List.of(x, inner, unused), Graph.RETAIN);
        assertThat(gradients.get(1).toFloatArray()).containsExactly(7, 161);
        assertThat(gradients.get(0).toFloatArray()).containsExactly(21, 644);
        assertThat(gradients.get(2).toFloatArray()).containsExactly(0);
        assertThat(x.gradient()).isEmpty();
        assertThat(w.gradient()).isEmpty();
        assertThat(Autograd.gradients(List.of(z), List.of(Tensor.ones()), List.of(w), Graph.FREE).getFirst().toFloatArray())
            .containsExactly(1, 2);
        assertThatThrownBy(() -> Autograd.gradients(List.of(z), List.of(Tensor.ones()), List.of(w), Graph.FREE))
            .hasMessageContaining("freed");
        assertThatThrownBy(() -> Autograd.gradients(List.of(z), List.of(), List.of(w), Graph.FREE))
            .hasMessageContaining("1 outputs with 0 gradients");
        assertThatThrownBy(() -> Autograd.gradients(List.of(z), List.of(Tensor.ones()), List.of(Tensor.of(1)), Graph.FREE))
            .hasMessageContaining("requiresGrad");
    }

    @Test
    void whatLeadsNowhereIsNotWalked() {
        Tensor x = Tensor.of(1, 2).requiresGrad(true);
        Tensor w = Tensor.of(3, 4).requiresGrad(true);
        AtomicInteger calls = new AtomicInteger();
        Tensor other = Autograd.apply(new Recompute(inputs -> {
            calls.incrementAndGet();
            return inputs.getFirst().exp();
        }), w);
        Tensor y = x.mul(2).add(other);
        assertThat(Autograd.gradients(List.of(y), List.of(Tensor.ones(2)), List.of(x), Graph.RETAIN).getFirst().toFloatArray())
            .containsExactly(2, 2);
        assertThat(calls).hasValue(1);
        Autograd.gradients(List.of(y), List.of(Tensor.ones(2)), List.of(w), Graph.FREE);
        assertThat(calls).hasValue(2);
    }

    @Test
    void partsOfAViewGetTheirGradients() {
        Tensor x = Tensor.arange(0, 6, 1, DType.FLOAT32, Device.CPU).view(2, 3).requiresGrad(true);
        Tensor[] columns = x.unbind(1);
        columns[0].mul(columns[2]).sum().backward();
        assertThat(x.gradient().orElseThrow().toFloatArray()).containsExactly(2, 0, 0, 5, 0, 3);
    }

    @Test
    void gradientsFlowThroughIndices() {
        Tensor x = Tensor.of(1, 2, 3, 4).requiresGrad(true);
        Tensor index = Tensor.of(new long[] {3, 0, 3}, Shape.of(3), Device.CPU);
        x.index(Index.by(index)).mul(Tensor.of(1, 10, 100)).sum().backward();
        assertThat(x.gradient().orElseThrow().toFloatArray()).containsExactly(10, 0, 0, 101);
        x.zeroGradient();
        x.maskedSelect(x.gt(2)).square().sum().backward();
        assertThat(x.gradient().orElseThrow().toFloatArray()).containsExactly(0, 0, 6, 8);
        x.zeroGradient();
        x.sort(0, true).values().mul(Tensor.of(1, 2, 3, 4)).sum().backward();
        assertThat(x.gradient().orElseThrow().toFloatArray()).containsExactly(4, 3, 2, 1);
        assertThatThrownBy(() -> x.indexSelect(0, index.add(1))).hasMessageContaining("index 4").hasMessageContaining("0 to 3");
    }

    @Test
    void extremesGiveTheGradientAsPyTorchDoes() {
        Tensor x = Tensor.of(2, 1, 2).requiresGrad(true);
        x.max().backward();
        assertThat(x.gradient().orElseThrow().toFloatArray()).containsExactly(0.5f, 0, 0.5f);
        x.zeroGradient();
        x.max(0).values().backward();
        assertThat(x.gradient().orElseThrow().toFloatArray()).containsExactly(1, 0, 0);
        x.zeroGradient();
        x.maximum(Tensor.of(2, 5, 0)).sum().backward();
        assertThat(x.gradient().orElseThrow().toFloatArray()).containsExactly(0.5f, 0, 1);
        Tensor zero = Tensor.of(0, 0).requiresGrad(true);
        zero.norm().backward();
        assertThat(zero.gradient().orElseThrow().toFloatArray()).containsExactly(0, 0);
        Tensor holes = Tensor.of(0, 3, 2).requiresGrad(true);
        holes.prod().backward();
        assertThat(holes.gradient().orElseThrow().toFloatArray()).containsExactly(6, 0, 0);
    }

    @Test
    void checkpointsComputeAgainWhatTheyDontKeep() {
        Tensor x = Tensor.of(0.5f, -1).requiresGrad(true);
        Tensor w = Tensor.of(2, 3).requiresGrad(true);
        AtomicInteger calls = new AtomicInteger();
        Function<List<Tensor>, Tensor> block = inputs -> {
            calls.incrementAndGet();
            return inputs.getFirst().mul(w).tanh().mul(w).exp();
        };
        block.apply(List.of(x)).sum().backward();
        float[] expectedX = x.gradient().orElseThrow().toFloatArray();
        float[] expectedW = w.gradient().orElseThrow().toFloatArray();
        x.zeroGradient();
        w.zeroGradient();
        long before = x.backend().allocator().usage().bytesInUse();
        Tensor y = Autograd.apply(new Recompute(block), x);
        assertThat(x.backend().allocator().usage().bytesInUse() - before).as("kept bytes").isLessThanOrEqualTo(64);
        assertThat(calls).hasValue(2);
        y.sum().backward();
        assertThat(calls).hasValue(3);
        assertThat(x.gradient().orElseThrow().toFloatArray()).containsExactly(expectedX);
        assertThat(w.gradient().orElseThrow().toFloatArray()).containsExactly(expectedW);
        w.zeroGradient();
        Autograd.apply(new Recompute(block), x.detach()).sum().backward();
        assertThat(w.gradient().orElseThrow().toFloatArray()).as("without an input that wants one").containsExactly(expectedW);
    }

    @Test
    void afterAFailedWalkNoGradientMemoryIsLost() {
        Tensor x = Tensor.of(3).requiresGrad(true);
        Tensor inner = x.mul(x);
        inner.mul(1).backward();
        Tensor other = inner.mul(3);
        long before = x.backend().allocator().usage().bytesInUse();
        assertThatThrownBy(other::backward).isInstanceOf(IllegalStateException.class);
        assertThat(x.backend().allocator().usage().bytesInUse()).isEqualTo(before);
    }

    @Test
    void nothingIsRecordedWithoutGradients() {
        Tensor x = Tensor.of(3).requiresGrad(true);
        try (NoGrad _ = NoGrad.open()) {
            assertThat(x.mul(2).requiresGrad()).isFalse();
        }
        assertThat(x.mul(2).requiresGrad()).isTrue();
        assertThat(x.mul(2).detach().requiresGrad()).isFalse();
    }

    @Test
    void frozenInputsGetNone() {
        Tensor x = Tensor.of(1, 2).requiresGrad(true);
        Tensor w = Tensor.of(3, 4);
        x.mul(w).sum().backward();
        assertThat(w.gradient()).isEmpty();
        assertThat(x.gradient().orElseThrow().toFloatArray()).containsExactly(3, 4);
    }

    @Test
    void mistakesAreNamed() {
        Tensor x = Tensor.of(1, 2).requiresGrad(true);
        assertThatThrownBy(x::backward).isInstanceOf(ShapeException.class).hasMessageContaining("scalar");
        assertThatThrownBy(() -> Tensor.of(1).backward()).hasMessageContaining("requiresGrad");
        Tensor elsewhere = Tensor.ones(Shape.of(2), DType.FLOAT32, Device.REFERENCE);
        assertThatThrownBy(() -> x.add(elsewhere)).hasMessageContaining("cpu").hasMessageContaining("reference");
        assertThatThrownBy(() -> x.add(Tensor.of(1, 2, 3))).hasMessageContaining("[2]").hasMessageContaining("[3]");
        assertThatThrownBy(() -> Tensor.zeros(2, 3).matmul(Tensor.zeros(2, 3)))
            .hasMessageContaining("a's columns must equal b's rows");
        Tensor labels = Tensor.of(new long[] {1, 2}, Shape.of(2), Device.CPU);
        assertThatThrownBy(() -> labels.requiresGrad(true)).hasMessageContaining("floating");
        assertThatThrownBy(() -> x.reshape(-1, 3)).hasMessageContaining("reshape");
    }

    @Test
    void valuesThatBackwardNeedsAreNotWrittenOver() {
        Tensor x = Tensor.of(1, 2).requiresGrad(true);
        Tensor w = Tensor.of(3, 4).requiresGrad(true);
        Tensor product = x.mul(w).sum();
        overwrite(w);
        assertThatThrownBy(product::backward).isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("multiply").hasMessageContaining("input 1").hasMessageContaining("copy()");
        Tensor power = x.exp();
        power.detach().select(0, 0).fill(0);
        assertThatThrownBy(() -> power.sum().backward()).hasMessageContaining("exp").hasMessageContaining("result");
        Tensor whole = Tensor.of(new float[][] {{1, 2}, {3, 4}});
        Tensor row = whole.select(0, 1).mul(x);
        whole.fill(5);
        assertThatThrownBy(() -> row.sum().backward()).as("through what it is a view of").hasMessageContaining("multiply");
        Tensor y = Autograd.apply(new Recompute(inputs -> inputs.getFirst().square()), x);
        overwrite(x);
        assertThatThrownBy(() -> y.sum().backward()).hasMessageContaining("recompute");
    }

    private static void overwrite(Tensor tensor) {
        try (NoGrad _ = NoGrad.open()) {
            tensor.assign(tensor.mul(2));
        }
    }

    /// Only what is read counts.
    @Test
    void valuesThatBackwardDoesNotNeedMayBeWrittenOver() {
        Tensor x = Tensor.of(1, 2).requiresGrad(true);
        Tensor frozen = Tensor.of(3, 4);
        Tensor sum = x.add(frozen).sum();
        frozen.fill(0);
        overwrite(x);
        sum.backward();
        assertThat(x.gradient().orElseThrow().toFloatArray()).containsExactly(1, 1);
        x.zeroGradient();
        Tensor weights = Tensor.of(5, 6);
        Tensor product = x.mul(weights).sum();
        overwrite(x);
        product.backward();
        assertThat(x.gradient().orElseThrow().toFloatArray()).as("of the weights alone").containsExactly(5, 6);
        x.zeroGradient();
        Tensor other = x.mul(weights.copy()).sum();
        weights.fill(0);
        other.backward();
        assertThat(x.gradient().orElseThrow().toFloatArray()).containsExactly(5, 6);
    }

    @Test
    void whatIsRecordedIsChangedInPlaceWithinNoGradAlone() {
        Tensor x = Tensor.of(1, 2).requiresGrad(true);
        assertThatThrownBy(() -> x.fill(0)).isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("fill()").hasMessageContaining("NoGrad");
        assertThatThrownBy(() -> x.mul(2).assign(x)).hasMessageContaining("assign()");
        assertThatThrownBy(() -> x.select(0, 1).fill(0)).hasMessageContaining("NoGrad");
        try (NoGrad _ = NoGrad.open()) {
            x.select(0, 1).fill(0);
        }
        assertThat(x.toFloatArray()).containsExactly(1, 0);
        assertThatThrownBy(() -> Tensor.of(1).expand(3).fill(0)).isInstanceOf(ShapeException.class)
            .hasMessageContaining("copy()");
    }

    /// Sums and views hand their gradient's memory on; whoever needs it besides has a copy.
    @Test
    void gradientsThatAreHandedOnStayApart() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new float[][] {{1, 2, 3}, {4, 5, 6}}).requiresGrad(true);
            Tensor a = x.mul(2).retainGrad();
            Tensor b = x.mul(3).retainGrad();
            Tensor sum = a.add(b).retainGrad();
            Tensor twice = sum.add(sum).retainGrad();
            Tensor flat = twice.view(6).retainGrad();
            flat.mul(flat).sum().add(a.sum()).add(twice.sum()).backward();
            float[] slope = new float[6];
            for (int i = 0; i < 6; i++) {
                slope[i] = 2 * 10 * (i + 1);
            }
            assertThat(flat.gradient().orElseThrow().toFloatArray()).containsExactly(slope);
            assertThat(twice.gradient().orElseThrow().toFloatArray()).containsExactly(plus(slope, 1));
            assertThat(sum.gradient().orElseThrow().toFloatArray()).containsExactly(times(plus(slope, 1), 2));
            assertThat(b.gradient().orElseThrow().toFloatArray()).containsExactly(times(plus(slope, 1), 2));
            assertThat(a.gradient().orElseThrow().toFloatArray()).containsExactly(plus(times(plus(slope, 1), 2), 1));
            assertThat(x.gradient().orElseThrow().toFloatArray()).containsExactly(plus(times(plus(slope, 1), 10), 2));
        }
    }

    private static float[] plus(float[] values, float more) {
        float[] sums = values.clone();
        for (int i = 0; i < sums.length; i++) {
            sums[i] += more;
        }
        return sums;
    }

    private static float[] times(float[] values, float factor) {
        float[] products = values.clone();
        for (int i = 0; i < products.length; i++) {
            products[i] *= factor;
        }
        return products;
    }
}
