package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.Unary;
import io.ringmaster.tensor.backend.cpu.onednn.Algorithm;
import io.ringmaster.tensor.backend.cpu.onednn.Argument;
import io.ringmaster.tensor.backend.cpu.onednn.Descriptor;
import io.ringmaster.tensor.backend.cpu.onednn.Key;
import io.ringmaster.tensor.backend.cpu.onednn.OneDnn;
import io.ringmaster.tensor.backend.kernel.Elements;

/// Those functions of single elements by oneDNN that it computes several times faster than loops in Java: copies between
/// layouts, and GELU. The rest by loops.
record OneDnnElements(OneDnn library) {

    /// From so many elements on a call of the library costs less than it saves.
    private static final long MANY = 1 << 11;

    Runnable prepared(Elements elements, int threads) {
        return switch (elements) {
            case Elements.Copy(var x, var y) when isReorder(x, y) -> copy(x, y, threads);
            case Elements.Map(Unary.Plain function, var x, var y) when isGelu(function) && isFlat(y, x) ->
                map(algorithm(function), x, y.tensor(), threads);
            case Elements.MapGradient(Unary.Plain function, var of, var dy, var y) when isGelu(function) && isFlat(y, of, dy) ->
                gradient(algorithm(function), of, dy, y.tensor(), threads);
            default -> ElementKernels.prepared(elements);
        };
    }

    private static boolean isReorder(Tensor x, Output y) {
        Layout to = y.tensor().layout();
        return y.tensor().elements() >= MANY && y.tensor().dtype() == DType.FLOAT32 && x.shape().equals(y.tensor().shape())
            && Inputs.isStrided(x) && to.isDense() && x.layout().isDense() && !x.layout().hasStridesOf(to);
    }

    private Runnable copy(Tensor x, Output y, int threads) {
        Key key = library.session().key(Work.COPY).add(x.layout()).add(y.tensor().layout()).add(y.adds());
        Layout from = x.layout();
        Layout to = y.tensor().layout();
        return new OneDnnRun(library, key, threads, program -> {
            program.named("copy of %s to %s", from, to);
            program.reorder(program.given(0, program.of(from)), program.given(1, program.of(to)), y.adds());
        }, x, y.tensor());
    }

    private static boolean isGelu(Unary.Plain function) {
        return function == Unary.Plain.GELU || function == Unary.Plain.GELU_TANH;
    }

    private static Algorithm algorithm(Unary.Plain function) {
        return function == Unary.Plain.GELU ? Algorithm.GELU_ERF : Algorithm.GELU_TANH;
    }

    private static boolean isFlat(Output y, Tensor... operands) {
        Layout layout = y.tensor().layout();
        if (y.adds() || y.tensor().elements() < MANY || y.tensor().dtype() != DType.FLOAT32 || !layout.isDense()) {
            return false;
        }
        for (Tensor operand : operands) {
            if (!Inputs.lies(operand, layout)) {
                return false;
            }
        }
        return true;
    }

    private Runnable map(Algorithm algorithm, Tensor x, Tensor y, int threads) {
        Key key = library.session().key(Work.FUNCTION).add(algorithm.number()).add(y.elements());
        long elements = y.elements();
        return new OneDnnRun(library, key, threads, to -> {
            to.named("%s of %d elements", algorithm, elements);
            Descriptor row = to.plain(elements);
            to.run(to.eltwise(algorithm, row)).with(Argument.SRC, to.given(0, row)).with(Argument.DST, to.given(1, row)).end();
        }, x, y);
    }

    private Runnable gradient(Algorithm algorithm, Tensor of, Tensor dy, Tensor dx, int threads) {
        Key key = library.session().key(Work.FUNCTION_GRADIENT).add(algorithm.number()).add(dx.elements());
        long elements = dx.elements();
        return new OneDnnRun(library, key, threads, to -> {
            to.named("gradient of %s of %d elements", algorithm, elements);
            Descriptor row = to.plain(elements);
            to.run(to.eltwiseGradient(algorithm, row)).with(Argument.SRC, to.given(0, row))
                .with(Argument.DIFF_DST, to.given(1, row)).with(Argument.DIFF_SRC, to.given(2, row)).end();
        }, of, dy, dx);
    }
}
