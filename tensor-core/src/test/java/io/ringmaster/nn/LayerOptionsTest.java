package io.ringmaster.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.random.RandomStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What options print, and what they refuse. What they compute is compared with PyTorch elsewhere.
class LayerOptionsTest {

    private static Tensor draw(long... dims) {
        return Tensor.randn(new RandomStream(5, 0, 0, dims.length), dims);
    }

    @Test
    void layersPrintWhatIsNotPlain() {
        assertThat(new Conv2d(3, 8, 3).describe()).isEqualTo("3 to 8, 3 x 3");
        assertThat(new Conv2d(4, 8, 3, 5).stride(2, 1).padding(1).dilation(2).groups(2).describe())
            .isEqualTo("4 to 8, 3 x 5, stride 2 x 1, padding 1 x 1, dilation 2 x 2, 2 groups");
        assertThat(new Conv1d(1, 2, 3).samePadding().paddingMode(PaddingMode.REFLECT).describe())
            .isEqualTo("1 to 2, 3, padded to the same size, REFLECT");
        assertThat(new MaxPool2d(2).describe()).isEqualTo("2 x 2");
        assertThat(new AvgPool2d(3, 2).stride(2).ceil().describe()).isEqualTo("3 x 2, stride 2 x 2, ceil");
        assertThat(new BatchNorm2d(4).averaging().describe()).isEqualTo("4, epsilon 1.0E-5, averaging");
        assertThat(new BatchNorm1d(4).affine(false).trackRunningStats(false).describe())
            .isEqualTo("4, epsilon 1.0E-5, without running statistics, not affine");
        assertThat(new LayerNorm(4).bias(false).describe()).isEqualTo("[4], epsilon 1.0E-5, no bias");
        assertThat(new RMSNorm(4).affine(false).describe()).isEqualTo("[4], not affine");
    }

    @Test
    void partsAreCountedFromBothEnds() {
        Sequential net = new Sequential(new Linear(3, 2), new ReLU(), new Linear(2, 1));
        assertThat(net.get(-1)).isSameAs(net.get(2)).isSameAs(net.module("2"));
        assertThatThrownBy(() -> net.get(3)).hasMessageContaining("no module 3; there are 3");
        assertThatThrownBy(() -> new ModuleList<>(List.of(net)).get(-2)).hasMessageContaining("no module -2; there are 1");
    }

    @Test
    void paddingStopsWhereThereIsNothingToReflect() {
        try (Scope _ = Scope.open(); Conv2d net = new Conv2d(1, 1, 7).padding(3).paddingMode(PaddingMode.REFLECT)) {
            net.initialize(1);
            assertThat(net.forward(draw(1, 1, 4, 4)).shape()).isEqualTo(Shape.of(1, 1, 4, 4));
            assertThatThrownBy(() -> net.forward(draw(1, 1, 4, 3))).isInstanceOf(ShapeException.class)
                .hasMessageContaining("reflect").hasMessageContaining("there are at most 2 of them");
        }
        assertThatThrownBy(() -> new Conv2d(1, 1, 3).stride(2).samePadding()).hasMessageContaining("that takes stride 1");
    }

    @Test
    void normsRefuseOneValue() {
        try (Scope _ = Scope.open(); GroupNorm groups = new GroupNorm(2, 2); BatchNorm1d batch = new BatchNorm1d(2)) {
            groups.initialize(1);
            batch.initialize(1);
            assertThatThrownBy(() -> groups.forward(draw(1, 2, 1))).hasMessageContaining("one value");
            assertThatThrownBy(() -> batch.forward(draw(1, 2))).hasMessageContaining("call eval()");
            assertThat(batch.eval().forward(draw(1, 2)).shape()).isEqualTo(Shape.of(1, 2));
        }
        assertThatThrownBy(() -> new RMSNorm(2).epsilon(0)).hasMessageContaining("above 0");
    }

    @Test
    void rootMeanSquareNormAddsLessToFinerNumbers() {
        try (Scope _ = Scope.open(); RMSNorm net = new RMSNorm(1)) {
            net.to(Device.CPU, DType.FLOAT64).initialize(1);
            Tensor x = Tensor.of(new double[] {1e-5}, Shape.of(1), Device.CPU);
            assertThat(net.forward(x).item()).isCloseTo(1e-5 / Math.sqrt(1e-10 + Math.ulp(1.0)), offset(1e-12));
        }
    }

    @Test
    void paddingOfAnEmbeddingIsOneOfItsIds() {
        assertThat(new Embedding(4, 2).paddingIndex(-4).describe()).endsWith("padding 0");
        assertThatThrownBy(() -> new Embedding(4, 2).paddingIndex(-5)).hasMessageContaining("it is -4 to 3");
        assertThatThrownBy(() -> new Embedding(4, 2).paddingIndex(4)).hasMessageContaining("it is -4 to 3");
    }

    @Test
    void aTransposedConvolutionPadsLessThanItHas() {
        try (Scope _ = Scope.open(); ConvTranspose2d net = new ConvTranspose2d(1, 1, 1).padding(1)) {
            net.initialize(1);
            assertThatThrownBy(() -> net.forward(draw(1, 1, 2, 3))).isInstanceOf(ShapeException.class).hasMessageContaining("pad less");
            assertThatThrownBy(() -> net.outputPadding(1).initialize(1).forward(draw(1, 1, 4, 4)))
                .hasMessageContaining("below the stride or the dilation");
        }
    }

    @Test
    void masksSayWhichKindTheyAre() {
        try (Scope _ = Scope.open()) {
            assertThatThrownBy(() -> AttentionMask.NONE.hiding(Tensor.ones(2, 2))).hasMessageContaining("adding()");
            assertThatThrownBy(() -> AttentionMask.NONE.adding(Tensor.ones(2, 2).gt(0))).hasMessageContaining("hiding()");
        }
    }

    /// A bias by distance that is learnt has gradients; one that is not goes into the kernel. Both give the same.
    @Test
    void whatIsAddedToScoresMayBeLearnt() {
        try (Scope _ = Scope.open(); MultiheadAttention net = new MultiheadAttention(8, 2).batchFirst()) {
            net.initialize(3);
            Tensor x = draw(2, 4, 8);
            Tensor bias = draw(2, 4, 4);
            Tensor fixed = net.forward(x, AttentionMask.CAUSAL.adding(bias));
            Tensor learnt = net.forward(x, AttentionMask.CAUSAL.adding(bias.requiresGrad(true)));
            assertThat(learnt.toFloatArray()).containsExactly(fixed.toFloatArray(), offset(1e-5f));
            learnt.square().sum().backward();
            float[] slope = bias.gradient().orElseThrow().select(0, 0).select(0, 1).toFloatArray();
            assertThat(slope[0]).isNotZero();
            assertThat(slope[2]).as("hidden").isZero();
        }
    }
}
