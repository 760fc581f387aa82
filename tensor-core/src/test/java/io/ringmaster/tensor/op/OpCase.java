package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.backend.DropoutMask;
import io.ringmaster.tensor.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// An op with inputs to try it on.
public record OpCase(Op op, List<Input> inputs) {

    enum Kind { VALUES, FRACTIONS, POSITIVE, LABELS, PLACE }

    /// How an input lies in memory: without gaps; as a transposed view of a matrix; as every second element of each row; with
    /// its second dim last.
    enum Form { CONTIGUOUS, TRANSPOSED, SLICED, CHANNELS_LAST }

    record Input(Shape shape, Kind kind, Form form) {

        Input(long... dims) {
            this(Shape.of(dims), Kind.VALUES, Form.CONTIGUOUS);
        }

        static Input transposed(long... dims) {
            return new Input(dims).transposed();
        }

        static Input sliced(long... dims) {
            return new Input(Shape.of(dims), Kind.VALUES, Form.SLICED);
        }

        static Input channelsLast(long... dims) {
            return new Input(Shape.of(dims), Kind.VALUES, Form.CHANNELS_LAST);
        }

        static Input labels(long rows) {
            return new Input(Shape.of(rows), Kind.LABELS, Form.CONTIGUOUS);
        }

        /// Values of 0.1 to 0.9 that have a gradient.
        static Input fractions(long... dims) {
            return new Input(Shape.of(dims), Kind.FRACTIONS, Form.CONTIGUOUS);
        }

        /// Values above 0 without a gradient.
        static Input weights(long... dims) {
            return new Input(Shape.of(dims), Kind.POSITIVE, Form.CONTIGUOUS);
        }

        /// A place of floats that forward fills.
        static Input place(long... dims) {
            return new Input(Shape.of(dims), Kind.PLACE, Form.CONTIGUOUS);
        }

        Input transposed() {
            return new Input(shape, kind, Form.TRANSPOSED);
        }

        @Override
        public String toString() {
            return (form == Form.CONTIGUOUS ? "" : form + " ") + (kind == Kind.VALUES ? "" : kind + " ") + shape;
        }
    }

    OpCase(Op op, Input... inputs) {
        this(op, List.of(inputs));
    }

    @Override
    public String toString() {
        return op.title() + " of " + inputs;
    }

    static Set<Class<?>> covered() {
        return all().map(each -> each.op.getClass()).collect(Collectors.toSet());
    }

    public static Stream<OpCase> all() {
        return Stream.of(elementwise(), unary(), matrices(), reductions(), views(), ConvolutionCases.all(),
            LossCases.all(), NormalizationCases.all()).flatMap(List::stream);
    }

    private static List<OpCase> elementwise() {
        List<OpCase> cases = new ArrayList<>();
        for (Op op : List.of(new Add(), new Subtract(), new Multiply())) {
            cases.add(new OpCase(op, new Input(), new Input()));
            cases.add(new OpCase(op, new Input(3, 4), new Input(3, 4)));
            cases.add(new OpCase(op, new Input(3, 4), new Input(4)));
            cases.add(new OpCase(op, new Input(3, 1), new Input(2, 1, 4)));
            cases.add(new OpCase(op, new Input(), new Input(5)));
            cases.add(new OpCase(op, new Input(0, 4), new Input(1, 4)));
            cases.add(new OpCase(op, new Input(3, 0), new Input(3, 1)));
            cases.add(new OpCase(op, Input.transposed(5, 3), new Input(5, 3)));
            cases.add(new OpCase(op, new Input(2, 5, 3), Input.transposed(5, 3)));
            cases.add(new OpCase(op, new Input(2, 2500), new Input(2, 1)));
        }
        return cases;
    }

    private static List<OpCase> unary() {
        DropoutMask mask = new DropoutMask(new RandomStream(5, 1, 0, 3), 0.4);
        List<OpCase> cases = new ArrayList<>();
        for (Op op : List.of(new Relu(), new Scale(-1.5), new Dropout(mask), new Contiguous(), new LogSoftmax())) {
            cases.add(new OpCase(op, new Input(1)));
            cases.add(new OpCase(op, new Input(4097)));
            cases.add(new OpCase(op, new Input(3, 5)));
            cases.add(new OpCase(op, new Input(2, 3, 4)));
            cases.add(new OpCase(op, new Input(0)));
            cases.add(new OpCase(op, new Input(0, 3)));
            cases.add(new OpCase(op, new Input(3, 0)));
            cases.add(new OpCase(op, Input.transposed(7, 3)));
        }
        return cases;
    }

    private static List<OpCase> matrices() {
        List<OpCase> cases = new ArrayList<>();
        long[][] sizes = {{1, 1, 1}, {2, 3, 4}, {1, 5, 3}, {4, 1, 3}, {4, 3, 1}, {0, 3, 2}, {2, 0, 3}, {2, 3, 0},
            {33, 300, 270}};
        for (long[] size : sizes) {
            long m = size[0];
            long k = size[1];
            long n = size[2];
            cases.add(new OpCase(new MatMul(), new Input(m, k), new Input(k, n)));
            cases.add(new OpCase(new MatMul(), Input.transposed(m, k), new Input(k, n)));
            cases.add(new OpCase(new MatMul(), new Input(m, k), Input.transposed(k, n)));
            cases.add(new OpCase(new MatMul(), Input.transposed(m, k), Input.transposed(k, n)));
            cases.add(new OpCase(new Linear(), new Input(m, k), new Input(n, k), new Input(n)));
            cases.add(new OpCase(new Linear(), Input.transposed(m, k), Input.transposed(n, k), new Input(n)));
        }
        return cases;
    }

    private static List<OpCase> reductions() {
        return List.of(
            new OpCase(new Sum(Shape.SCALAR), new Input()),
            new OpCase(new Sum(Shape.SCALAR), new Input(5000)),
            new OpCase(new Sum(Shape.SCALAR), new Input(0)),
            new OpCase(new Sum(Shape.of(4)), new Input(3, 4)),
            new OpCase(new Sum(Shape.of(3, 1)), new Input(3, 4)),
            new OpCase(new Sum(Shape.of(1, 4)), Input.transposed(3, 4)),
            new OpCase(new Sum(Shape.of(2, 1, 4)), new Input(2, 3, 4)),
            new OpCase(new Sum(Shape.of(3, 1)), new Input(2, 3, 4)),
            new OpCase(new Sum(Shape.of(1, 4)), new Input(0, 4)),
            new OpCase(new Sum(Shape.of(2, 3)), new Input(2, 3)));
    }

    private static List<OpCase> views() {
        return List.of(
            new OpCase(new Reshape(Shape.of(6)), new Input(2, 3)),
            new OpCase(new Reshape(Shape.of(2, 0)), new Input(0, 7)),
            new OpCase(new Reshape(Shape.SCALAR), new Input(1, 1)),
            new OpCase(new Transpose(0, 1), new Input(2, 3)),
            new OpCase(new Transpose(0, 1), Input.transposed(2, 3)),
            new OpCase(new Transpose(0, -1), new Input(2, 3, 4)),
            new OpCase(new Transpose(0, 1), new Input(0, 3)));
    }
}
