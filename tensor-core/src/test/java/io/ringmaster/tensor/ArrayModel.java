package io.ringmaster.tensor;

import java.util.Arrays;
import java.util.function.Function;

/// A tensor as a book defines it: a shape, and a number for each index. Plain, slow, and independent of layouts. -0 is 0.
@SuppressWarnings("ArrayRecordComponent")   // the model of arrays
record ArrayModel(int[] shape, double[] values) {

    ArrayModel {
        Arrays.setAll(values, i -> values[i] == 0 ? 0 : values[i]);
    }

    static ArrayModel of(Tensor tensor) {
        int[] shape = Arrays.stream(tensor.shape().dims()).mapToInt(Math::toIntExact).toArray();
        return new ArrayModel(shape, tensor.toDoubleArray());
    }

    /// 0, 1, 2, ... row by row.
    static ArrayModel counted(int... shape) {
        double[] values = new double[size(shape)];
        Arrays.setAll(values, i -> i);
        return new ArrayModel(shape, values);
    }

    static int size(int... shape) {
        return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }

    double at(int... index) {
        int place = 0;
        for (int dim = 0; dim < shape.length; dim++) {
            if (index[dim] < 0 || index[dim] >= shape[dim]) {
                throw new IndexOutOfBoundsException(Arrays.toString(index) + " in " + Arrays.toString(shape));
            }
            place = place * shape[dim] + index[dim];
        }
        return values[place];
    }

    /// A model of another shape whose element at each index is found at an index of this one.
    ArrayModel map(int[] newShape, Function<int[], int[]> source) {
        return fill(newShape, index -> at(source.apply(index)));
    }

    static ArrayModel fill(int[] shape, Function<int[], Double> value) {
        double[] values = new double[size(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.apply(index(i, shape));
        }
        return new ArrayModel(shape, values);
    }

    static int[] index(int element, int... shape) {
        int[] index = new int[shape.length];
        int rest = element;
        for (int dim = shape.length - 1; dim >= 0; dim--) {
            index[dim] = rest % shape[dim];
            rest /= shape[dim];
        }
        return index;
    }

    /// float32 on the CPU, laid out anyhow: dims in an order of their own, with gaps.
    Tensor tensor(int... order) {
        long[] sizes = Arrays.stream(shape).asLongStream().toArray();
        long[] permuted = new long[sizes.length];
        int[] back = new int[sizes.length];
        for (int dim = 0; dim < sizes.length; dim++) {
            permuted[dim] = sizes[order[dim]];
            back[order[dim]] = dim;
        }
        Tensor wide = Tensor.zeros(Shape.of(withLast(permuted)), DType.FLOAT32, Device.CPU);
        Tensor view = wide.select(-1, 1).permute(back);
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        view.assign(Tensor.of(floats, Shape.of(sizes), Device.CPU));
        return view;
    }

    private static long[] withLast(long... sizes) {
        long[] wider = Arrays.copyOf(sizes, sizes.length + 1);
        wider[sizes.length] = 2;
        return wider;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ArrayModel model && Arrays.equals(shape, model.shape) && Arrays.equals(values, model.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(shape) + " " + Arrays.toString(values);
    }
}
