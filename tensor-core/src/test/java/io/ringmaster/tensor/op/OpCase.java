package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Shape;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// An op with inputs to try it on.
public record OpCase(Op op, List<Input> inputs) {

    /// What an input's elements are.
    ///
    /// VALUES are of 0.1 to 1 or their negatives, FRACTIONS of 0.1 to 0.9, both with a gradient; POSITIVE of 0.1 to 1 without
    /// one; LABELS int64 below the first input's last size; INDICES int64 below a bound; TRUTHS bool;
    /// PLACE a place of floats that forward fills, NUMBERS one of uint8 in channels-last layout.
    enum Kind { VALUES, FRACTIONS, POSITIVE, LABELS, INDICES, TRUTHS, PLACE, NUMBERS }

    /// How an input lies in memory: without gaps; as a transposed view of a matrix; as every second element of each row; as
    /// one element or row, repeated; with the channels next to each other.
    enum Form { CONTIGUOUS, TRANSPOSED, SLICED, EXPANDED, CHANNELS_LAST }

    /// @param bound of INDICES
    record Input(Shape shape, Kind kind, Form form, long bound) {

        Input(Shape shape, Kind kind, Form form) {
            this(shape, kind, form, 0);
        }

        Input(long... dims) {
            this(Shape.of(dims), Kind.VALUES, Form.CONTIGUOUS);
        }

        static Input transposed(long... dims) {
            return new Input(dims).in(Form.TRANSPOSED);
        }

        static Input channelsLast(long... dims) {
            return new Input(dims).in(Form.CHANNELS_LAST);
        }

        static Input sliced(long... dims) {
            return new Input(dims).in(Form.SLICED);
        }

        static Input labels(long rows) {
            return new Input(Shape.of(rows), Kind.LABELS, Form.CONTIGUOUS);
        }

        static Input indices(long bound, long... dims) {
            return new Input(Shape.of(dims), Kind.INDICES, Form.CONTIGUOUS, bound);
        }

        static Input truths(long... dims) {
            return new Input(Shape.of(dims), Kind.TRUTHS, Form.CONTIGUOUS);
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
            return in(Form.TRANSPOSED);
        }

        Input in(Form other) {
            return new Input(shape, kind, other, bound);
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
        return Stream.of(
            AttentionCases.all(),
            ConvolutionCases.all(),
            EmbeddingCases.all(),
            GatherCases.all(),
            LossCases.all(),
            MatrixCases.all(),
            NormalizationCases.all(),
            PointwiseCases.all(),
            PoolingCases.all(),
            ReductionCases.all(),
            RowCases.all(),
            ViewCases.all()).flatMap(List::stream);
    }
}
