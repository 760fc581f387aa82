package io.ringmaster.tensor.op;

import io.ringmaster.tensor.backend.Window;
import io.ringmaster.tensor.backend.Windows;
import io.ringmaster.tensor.op.OpCase.Form;
import io.ringmaster.tensor.op.OpCase.Input;
import java.util.ArrayList;
import java.util.List;

/// Convolutions on inputs to try them on.
final class ConvolutionCases {

    private ConvolutionCases() {}

    static List<OpCase> all() {
        List<OpCase> cases = new ArrayList<>(plain());
        cases.addAll(grouped());
        cases.addAll(signals());
        cases.addAll(transposed());
        return cases;
    }

    private static Windows square(long size, long stride, long padding) {
        Window window = new Window(size, stride, 1, padding, padding);
        return new Windows(window, window);
    }

    private static List<OpCase> plain() {
        Convolution same = new Convolution(square(3, 1, 1), 1);
        return List.of(
            new OpCase(same, new Input(2, 3, 5, 6), new Input(4, 3, 3, 3), new Input(4)),
            new OpCase(same, new Input(2, 3, 5, 6), new Input(4, 3, 3, 3)),
            new OpCase(same, Input.channelsLast(2, 3, 5, 6), new Input(4, 3, 3, 3), new Input(4)),
            new OpCase(same, new Input(2, 3, 5, 6).in(Form.SLICED), new Input(4, 3, 3, 3).in(Form.SLICED), new Input(4).in(Form.SLICED)),
            new OpCase(same, Input.channelsLast(2, 16, 4, 4), Input.channelsLast(32, 16, 3, 3), new Input(32)),
            new OpCase(same, new Input(1, 1, 1, 1), new Input(1, 1, 3, 3), new Input(1)),
            new OpCase(same, new Input(0, 3, 5, 6), new Input(4, 3, 3, 3), new Input(4)),
            new OpCase(new Convolution(square(5, 1, 2), 1), new Input(2, 1, 8, 8), new Input(6, 1, 5, 5), new Input(6)),
            new OpCase(new Convolution(square(5, 1, 0), 1), Input.channelsLast(2, 6, 8, 8), new Input(16, 6, 5, 5), new Input(16)),
            new OpCase(new Convolution(square(1, 1, 0), 1), Input.channelsLast(2, 7, 3, 5), new Input(9, 7, 1, 1), new Input(9)),
            new OpCase(new Convolution(square(1, 2, 0), 1), Input.channelsLast(2, 16, 5, 5), new Input(32, 16, 1, 1), new Input(32)),
            new OpCase(new Convolution(square(3, 2, 1), 1), Input.channelsLast(2, 4, 7, 7), new Input(8, 4, 3, 3)),
            new OpCase(new Convolution(square(2, 3, 0), 1), new Input(2, 3, 7, 8), new Input(5, 3, 2, 2), new Input(5)),
            new OpCase(new Convolution(new Windows(new Window(3, 2, 2, 1, 2), new Window(2, 1, 3, 0, 1)), 1),
                new Input(2, 3, 9, 8), new Input(4, 3, 3, 2), new Input(4)));
    }

    private static List<OpCase> grouped() {
        return List.of(
            new OpCase(new Convolution(square(3, 1, 1), 2), new Input(2, 4, 5, 5), new Input(6, 2, 3, 3), new Input(6)),
            new OpCase(new Convolution(square(3, 2, 1), 6), Input.channelsLast(2, 6, 6, 6), new Input(6, 1, 3, 3)),
            new OpCase(new Convolution(square(3, 1, 1), 16), Input.channelsLast(2, 16, 5, 5), new Input(32, 1, 3, 3), new Input(32)),
            new OpCase(new Convolution(square(3, 1, 1), 2), Input.channelsLast(2, 32, 4, 4), new Input(32, 16, 3, 3).in(Form.SLICED)));
    }

    private static List<OpCase> signals() {
        Windows over = new Windows(new Window(1, 1, 1, 0, 0), new Window(3, 2, 1, 1, 1));
        return List.of(
            new OpCase(new Convolution(over, 1), new Input(2, 3, 9), new Input(4, 3, 3), new Input(4)),
            new OpCase(new Convolution(over, 3), Input.channelsLast(2, 3, 9), new Input(3, 1, 3)),
            new OpCase(new TransposedConvolution(over, 1, 0, 1), new Input(2, 4, 5), new Input(4, 3, 3), new Input(3)));
    }

    private static List<OpCase> transposed() {
        return List.of(
            new OpCase(new TransposedConvolution(square(3, 2, 1), 1, 0, 0),
                new Input(2, 4, 3, 5), new Input(4, 3, 3, 3), new Input(3)),
            new OpCase(new TransposedConvolution(square(3, 2, 1), 1, 1, 1),
                Input.channelsLast(2, 16, 3, 3), new Input(16, 8, 3, 3)),
            new OpCase(new TransposedConvolution(square(2, 3, 0), 2, 2, 0),
                new Input(1, 4, 2, 3), new Input(4, 3, 2, 2), new Input(6)),
            new OpCase(new TransposedConvolution(new Windows(new Window(3, 1, 2, 1, 1), new Window(2, 1, 3, 0, 0)), 1, 1, 2),
                new Input(2, 2, 3, 4), new Input(2, 3, 3, 2), new Input(3)),
            new OpCase(new TransposedConvolution(square(4, 1, 0), 1, 0, 0), new Input(2, 5, 1, 1), new Input(5, 2, 4, 4)),
            new OpCase(new TransposedConvolution(square(2, 2, 0), 1, 0, 0), new Input(0, 5, 2, 2), new Input(5, 2, 2, 2)));
    }
}
