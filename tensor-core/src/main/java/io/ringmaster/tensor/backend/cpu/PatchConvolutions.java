package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.Windows;
import io.ringmaster.tensor.backend.kernel.Convolutions;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.backend.kernel.Reductions;
import java.lang.foreign.MemorySegment;

/// Convolutions as products of matrices, image by image and group by group: [Patches] by weights.
final class PatchConvolutions {

    private PatchConvolutions() {}

    static void run(Convolutions convolution) {
        try (Scope _ = Scope.open()) {
            switch (convolution) {
                case Convolutions.Forward(var over, var x, var w, var b, var y) -> {
                    Tensor images = channelsLast(y.tensor());
                    copy(b.map(PatchConvolutions::perChannel).orElseGet(() -> zero(w)), Output.set(images));
                    forEach(new Operands(over, asChannelsLast(x), Inputs.contiguous(w), images), place -> {
                        place.gather();
                        BlockedLoops.multiply(place.patches(), place.turnedWeights(), place.results(), true);
                    });
                    copy(images, y);
                }
                case Convolutions.InputGradient(var over, var dy, var w, var dx) -> {
                    Tensor images = channelsLast(dx.tensor());
                    copy(zero(w), Output.set(images));
                    forEach(new Operands(over, images, Inputs.contiguous(w), asChannelsLast(dy)), place -> {
                        BlockedLoops.multiply(place.results(), place.weights(), place.patches(), false);
                        place.scatter();
                    });
                    copy(images, dx);
                }
                case Convolutions.WeightGradient(var over, var x, var dy, var dw, var db) -> {
                    Tensor weights = Tensor.empty(dw.tensor().shape(), DType.FLOAT32, x.backend());
                    copy(zero(weights), Output.set(weights));
                    forEach(new Operands(over, asChannelsLast(x), weights, asChannelsLast(dy)), place -> {
                        place.gather();
                        BlockedLoops.multiply(place.turnedResults(), place.patches(), place.weights(), true);
                    });
                    copy(weights, dw);
                    db.ifPresent(to -> ReductionKernels.run(
                        new Reductions.Sum(dy, new Output(perChannel(to.tensor()), to.adds()))));
                }
            }
        }
    }

    /// @param w contiguous; x and y channels-last; all float32
    private record Operands(Windows over, Tensor x, Tensor w, Tensor y) {

        long groups() {
            return x.dim(1) / w.dim(1);
        }
    }

    /// One image's group of channels as three matrices.
    private record Place(Operands of, Patches held, long image, long group) {

        void gather() {
            held.gather(image, group);
        }

        void scatter() {
            held.scatter(image, group);
        }

        Matrix patches() {
            return held.matrix();
        }

        /// [O / groups, C / groups h w].
        Matrix weights() {
            return weights(false);
        }

        Matrix turnedWeights() {
            return weights(true);
        }

        private Matrix weights(boolean turned) {
            long rows = of.w.dim(0) / of.groups();
            long columns = held.matrix().columns();
            MemorySegment memory = of.w.memory().asSlice(group * rows * columns * Float.BYTES);
            return new Matrix(memory, turned ? columns : rows, turned ? rows : columns, columns, turned);
        }

        /// [H' W', O / groups].
        Matrix results() {
            return results(false);
        }

        Matrix turnedResults() {
            return results(true);
        }

        private Matrix results(boolean turned) {
            long channels = of.y.dim(1) / of.groups();
            long rows = held.matrix().rows();
            long first = image * rows * of.y.dim(1) + group * channels;
            MemorySegment memory = of.y.memory().asSlice(first * Float.BYTES);
            return new Matrix(memory, turned ? channels : rows, turned ? rows : channels, of.y.dim(1), turned);
        }
    }

    private interface Body {

        void run(Place place);
    }

    private static void forEach(Operands of, Body body) {
        long rows = of.y.dim(2) * of.y.dim(3);
        long columns = of.w.dim(1) * of.over.size();
        Tensor memory = Tensor.empty(Shape.of(rows, columns), DType.FLOAT32, of.y.backend());
        Matrix matrix = new Matrix(memory.memory(), rows, columns, columns, false);
        Patches patches = new Patches(of.over, of.x, of.y.shape(), matrix);
        for (long image = 0; image < of.x.dim(0); image++) {
            for (long group = 0; group < of.groups(); group++) {
                body.run(new Place(of, patches, image, group));
            }
        }
    }

    private static Tensor channelsLast(Tensor like) {
        return Tensor.empty(Layout.channelsLast(like.shape()), DType.FLOAT32, like.backend());
    }

    private static Tensor asChannelsLast(Tensor tensor) {
        return Inputs.as(tensor, Layout.channelsLast(tensor.shape()));
    }

    /// Shapes: [O] → [O, 1, 1].
    private static Tensor perChannel(Tensor bias) {
        long[] strides = {bias.layout().stride(0), 1, 1};
        return bias.viewAs(Layout.strided(Shape.of(bias.elements(), 1, 1), strides, bias.layout().offset()));
    }

    private static Tensor zero(Tensor like) {
        Tensor zero = Tensor.empty(Shape.SCALAR, DType.FLOAT32, like.backend());
        ElementKernels.run(new Elements.Fill(0, Output.set(zero)));
        return zero;
    }

    private static void copy(Tensor from, Output to) {
        ElementKernels.run(new Elements.Copy(from, to));
    }
}
