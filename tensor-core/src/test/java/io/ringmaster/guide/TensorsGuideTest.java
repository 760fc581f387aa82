package io.ringmaster.guide;

import static io.ringmaster.tensor.Index.all;
import static io.ringmaster.tensor.Index.at;
import static io.ringmaster.tensor.Index.by;
import static io.ringmaster.tensor.Index.ellipsis;
import static io.ringmaster.tensor.Index.newAxis;
import static io.ringmaster.tensor.Index.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringmaster.models.Mlp;
import io.ringmaster.nn.Module;
import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Dims;
import io.ringmaster.tensor.Index;
import io.ringmaster.tensor.Indexed;
import io.ringmaster.tensor.NoGrad;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.random.RandomStream;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The section "Tensors" of docs/tensor-core.md.
class TensorsGuideTest {

    private Scope scope;
    private Tensor x;

    @BeforeEach
    void openScope() {
        scope = Scope.open();
        x = Tensor.of(new float[][] {{1, 2, 3}, {4, 5, 6}});
    }

    @AfterEach
    void closeScope() {
        scope.close();
    }

    @Test
    void makingTensors() {
        Tensor kept;
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.of(new float[][] {{1, 2, 3}, {4, 5, 6}});          // [2, 3] float32 on the CPU
            Tensor zeros = Tensor.zeros(Shape.of(2, 3), DType.INT64, Device.best());
            Tensor steps = Tensor.arange(10);                                    // int64; also linspace, eye, full, onesLike
            Tensor noise = Tensor.randn(new RandomStream(42, 0, 0, 7), 2, 3);    // the same bits on every device and run
            Tensor y = x.mul(2).add(noise).relu();
            System.out.println(x);                                               // tensor([[1., 2., 3.], ... as PyTorch prints it
            System.out.println(zeros.summary() + ", " + steps.summary());        // int64[2, 3] on cpu, int64[10] on cpu
            kept = scope.keep(y);
        }
        assertThat(kept.shape()).isEqualTo(Shape.of(2, 3));
        assertThat(kept.min().item()).isGreaterThanOrEqualTo(0);
    }

    @Test
    void arithmetic() {
        Tensor column = Tensor.of(10, 20).unsqueeze(1);                          // [2, 1]
        assertThat(x.add(column).toFloatArray()).containsExactly(11, 12, 13, 24, 25, 26);
        Tensor counts = Tensor.of(new long[] {7, -7}, Shape.of(2), Device.CPU);
        assertThat(counts.floorDivide(2).toLongArray()).containsExactly(3, -4);
        assertThat(counts.div(2).dtype()).isEqualTo(DType.FLOAT32);              // whole numbers divide to float32
        assertThat(x.gt(2).logicalAnd(x.lt(5)).sum().item()).isEqualTo(2);       // comparisons are bool, their sum int64
        assertThat(Tensor.where(x.gt(3), x, column).shape()).isEqualTo(Shape.of(2, 3));
        assertThat(x.maskedFill(x.ge(5), -1).toFloatArray()).containsExactly(1, 2, 3, 4, -1, -1);
        assertThat(x.sub(3).clamp(-1, 2).toFloatArray()).containsExactly(-1, -1, 0, 1, 2, 2);
        assertThat(x.log().exp().allClose(x, 1e-6, 0)).isTrue();                 // and expm1, log1p, sin, tanh, erf, sigmoid, gelu, ...
        assertThat(x.sqrt().pow(2).allClose(x.pow(3).div(x.square()), 1e-6, 0)).isTrue();
    }

    @Test
    void reductions() {
        assertThat(x.sum().item()).isEqualTo(21);
        assertThat(x.mean(0).toFloatArray()).containsExactly(2.5f, 3.5f, 4.5f);
        Tensor normed = x.sub(x.mean(Dims.keep(-1))).div(x.std(Dims.keep(-1), 1));
        Indexed best = x.max(1);                                                 // best.values() [2], best.indices() [2]
        assertThat(best.indices().toLongArray()).containsExactly(2, 2);
        assertThat(x.topk(2, 1).values().shape()).isEqualTo(Shape.of(2, 2));
        assertThat(x.logsumexp(1).shape()).isEqualTo(Shape.of(2));
        assertThat(x.var(Dims.ALL, 0).item()).isCloseTo(35 / 12.0, within(1e-6));
        assertThat(x.argmax(1).toLongArray()).containsExactly(2, 2);             // x.argmax(): counted over all elements
        assertThat(x.cumsum(1).toFloatArray()).containsExactly(1, 3, 6, 4, 9, 15);
        assertThat(normed.mean(1).abs().max().item()).isLessThan(1e-6);
    }

    @Test
    void views() {
        assertThat(x.t().isContiguous()).isFalse();
        assertThatThrownBy(() -> x.t().view(6)).hasMessageContaining("use reshape()");
        assertThat(x.t().reshape(6).toFloatArray()).containsExactly(1, 4, 2, 5, 3, 6);
        Tensor heads = x.unflatten(1, 3, 1).transpose(0, 1);                     // [3, 2, 1]
        Tensor[] parts = x.chunk(3, -1);                                         // 3 of [2, 1]
        assertThat(x.split(2, 1)[1].shape()).isEqualTo(Shape.of(2, 1));
        assertThat(heads.permute(2, 0, 1).shape()).isEqualTo(Shape.of(1, 3, 2));
        x.select(0, 1).fill(0);                                                  // writes through
        assertThat(x.sum(1).toFloatArray()).containsExactly(6, 0);
        assertThat(heads.shape()).isEqualTo(Shape.of(3, 2, 1));
        assertThat(parts).hasSize(3);
    }

    @Test
    void valuesAreWrittenOver() {
        Tensor w = Tensor.of(1, 2).requiresGrad(true);
        Tensor loss = w.square().sum();                                          // needs w; w.add(1) would not
        assertThatThrownBy(() -> w.fill(0)).hasMessageContaining("NoGrad.open()");
        try (NoGrad _ = NoGrad.open()) {
            w.fill(0);
        }
        assertThatThrownBy(loss::backward).hasMessageContaining("written over since");
    }

    @Test
    void indices() {
        Tensor x = Tensor.arange(24, DType.FLOAT32, Device.CPU).view(2, 3, 4);
        assertThat(x.index(at(1), at(-1), at(0)).item()).isEqualTo(20);
        assertThat(x.index(ellipsis(), range(0, 4, 2)).shape()).isEqualTo(Shape.of(2, 3, 2));
        assertThat(x.index(all(), newAxis(), Index.from(1)).shape()).isEqualTo(Shape.of(2, 1, 2, 4));
        Tensor rows = Tensor.of(new long[] {2, 0, -1}, Shape.of(3), Device.CPU);
        assertThat(x.index(at(0), by(rows), at(1)).toFloatArray()).containsExactly(9, 1, 9);
        assertThat(x.index(by(x.gt(20))).toFloatArray()).containsExactly(21, 22, 23);
        Tensor picked = x.gather(2, x.argmax(2).unsqueeze(2));                   // also indexSelect, maskedSelect, nonzero
        assertThat(picked.equal(x.amax(Dims.keep(2)))).isTrue();
        Tensor counts = Tensor.zeros(3).scatterAdd(0, rows.remainder(3), Tensor.ones(3));
        assertThat(counts.toFloatArray()).containsExactly(1, 0, 2);              // scatter() sets, the last one stays
    }

    @Test
    void products() {
        Tensor q = Tensor.randn(new RandomStream(1, 0, 0, 0), 2, 4, 5, 8);       // [B, H, T, D]
        Tensor k = Tensor.randn(new RandomStream(1, 0, 0, 1), 2, 4, 5, 8);
        Tensor scores = q.matmul(k.t()).div(Math.sqrt(8));                       // [B, H, T, T]
        Tensor same = Tensor.einsum("bhid,bhjd->bhij", q, k).div(Math.sqrt(8));
        assertThat(scores.allClose(same, 1e-5, 1e-6)).isTrue();
        assertThat(Tensor.cat(0, q, k).shape()).isEqualTo(Shape.of(4, 4, 5, 8));
        assertThat(Tensor.stack(0, q, k).shape()).isEqualTo(Shape.of(2, 2, 4, 5, 8));
    }

    @Test
    void dtypesAndDevices() {
        Tensor half = x.to(DType.BFLOAT16);
        Tensor exact = x.to(DType.FLOAT64).div(3);
        Tensor ids = x.to(DType.INT64);                                          // towards 0; also INT32, UINT8, BOOL
        List<Device> devices = Device.all();                                     // cpu, cuda:0, ..., and reference, for checks
        Tensor best = x.to(Device.best());                                       // the first graphics card, else the CPU
        Tensor there = x.to(Device.REFERENCE);                                   // or Device.cuda(0), Device.parse("cuda:1")
        assertThatThrownBy(() -> x.add(there)).hasMessageContaining("on cpu and reference");
        Module net = Mlp.of(3, 2).to(Device.best(), DType.FLOAT32).initialize(42);
        float[] values = x.toFloatArray();                                       // row by row, whatever the layout
        double one = x.sum().item();
        assertThat(half.dtype()).isEqualTo(DType.BFLOAT16);
        assertThat(exact.select(0, 0).toDoubleArray()).containsExactly(1 / 3.0, 2 / 3.0, 1);
        assertThat(values).hasSize(6);
        assertThat(one).isEqualTo(21);
        assertThat(ids.dtype()).isEqualTo(DType.INT64);
        assertThat(devices).contains(Device.CPU, best.device(), net.get("0.weight").device());
        net.close();
    }
}
