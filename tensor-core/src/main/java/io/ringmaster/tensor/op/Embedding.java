package io.ringmaster.tensor.op;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Comparison;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.backend.kernel.Gathers;
import java.util.Arrays;
import java.util.List;

/// Rows of w by their index. Gradients of rows that were taken several times add up in the order of the indices.
///
/// Shapes: w [V, D], index [...] int64 → y [..., D].
///
/// @param padding the index whose row gets no gradient, or [#NO_PADDING]
public record Embedding(long padding) implements LayerOp {

    public static final long NO_PADDING = -1;

    @Override
    public Shape shape(List<Tensor> inputs) {
        Shape w = inputs.get(0).shape();
        Tensor index = inputs.get(1);
        if (w.rank() != 2 || index.dtype() != DType.INT64 || padding < NO_PADDING || padding >= w.dim(0)) {
            throw new ShapeException("embedding%s: weight is %s, indices are %s; they must be [V, D] and int64, the padding index "
                + "below V", padding == NO_PADDING ? "" : " with padding index " + padding, w, index.summary());
        }
        long[] dims = Arrays.copyOf(index.shape().dims(), index.shape().rank() + 1);
        dims[dims.length - 1] = w.dim(1);
        return Shape.of(dims);
    }

    @Override
    public Tensor forward(Backend on, List<Tensor> inputs) {
        Tensor w = inputs.get(0);
        requireFloating(List.of(w));
        Tensor y = Tensor.empty(shape(inputs), w.dtype(), on);
        on.run(new Gathers.Gather(0, w, rows(on, inputs), Output.set(flat(y))));
        return y;
    }

    @Override
    public Gradients backward(Backend on, List<Tensor> inputs, Tensor y, Tensor dy) {
        return new Gradients(dw -> {
            Tensor index = rows(on, inputs);
            if (!dw.adds()) {
                on.run(new Elements.Fill(0, dw));
            }
            on.run(new Gathers.Scatter(0, unpadded(on, index, flat(dy)), index, Output.add(dw.tensor())));
        });
    }

    /// Shapes: [...] → [N, D], each index repeated along its row.
    private static Tensor rows(Backend on, List<Tensor> inputs) {
        Tensor index = inputs.get(1);
        long size = inputs.get(0).dim(1);
        Tensor flat = index;
        if (!index.isContiguous()) {
            flat = Tensor.empty(index.shape(), DType.INT64, on);
            on.run(new Elements.Copy(index, Output.set(flat)));
        }
        return flat.viewAs(Layout.strided(Shape.of(index.elements(), size), new long[] {1, 0}, flat.layout().offset()));
    }

    /// Shapes: [..., D] → [N, D].
    private static Tensor flat(Tensor rows) {
        long size = rows.dim(-1);
        Shape matrix = Shape.of(size == 0 ? 0 : rows.elements() / size, size);
        return rows.viewAs(Layout.strided(matrix, Layout.contiguous(matrix).strides(), rows.layout().offset()));
    }

    /// The rows, with zeros for those of the padding index.
    private Tensor unpadded(Backend on, Tensor index, Tensor dy) {
        if (padding == NO_PADDING || dy.elements() == 0) {
            return dy;
        }
        Tensor pads = Tensor.empty(dy.shape(), DType.BOOL, on);
        on.run(new Elements.CompareScalar(Comparison.EQUAL, index, padding, Output.set(pads)));
        Tensor zero = Tensor.empty(Shape.SCALAR, dy.dtype(), on);
        on.run(new Elements.Fill(0, Output.set(zero)));
        Tensor kept = Tensor.empty(dy.shape(), dy.dtype(), on);
        on.run(new Elements.Where(pads, zero, dy, Output.set(kept)));
        return kept;
    }
}
