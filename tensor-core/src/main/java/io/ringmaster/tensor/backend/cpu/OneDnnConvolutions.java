package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.Window;
import io.ringmaster.tensor.backend.Windows;
import io.ringmaster.tensor.backend.cpu.onednn.Argument;
import io.ringmaster.tensor.backend.cpu.onednn.Descriptor;
import io.ringmaster.tensor.backend.cpu.onednn.Key;
import io.ringmaster.tensor.backend.cpu.onednn.OneDnn;
import io.ringmaster.tensor.backend.cpu.onednn.Primitive;
import io.ringmaster.tensor.backend.cpu.onednn.Primitive.Side;
import io.ringmaster.tensor.backend.cpu.onednn.ProgramBuilder;
import io.ringmaster.tensor.backend.cpu.onednn.ProgramMemory;
import io.ringmaster.tensor.backend.cpu.onednn.Session;
import io.ringmaster.tensor.backend.cpu.onednn.Steps;
import io.ringmaster.tensor.backend.kernel.Convolutions;
import java.util.List;
import java.util.Optional;

/// Convolutions by oneDNN over channels-last memory. Images in another layout, and weights, are brought into the
/// library's within the program.
record OneDnnConvolutions(OneDnn library) {

    /// The library divides the sum over a batch among its threads; with one the result doesn't depend on their number.
    private static final int ONE_THREAD = 1;

    /// Below so many channels, and up to so many places of an image, those of the library's kernels are faster that it takes
    /// where the result's order is left to it. They order it as it is wanted all the same.
    private static final long FEW_CHANNELS = 16;
    private static final long FEW_PLACES = 16;

    Runnable prepared(Convolutions convolution, int threads) {
        boolean direct = switch (convolution) {
            case Convolutions.Forward(_, var x, var w, var b, _) ->
                Inputs.isStrided(x) && Inputs.isContiguous(w) && b.map(Inputs::isContiguous).orElse(true);
            case Convolutions.InputGradient(_, var dy, var w, _) -> Inputs.isStrided(dy) && Inputs.isContiguous(w);
            case Convolutions.WeightGradient(_, var x, var dy, _, _) -> Inputs.isStrided(x) && Inputs.isStrided(dy);
        };
        boolean writes = convolution.outputs().stream().allMatch(output -> output.tensor().dtype() == DType.FLOAT32);
        return direct && writes ? direct(convolution, threads) : () -> staged(convolution, threads);
    }

    private Runnable direct(Convolutions convolution, int threads) {
        return switch (convolution) {
            case Convolutions.Forward(var over, var x, var w, var b, var y) -> forward(over, x, w, b, y, threads);
            case Convolutions.InputGradient(var over, var dy, var w, var dx) -> inputGradient(over, dy, w, dx, threads);
            case Convolutions.WeightGradient(var over, var x, var dy, var dw, var db) -> weightGradient(over, x, dy, dw, db);
        };
    }

    private void staged(Convolutions convolution, int threads) {
        try (Scope _ = Scope.open()) {
            switch (convolution) {
                case Convolutions.Forward(var over, var x, var w, var b, var y) -> Staged.where(true, y, to -> forward(
                    over, Inputs.strided(x), Inputs.contiguous(w), b.map(Inputs::contiguous), to, threads).run());
                case Convolutions.InputGradient(var over, var dy, var w, var dx) ->
                    Staged.where(true, dx, to -> inputGradient(
                        over, Inputs.strided(dy), Inputs.contiguous(w), to, threads).run());
                case Convolutions.WeightGradient(var over, var x, var dy, var dw, var db) -> Staged.where(true, dw, to -> {
                    Tensor from = Inputs.strided(x);
                    Tensor slope = Inputs.strided(dy);
                    db.ifPresentOrElse(
                        bias -> Staged.where(true, bias, too -> weightGradient(over, from, slope, to, Optional.of(too)).run()),
                        () -> weightGradient(over, from, slope, to, Optional.empty()).run());
                });
            }
        }
    }

    private Runnable forward(Windows over, Tensor x, Tensor w, Optional<Tensor> b, Output y, int threads) {
        boolean biased = b.isPresent();
        Tensor bias = b.orElse(w);
        Key key = key(library.session(), Work.CONVOLUTION, over, x, w, y.tensor()).add(biased).add(y.adds());
        return new OneDnnRun(library, key, threads, to -> {
            to.named("convolution of %s with %s to %s", x.layout(), w.shape(), y.tensor().layout());
            Descriptor biases = biased ? to.plain(bias.elements()) : ProgramBuilder.NONE;
            Descriptor result = result(to, x, y.tensor(), y.tensor());
            Primitive primitive = to.convolution(channelsLast(to, x), to.any(weights(w, x)), biases, result, steps(over));
            ProgramMemory from = to.as(to.given(0, image(to, x)), primitive.wants(Side.SRC));
            ProgramMemory by = to.as(to.given(1, to.plain(weights(w, x))), primitive.wants(Side.WEIGHTS));
            ProgramMemory into = to.given(3, image(to, y.tensor()));
            ProgramMemory target = to.target(into, primitive.wants(Side.DST), y.adds());
            ProgramBuilder.Arguments arguments = to.run(primitive)
                .with(Argument.SRC, from).with(Argument.WEIGHTS, by).with(Argument.DST, target);
            if (biased) {
                arguments.with(Argument.BIAS, to.given(2, biases));
            }
            arguments.end();
            to.deliver(target, into, y.adds());
        }, x, w, bias, y.tensor());
    }

    private Runnable inputGradient(Windows over, Tensor dy, Tensor w, Output dx, int threads) {
        Key key = key(library.session(), Work.CONVOLUTION_INPUT_GRADIENT, over, dx.tensor(), w, dy).add(dx.adds());
        return new OneDnnRun(library, key, threads, to -> {
            to.named("input gradient %s of a convolution with %s from %s",
                dx.tensor().layout(), w.shape(), dy.layout());
            Primitive primitive = to.convolutionInputGradient(
                result(to, dx.tensor(), dy, dx.tensor()), to.any(weights(w, dx.tensor())), channelsLast(to, dy), steps(over));
            ProgramMemory from = to.as(to.given(0, image(to, dy)), primitive.wants(Side.DIFF_DST));
            ProgramMemory by = to.as(to.given(1, to.plain(weights(w, dx.tensor()))), primitive.wants(Side.WEIGHTS));
            ProgramMemory into = to.given(2, image(to, dx.tensor()));
            ProgramMemory target = to.target(into, primitive.wants(Side.DIFF_SRC), dx.adds());
            to.run(primitive)
                .with(Argument.DIFF_DST, from).with(Argument.WEIGHTS, by).with(Argument.DIFF_SRC, target).end();
            to.deliver(target, into, dx.adds());
        }, dy, w, dx.tensor());
    }

    private Runnable weightGradient(Windows over, Tensor x, Tensor dy, Output dw, Optional<Output> db) {
        Tensor weights = dw.tensor();
        boolean biased = db.isPresent();
        boolean addsBias = biased && db.get().adds();
        Key key = key(library.session(), Work.CONVOLUTION_WEIGHT_GRADIENT, over, x, weights, dy)
            .add(dw.adds()).add(biased).add(addsBias);
        return new OneDnnRun(library, key, ONE_THREAD, to -> {
            to.named("weight gradient %s of a convolution of %s from %s", weights.layout(), x.layout(), dy.layout());
            Descriptor biases = biased ? to.plain(dy.dim(1)) : ProgramBuilder.NONE;
            Primitive primitive = to.convolutionWeightGradient(
                channelsLast(to, x), to.any(weights(weights, x)), biases, channelsLast(to, dy), steps(over));
            ProgramMemory from = to.as(to.given(0, image(to, x)), primitive.wants(Side.SRC));
            ProgramMemory slope = to.as(to.given(1, image(to, dy)), primitive.wants(Side.DIFF_DST));
            ProgramMemory into = to.given(2, weightMemory(to, weights, x));
            ProgramMemory target = to.target(into, primitive.wants(Side.DIFF_WEIGHTS), dw.adds());
            ProgramMemory biasInto = to.given(3, biases);
            ProgramMemory biasTarget = biased ? to.target(biasInto, biases, addsBias) : biasInto;
            ProgramBuilder.Arguments arguments = to.run(primitive)
                .with(Argument.SRC, from).with(Argument.DIFF_DST, slope).with(Argument.DIFF_WEIGHTS, target);
            if (biased) {
                arguments.with(Argument.DIFF_BIAS, biasTarget);
            }
            arguments.end();
            to.deliver(target, into, dw.adds());
            to.deliver(biasTarget, biasInto, addsBias);
        }, x, dy, weights, db.map(Output::tensor).orElse(weights));
    }

    private static Key key(Session session, int work, Windows over, Tensor x, Tensor w, Tensor y) {
        Key key = session.key(work).add(x.layout()).add(w.layout()).add(y.layout());
        for (Window window : new Window[] {over.height(), over.width()}) {
            key.add(window.stride()).add(window.dilation()).add(window.before()).add(window.after());
        }
        return key;
    }

    /// As the library names it where channels are next to each other: dims of size 1 have strides that matter to it.
    private static Descriptor image(ProgramBuilder to, Tensor tensor) {
        Layout canonical = Layout.channelsLast(tensor.shape());
        return to.of(tensor.layout().hasStridesOf(canonical) ? canonical : tensor.layout());
    }

    /// How a convolution's result, or its input's gradient, is asked for.
    ///
    /// @param x and y the images on either side
    private static Descriptor result(ProgramBuilder to, Tensor x, Tensor y, Tensor of) {
        boolean isFree = x.dim(1) < FEW_CHANNELS || y.dim(1) < FEW_CHANNELS || y.dim(2) * y.dim(3) <= FEW_PLACES;
        return isFree ? to.any(of.shape().dims()) : channelsLast(to, of);
    }

    private static Descriptor channelsLast(ProgramBuilder to, Tensor tensor) {
        return to.of(Layout.channelsLast(tensor.shape()));
    }

    /// The dims of weights, with the groups ahead where there are several.
    private static long[] weights(Tensor w, Tensor x) {
        Shape shape = w.shape();
        long groups = x.dim(1) / shape.dim(1);
        return groups == 1 ? shape.dims()
            : new long[] {groups, shape.dim(0) / groups, shape.dim(1), shape.dim(2), shape.dim(3)};
    }

    private static Descriptor weightMemory(ProgramBuilder to, Tensor dw, Tensor x) {
        long[] dims = weights(dw, x);
        if (dw.isContiguous()) {
            return to.plain(dims);
        }
        if (dims.length == 4) {
            return to.of(dw.layout());
        }
        Layout layout = dw.layout();
        long[] strides = {dims[1] * layout.stride(0), layout.stride(0), layout.stride(1), layout.stride(2), layout.stride(3)};
        return to.strided(dims, strides);
    }

    /// The library counts what lies between two elements of a window, and checks that the padding behind is what is read.
    private static Steps steps(Windows over) {
        Window height = over.height();
        Window width = over.width();
        return new Steps(List.of(height.stride(), width.stride()), List.of(height.dilation() - 1, width.dilation() - 1),
            List.of(height.before(), width.before()), List.of(height.after(), width.after()));
    }
}
