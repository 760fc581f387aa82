package io.ringmaster.tensor.backend.reference;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.Walk;
import io.ringmaster.tensor.backend.Window;
import io.ringmaster.tensor.backend.Windows;
import io.ringmaster.tensor.backend.kernel.Poolings;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Windows over images, each to one element.
public final class PoolingKernels {

    private PoolingKernels() {}

    public static void run(Poolings pooling) {
        switch (pooling) {
            case Poolings.Max(var over, var x, var y, var places) -> max(over, x, y, places.tensor());
            case Poolings.MaxGradient(var over, var places, var dy, var dx) -> maxGradient(over, places, dy, dx);
            case Poolings.Average(var over, var countsPadding, var x, var y) ->
                average(new Strided(over, countsPadding, x.shape()), x, y);
            case Poolings.AverageGradient(var over, var countsPadding, var dy, var dx) ->
                averageGradient(new Strided(over, countsPadding, dx.tensor().shape()), dy, dx);
            case Poolings.AdaptiveAverage(var x, var y) -> average(new Adaptive(x.shape(), y.tensor().shape()), x, y);
            case Poolings.AdaptiveAverageGradient(var dy, var dx) ->
                averageGradient(new Adaptive(dx.tensor().shape(), dy.shape()), dy, dx);
        }
    }

    /// Along one dim, which elements a window takes and what it is divided by.
    private interface Span {

        /// The place of a window's element, below 0 where it is outside.
        long place(int dim, long window, long element);

        /// How many elements a window has at most.
        long size(int dim, long window);

        long divisor(int dim, long window);
    }

    private record Strided(Windows over, boolean countsPadding, Shape x) implements Span {

        private Window window(int dim) {
            return dim == 2 ? over.height() : over.width();
        }

        @Override
        public long place(int dim, long window, long element) {
            long place = window(dim).place(window, element);
            return place < x.dim(dim) ? place : -1;
        }

        @Override
        public long size(int dim, long window) {
            return window(dim).size();
        }

        @Override
        public long divisor(int dim, long window) {
            long count = 0;
            for (long element = 0; element < size(dim, window); element++) {
                long place = window(dim).place(window, element);
                boolean counts = countsPadding ? place < x.dim(dim) + window(dim).after() : place(dim, window, element) >= 0;
                count += counts ? 1 : 0;
            }
            return count;
        }
    }

    private record Adaptive(Shape x, Shape y) implements Span {

        private long start(int dim, long window) {
            return window * x.dim(dim) / y.dim(dim);
        }

        @Override
        public long place(int dim, long window, long element) {
            return start(dim, window) + element;
        }

        @Override
        public long size(int dim, long window) {
            return Math.ceilDiv((window + 1) * x.dim(dim), y.dim(dim)) - start(dim, window);
        }

        @Override
        public long divisor(int dim, long window) {
            return size(dim, window);
        }
    }

    /// One element of one window: its index in x, its number in the window and the window's index in y, all row by row.
    private interface Visitor {

        void visit(int x, int element, int y);
    }

    private static void forEach(Span span, Shape x, Shape y, Visitor visitor) {
        for (long yi = 0; yi < y.elements(); yi++) {
            long column = yi % y.dim(3);
            long row = yi / y.dim(3) % y.dim(2);
            long image = yi / (y.dim(3) * y.dim(2));
            long width = span.size(3, column);
            for (long element = 0; element < span.size(2, row) * width; element++) {
                long inRow = span.place(2, row, element / width);
                long inColumn = span.place(3, column, element % width);
                if (inRow >= 0 && inColumn >= 0) {
                    visitor.visit((int) ((image * x.dim(2) + inRow) * x.dim(3) + inColumn), (int) element, (int) yi);
                }
            }
        }
    }

    private static void max(Windows over, Tensor x, Output y, Tensor places) {
        Values from = Values.of(x);
        Shape shape = y.tensor().shape();
        int[] best = new int[Math.toIntExact(shape.elements())];
        int[] numbers = new int[best.length];
        Arrays.fill(best, -1);
        forEach(new Strided(over, false, x.shape()), x.shape(), shape, (xi, element, yi) -> {
            double value = from.get(xi);
            if (best[yi] < 0 || value > from.get(best[yi]) || Double.isNaN(value)) {
                best[yi] = xi;
                numbers[yi] = element;
            }
        });
        for (int i = 0; i < best.length; i++) {
            Values.put(y, i, from.get(best[i]));
            putNumber(places, i, numbers[i]);
        }
    }

    private static void maxGradient(Windows over, Tensor places, Tensor dy, Output dx) {
        double[] sums = new double[Math.toIntExact(dx.tensor().elements())];
        Values slope = Values.of(dy);
        Shape shape = dx.tensor().shape();
        forEach(new Strided(over, false, shape), shape, dy.shape(), (xi, element, yi) ->
            sums[xi] += number(places, yi) == element ? slope.get(yi) : 0);
        put(sums, dx);
    }

    private static void average(Span span, Tensor x, Output y) {
        Values from = Values.of(x);
        double[] sums = new double[Math.toIntExact(y.tensor().elements())];
        forEach(span, x.shape(), y.tensor().shape(), (xi, _, yi) -> sums[yi] += from.get(xi));
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= divisor(span, y.tensor().shape(), i);
        }
        put(sums, y);
    }

    private static void averageGradient(Span span, Tensor dy, Output dx) {
        Values slope = Values.of(dy);
        double[] sums = new double[Math.toIntExact(dx.tensor().elements())];
        forEach(span, dx.tensor().shape(), dy.shape(), (xi, _, yi) ->
            sums[xi] += slope.get(yi) / divisor(span, dy.shape(), yi));
        put(sums, dx);
    }

    private static double divisor(Span span, Shape y, long window) {
        return (double) (span.divisor(2, window / y.dim(3) % y.dim(2)) * span.divisor(3, window % y.dim(3)));
    }

    private static void putNumber(Tensor places, long index, int number) {
        long place = Walk.offset(index, places.shape(), places.layout().strides());
        if (places.dtype() == DType.UINT8) {
            places.memory().set(ValueLayout.JAVA_BYTE, place, (byte) number);
        } else {
            places.memory().setAtIndex(ValueLayout.JAVA_INT, place, number);
        }
    }

    private static int number(Tensor places, long index) {
        long place = Walk.offset(index, places.shape(), places.layout().strides());
        return places.dtype() == DType.UINT8
            ? places.memory().get(ValueLayout.JAVA_BYTE, place) & 0xFF
            : places.memory().getAtIndex(ValueLayout.JAVA_INT, place);
    }

    private static void put(double[] sums, Output to) {
        for (int i = 0; i < sums.length; i++) {
            Values.put(to, i, sums[i]);
        }
    }
}
