package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.op.OpCase.Form;
import io.ringmaster.tensor.op.OpCase.Input;
import java.util.List;
import java.util.stream.Stream;

/// Views and joins on inputs to try them on.
final class ViewCases {

    private ViewCases() {}

    static List<OpCase> all() {
        return Stream.of(shapes(), orders(), parts(), joins()).flatMap(List::stream).toList();
    }

    private static List<OpCase> shapes() {
        return List.of(
            new OpCase(new View(Shape.of(6)), new Input(2, 3)),
            new OpCase(new View(Shape.of(2, 0)), new Input(0, 7)),
            new OpCase(new View(Shape.SCALAR), new Input(1, 1)),
            new OpCase(new View(Shape.of(1, 3, 1, 2)), Input.transposed(3, 2)),
            new OpCase(new View(Shape.of(2, 3, 4)), new Input(2, 3, 2, 2).in(Form.CHANNELS_LAST)),
            new OpCase(new View(Shape.of(12)), new Input(3, 4).in(Form.SLICED)),
            new OpCase(new Expand(Shape.of(2, 3, 4)), new Input(3, 1)),
            new OpCase(new Expand(Shape.of(5)), new Input()),
            new OpCase(new Expand(Shape.of(0, 3)), new Input(1, 3)),
            new OpCase(new Expand(Shape.of(3, 3, 4)), Input.transposed(3, 4)));
    }

    private static List<OpCase> orders() {
        return List.of(
            new OpCase(Permute.of(1, 0), new Input(2, 3)),
            new OpCase(Permute.of(1, 0), Input.transposed(2, 3)),
            new OpCase(Permute.of(2, -2, 0), new Input(2, 3, 4)),
            new OpCase(Permute.of(1, 0), new Input(0, 3)),
            new OpCase(Permute.of(), new Input()),
            new OpCase(Permute.of(0, 2, 3, 1), new Input(2, 3, 2, 2).in(Form.CHANNELS_LAST)));
    }

    private static List<OpCase> parts() {
        return List.of(
            new OpCase(new Slice(0, 1, 2, 1), new Input(4, 3)),
            new OpCase(new Slice(1, 0, 2, 2), new Input(4, 3)),
            new OpCase(new Slice(1, 2, 0, 1), new Input(4, 3)),
            new OpCase(new Slice(0, 0, 3, 1), new Input(3)),
            new OpCase(new Slice(0, 2, 1, 1), Input.transposed(4, 3)),
            new OpCase(new Slice(1, 1, 2, 1), new Input(2, 3, 2, 2).in(Form.CHANNELS_LAST)),
            new OpCase(new Diagonal(0, 1, 0), new Input(3, 3)),
            new OpCase(new Diagonal(0, 1, 1), new Input(3, 4)),
            new OpCase(new Diagonal(1, 0, -2), new Input(3, 4)),
            new OpCase(new Diagonal(0, 2, -1), new Input(3, 2, 4)),
            new OpCase(new Diagonal(0, 1, 5), new Input(3, 3)));
    }

    private static List<OpCase> joins() {
        return List.of(
            new OpCase(new Concatenate(0), new Input(2, 3)),
            new OpCase(new Concatenate(0), new Input(2, 3), new Input(1, 3), new Input(0, 3)),
            new OpCase(new Concatenate(1), new Input(2, 3), Input.transposed(2, 4)),
            new OpCase(new Concatenate(1), new Input(2, 1, 2), new Input(2, 3, 2)));
    }
}
