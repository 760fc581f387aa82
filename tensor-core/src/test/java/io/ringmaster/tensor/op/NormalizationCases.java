package io.ringmaster.tensor.op;

import io.ringmaster.tensor.op.OpCase.Input;
import java.util.ArrayList;
import java.util.List;

/// Normalizations on inputs to try them on.
final class NormalizationCases {

    private NormalizationCases() {}

    static List<OpCase> all() {
        List<OpCase> cases = new ArrayList<>();
        for (Input x : List.of(new Input(4, 3), new Input(2, 1), new Input(3, 5, 4), new Input(2, 3, 4, 5),
            Input.channelsLast(2, 3, 4, 5), Input.sliced(2, 3, 4, 5), Input.channelsLast(2, 32, 3, 3), new Input(1, 2, 1, 2),
            Input.channelsLast(3, 6, 2, 2), new Input(2, 2, 2, 2, 2), Input.transposed(6, 4))) {
            cases.add(batch(x, false));
            cases.add(batch(x, true));
        }
        cases.add(batch(new Input(0, 3, 2, 2), true));
        for (Input x : List.of(new Input(4, 6), new Input(1, 6), new Input(2, 3, 6), new Input(6), Input.sliced(3, 6),
            Input.transposed(5, 6), new Input(0, 6))) {
            cases.addAll(rows(x, new Input(6)));
        }
        cases.addAll(rows(new Input(3, 1), new Input(1)));
        cases.addAll(rows(new Input(2, 3, 4, 5), new Input(4, 5)));
        cases.addAll(rows(new Input(2, 300), Input.sliced(300)));
        return cases;
    }

    private static OpCase batch(Input x, boolean given) {
        long channels = x.shape().dim(1);
        Input statistic = given ? Input.weights(channels) : Input.place(channels);
        return new OpCase(new BatchNorm(1e-5, given), x, new Input(channels), new Input(channels), statistic, statistic);
    }

    private static List<OpCase> rows(Input x, Input w) {
        Input statistic = Input.place(x.shape().elements() / w.shape().elements());
        return List.of(
            new OpCase(new LayerNorm(1e-5), x, w, w, statistic, statistic),
            new OpCase(new RmsNorm(1e-6), x, w, statistic));
    }
}
