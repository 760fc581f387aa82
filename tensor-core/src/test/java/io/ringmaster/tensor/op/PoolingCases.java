package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.backend.Window;
import io.ringmaster.tensor.backend.Windows;
import io.ringmaster.tensor.op.OpCase.Form;
import io.ringmaster.tensor.op.OpCase.Input;
import io.ringmaster.tensor.op.OpCase.Kind;
import java.util.ArrayList;
import java.util.List;

/// Pools on inputs to try them on.
final class PoolingCases {

    private PoolingCases() {}

    static List<OpCase> all() {
        List<OpCase> cases = new ArrayList<>();
        cases.addAll(pools(square(2, 2, 0), false, new Input(2, 3, 6, 8)));
        cases.addAll(pools(square(2, 2, 0), false, Input.channelsLast(2, 6, 7, 5)));
        cases.addAll(pools(square(2, 2, 0), false, Input.channelsLast(2, 32, 4, 4)));
        cases.addAll(pools(square(2, 2, 0), true, Input.channelsLast(2, 16, 5, 7)));
        cases.addAll(pools(square(3, 2, 1), false, Input.sliced(2, 3, 7, 8)));
        cases.addAll(pools(square(3, 2, 1), true, new Input(2, 3, 8, 6)));
        cases.addAll(pools(square(3, 1, 1), false, Input.channelsLast(1, 16, 5, 5)));
        cases.addAll(pools(square(1, 3, 0), false, new Input(2, 3, 7, 4)));
        cases.addAll(pools(square(4, 4, 0), false, Input.channelsLast(3, 16, 4, 4)));
        cases.addAll(pools(new Windows(new Window(3, 1, 1, 1, 1), new Window(2, 3, 1, 0, 0)), false, new Input(2, 2, 5, 8)));
        cases.addAll(pools(new Windows(new Window(1, 1, 1, 0, 0), new Window(3, 2, 1, 1, 1)), true, new Input(2, 3, 9)));
        cases.addAll(pools(square(2, 2, 0), false, new Input(0, 3, 4, 4)));
        cases.add(max(new Windows(new Window(2, 1, 2, 0, 0), new Window(2, 2, 3, 1, 1)), new Input(2, 2, 6, 7)));
        for (Input x : List.of(new Input(2, 3, 4, 4), Input.channelsLast(2, 16, 4, 6), new Input(2, 3, 5, 7), new Input(0, 3, 5, 7))) {
            cases.add(new OpCase(new AdaptiveAveragePool(1, 1), x));
            cases.add(new OpCase(new AdaptiveAveragePool(2, 3), x));
        }
        cases.add(new OpCase(new AdaptiveAveragePool(1, 4), Input.channelsLast(2, 3, 10)));
        return cases;
    }

    private static Windows square(long size, long stride, long padding) {
        Window window = new Window(size, stride, 1, padding, padding);
        return new Windows(window, window);
    }

    private static List<OpCase> pools(Windows windows, boolean ceil, Input x) {
        PoolWindows over = new PoolWindows(windows, ceil);
        return List.of(
            max(over, x), new OpCase(new AveragePool(over, true), x), new OpCase(new AveragePool(over, false), x));
    }

    private static OpCase max(Windows windows, Input x) {
        return max(new PoolWindows(windows, false), x);
    }

    private static OpCase max(PoolWindows over, Input x) {
        Shape results = over.results("max pool", x.shape());
        return new OpCase(new MaxPool(over), x, new Input(results, Kind.NUMBERS, Form.CHANNELS_LAST));
    }
}
