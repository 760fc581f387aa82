package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Dims;
import io.ringmaster.tensor.op.OpCase.Form;
import io.ringmaster.tensor.op.OpCase.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Reductions on inputs to try them on.
final class ReductionCases {

    private ReductionCases() {}

    static List<OpCase> all() {
        List<OpCase> cases = new ArrayList<>();
        List<Function<Dims, Op>> reductions = List.of(Sum::new, Product::new, Norm::new,
            dims -> new Extreme(Extreme.Kind.LARGEST, dims, false), dims -> new Extreme(Extreme.Kind.SMALLEST, dims, true));
        for (Function<Dims, Op> reduction : reductions) {
            cases.addAll(along(reduction));
        }
        for (Function<Dims, Op> reduction : reductions.subList(0, 3)) {
            cases.add(new OpCase(reduction.apply(Dims.ALL), new Input(0)));
            cases.add(new OpCase(reduction.apply(Dims.of(0)), new Input(0, 4)));
        }
        for (Extreme.Kind kind : Extreme.Kind.values()) {
            cases.add(new OpCase(new ArgExtreme(kind, 0), new Input(1)));
            cases.add(new OpCase(new ArgExtreme(kind, 0), new Input(5000)));
            cases.add(new OpCase(new ArgExtreme(kind, 1), new Input(3, 4)));
            cases.add(new OpCase(new ArgExtreme(kind, 1), new Input(2, 5, 3)));
            cases.add(new OpCase(new ArgExtreme(kind, 0), new Input(4, 0)));
            cases.add(new OpCase(new ArgExtreme(kind, 0), Input.transposed(6, 4)));
            cases.add(new OpCase(new ArgExtreme(kind, 1), Input.transposed(6, 4)));
            cases.add(new OpCase(new ArgExtreme(kind, 1), new Input(2, 5, 3, 2).in(Form.CHANNELS_LAST)));
            cases.add(new OpCase(new ArgExtreme(kind, 1), new Input(4, 5).in(Form.SLICED)));
        }
        return cases;
    }

    private static List<OpCase> along(Function<Dims, Op> reduction) {
        return List.of(
            new OpCase(reduction.apply(Dims.ALL), new Input()),
            new OpCase(reduction.apply(Dims.ALL), new Input(300)),
            new OpCase(reduction.apply(Dims.keep()), new Input(3, 4)),
            new OpCase(reduction.apply(Dims.of(0)), new Input(3, 4)),
            new OpCase(reduction.apply(Dims.keep(1)), new Input(3, 4)),
            new OpCase(reduction.apply(Dims.of(-1)), new Input(3, 1)),
            new OpCase(reduction.apply(Dims.of(0)), Input.transposed(3, 4)),
            new OpCase(reduction.apply(Dims.of(1)), Input.transposed(3, 4)),
            new OpCase(reduction.apply(Dims.of(1)), new Input(2, 3, 4)),
            new OpCase(reduction.apply(Dims.of(0, 2)), new Input(2, 3, 4)),
            new OpCase(reduction.apply(Dims.keep(0, -1)), new Input(2, 3, 4)),
            new OpCase(reduction.apply(Dims.of(0, 2, 3)), new Input(2, 3, 2, 2).in(Form.CHANNELS_LAST)),
            new OpCase(reduction.apply(Dims.of(1)), new Input(2, 3, 2, 2).in(Form.CHANNELS_LAST)),
            new OpCase(reduction.apply(Dims.of(1)), new Input(4, 5).in(Form.SLICED)),
            new OpCase(reduction.apply(Dims.of(0)), new Input(2, 2500)),
            new OpCase(reduction.apply(Dims.of(1)), new Input(0, 4)));
    }
}
