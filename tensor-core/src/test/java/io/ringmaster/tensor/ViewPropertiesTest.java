package io.ringmaster.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringmaster.tensor.op.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/// Views, parts and indices against arrays: whatever the layout, the elements are those a book says.
class ViewPropertiesTest {

    private Scope scope;

    @BeforeTry
    void openScope() {
        scope = Scope.open();
    }

    @AfterTry
    void closeScope() {
        scope.close();
    }

    /// A model and the order in which its dims lie in memory.
    @SuppressWarnings("ArrayRecordComponent")
    record Sample(ArrayModel model, int[] order) {

        Tensor tensor() {
            return model.tensor(order);
        }

        int rank() {
            return model.shape().length;
        }

        @Override
        public String toString() {
            return Arrays.toString(model.shape()) + " in memory by " + Arrays.toString(order);
        }
    }

    @Provide
    Arbitrary<Sample> samples() {
        return samples(0, 0);
    }

    @Provide
    Arbitrary<Sample> filled() {
        return samples(1, 1);
    }

    private static Arbitrary<Sample> samples(int leastRank, int leastSize) {
        Arbitrary<int[]> shapes = Arbitraries.integers().between(leastSize, 4).array(int[].class).ofMinSize(leastRank).ofMaxSize(4);
        return Combinators.combine(shapes, Arbitraries.integers()).as((shape, seed) -> {
            List<Integer> order = new ArrayList<>();
            for (int dim = 0; dim < shape.length; dim++) {
                order.add(dim);
            }
            Collections.shuffle(order, new Random(seed));
            return new Sample(ArrayModel.counted(shape), order.stream().mapToInt(Integer::intValue).toArray());
        });
    }

    @Property(tries = 300)
    void layoutsShowTheirElements(@ForAll("samples") Sample x) {
        assertThat(ArrayModel.of(x.tensor())).isEqualTo(x.model());
        assertThat(ArrayModel.of(x.tensor().contiguous())).isEqualTo(x.model());
        assertThat(x.tensor().contiguous().isContiguous()).isTrue();
    }

    @Property(tries = 300)
    void permuteAndTranspose(@ForAll("filled") Sample x, @ForAll Random random) {
        List<Integer> dims = new ArrayList<>(Arrays.stream(x.order()).boxed().toList());
        Collections.shuffle(dims, random);
        int[] order = dims.stream().mapToInt(Integer::intValue).toArray();
        int[] shape = Arrays.stream(order).map(dim -> x.model().shape()[dim]).toArray();
        assertThat(ArrayModel.of(x.tensor().permute(order))).isEqualTo(x.model().map(shape, index -> {
            int[] source = new int[order.length];
            for (int dim = 0; dim < order.length; dim++) {
                source[order[dim]] = index[dim];
            }
            return source;
        }));
        int first = random.nextInt(x.rank());
        int second = random.nextInt(x.rank());
        assertThat(ArrayModel.of(x.tensor().transpose(first, second - x.rank()))).isEqualTo(
            x.model().map(swap(x.model().shape(), first, second), index -> swap(index, first, second)));
    }

    private static int[] swap(int[] values, int first, int second) {
        int[] swapped = values.clone();
        swapped[first] = values[second];
        swapped[second] = values[first];
        return swapped;
    }

    @Property(tries = 500)
    void viewSharesMemoryOrSaysWhy(@ForAll("filled") Sample x, @ForAll Random random) {
        int[] shape = regrouped(x.model().shape(), random);
        long[] dims = Arrays.stream(shape).asLongStream().toArray();
        ArrayModel expected = new ArrayModel(shape, x.model().values());
        Tensor tensor = x.tensor();
        assertThat(ArrayModel.of(tensor.reshape(dims))).isEqualTo(expected);
        assertThat(ArrayModel.of(tensor.contiguous().view(dims))).isEqualTo(expected);
        if (tensor.layout().view(Shape.of(dims)).isPresent()) {
            Tensor view = tensor.view(dims);
            assertThat(ArrayModel.of(view)).isEqualTo(expected);
            view.fill(-1);
            assertThat(tensor.toFloatArray()).containsOnly(-1);
        } else {
            assertThatThrownBy(() -> tensor.view(dims)).isInstanceOf(ShapeException.class).hasMessageContaining("reshape()");
            tensor.reshape(dims).fill(-1);
            assertThat(tensor.toFloatArray()).doesNotContain(-1);
        }
    }

    /// The same number of elements in dims of other sizes.
    private static int[] regrouped(int[] shape, Random random) {
        List<Integer> sizes = new ArrayList<>();
        for (int size : shape) {
            if (!sizes.isEmpty() && random.nextBoolean()) {
                sizes.set(sizes.size() - 1, sizes.getLast() * size);
            } else if (size == 4 && random.nextBoolean()) {
                sizes.addAll(List.of(2, 2));
            } else {
                sizes.add(size);
            }
            if (random.nextInt(4) == 0) {
                sizes.add(1);
            }
        }
        return sizes.stream().mapToInt(Integer::intValue).toArray();
    }

    @Property(tries = 300)
    void flattenSqueezeAndUnsqueeze(@ForAll("filled") Sample x, @ForAll Random random) {
        int first = random.nextInt(x.rank());
        int last = first + random.nextInt(x.rank() - first);
        int[] shape = x.model().shape();
        int[] flat = new int[shape.length - (last - first)];
        System.arraycopy(shape, 0, flat, 0, first);
        flat[first] = ArrayModel.size(Arrays.copyOfRange(shape, first, last + 1));
        System.arraycopy(shape, last + 1, flat, first + 1, shape.length - last - 1);
        Tensor flattened = x.tensor().flatten(first, last - x.rank());
        assertThat(ArrayModel.of(flattened)).isEqualTo(new ArrayModel(flat, x.model().values()));
        long[] inner = Arrays.stream(Arrays.copyOfRange(shape, first, last + 1)).asLongStream().toArray();
        assertThat(ArrayModel.of(flattened.unflatten(first, inner))).isEqualTo(x.model());
        Tensor wider = x.tensor().unsqueeze(first);
        assertThat(wider.dim(first)).isEqualTo(1);
        assertThat(ArrayModel.of(wider.squeeze(first))).isEqualTo(x.model());
        assertThat(x.tensor().unsqueeze(-1).shape().rank()).isEqualTo(x.rank() + 1);
        long[] thick = Arrays.stream(shape).filter(size -> size != 1).asLongStream().toArray();
        assertThat(x.tensor().squeeze().shape()).isEqualTo(Shape.of(thick));
    }

    @Property(tries = 500)
    void sliceAsPythonDoes(@ForAll("filled") Sample x, @ForAll @IntRange(min = -6, max = 6) int from,
        @ForAll @IntRange(min = -6, max = 6) int to, @ForAll @IntRange(min = 1, max = 3) int step, @ForAll Random random) {
        int dim = random.nextInt(x.rank());
        int size = x.model().shape()[dim];
        int start = bounded(from, size);
        int end = bounded(to, size);
        List<Integer> taken = new ArrayList<>();
        for (int at = start; at < end; at += step) {
            taken.add(at);
        }
        ArrayModel expected = take(x.model(), dim, taken);
        assertThat(ArrayModel.of(x.tensor().slice(dim, from, to, step))).isEqualTo(expected);
        assertThat(ArrayModel.of(x.tensor().index(dimsThen(dim, Index.range(from, to, step))))).isEqualTo(expected);
    }

    private static int bounded(int index, int size) {
        return Math.clamp(index < 0 ? index + size : index, 0, size);
    }

    private static Index[] dimsThen(int dim, Index last) {
        Index[] indices = new Index[dim + 1];
        Arrays.fill(indices, Index.all());
        indices[dim] = last;
        return indices;
    }

    private static ArrayModel take(ArrayModel model, int dim, List<Integer> taken) {
        int[] shape = model.shape().clone();
        shape[dim] = taken.size();
        return model.map(shape, index -> {
            int[] source = index.clone();
            source[dim] = taken.get(index[dim]);
            return source;
        });
    }

    @Property(tries = 300)
    void partsAddUpToTheWhole(@ForAll("filled") Sample x, @ForAll @IntRange(min = 1, max = 5) int count, @ForAll Random random) {
        int dim = random.nextInt(x.rank());
        int size = x.model().shape()[dim];
        assertThat(ArrayModel.of(Tensor.cat(dim, x.tensor().chunk(count, dim)))).isEqualTo(x.model());
        assertThat(ArrayModel.of(Tensor.cat(dim, x.tensor().split(count, dim)))).isEqualTo(x.model());
        assertThat(ArrayModel.of(Tensor.stack(dim, x.tensor().unbind(dim)))).isEqualTo(x.model());
        int first = random.nextInt(size + 1);
        assertThat(ArrayModel.of(Tensor.cat(dim, x.tensor().split(new long[] {first, size - first}, dim)))).isEqualTo(x.model());
        int at = random.nextInt(size);
        assertThat(ArrayModel.of(x.tensor().select(dim, at - size).unsqueeze(dim)))
            .isEqualTo(take(x.model(), dim, List.of(at)));
    }

    @Property(tries = 300)
    void indexSelectFlipAndRoll(@ForAll("filled") Sample x, @ForAll @IntRange(min = -5, max = 5) int shift, @ForAll Random random) {
        int dim = random.nextInt(x.rank());
        int size = x.model().shape()[dim];
        List<Integer> taken = random.ints(random.nextInt(6), 0, size).boxed().toList();
        Tensor index = longs(taken);
        ArrayModel expected = take(x.model(), dim, taken);
        assertThat(ArrayModel.of(x.tensor().indexSelect(dim, index))).isEqualTo(expected);
        assertThat(ArrayModel.of(x.tensor().index(dimsThen(dim, Index.by(index.sub(size).remainder(size).sub(size))))))
            .isEqualTo(expected);
        List<Integer> reversed = new ArrayList<>();
        List<Integer> rolled = new ArrayList<>();
        for (int at = 0; at < size; at++) {
            reversed.addFirst(at);
            rolled.add(Math.floorMod(at - shift, size));
        }
        assertThat(ArrayModel.of(x.tensor().flip(dim))).isEqualTo(take(x.model(), dim, reversed));
        assertThat(ArrayModel.of(x.tensor().roll(shift, dim))).isEqualTo(take(x.model(), dim, rolled));
    }

    private static Tensor longs(List<Integer> values) {
        return Tensor.of(values.stream().mapToLong(Integer::longValue).toArray(), Shape.of(values.size()), Device.CPU);
    }

    @Property(tries = 300)
    void tensorsIndexTogether(@ForAll("filled") Sample x, @ForAll Random random) {
        int rank = x.rank();
        boolean[] indexed = new boolean[rank];
        Index[] indices = new Index[rank];
        int[][] picks = new int[rank][];
        int count = 0;
        int length = 1 + random.nextInt(4);
        for (int dim = 0; dim < rank; dim++) {
            indexed[dim] = random.nextBoolean();
            picks[dim] = random.ints(length, 0, x.model().shape()[dim]).toArray();
            count += indexed[dim] ? 1 : 0;
            indices[dim] = indexed[dim] ? Index.by(longs(Arrays.stream(picks[dim]).boxed().toList())) : Index.all();
        }
        int first = firstOf(indexed);
        int place = count == 0 ? -1 : isRun(indexed) ? first : 0;
        List<Integer> shape = new ArrayList<>();
        for (int dim = 0; dim < rank; dim++) {
            if (!indexed[dim]) {
                shape.add(x.model().shape()[dim]);
            }
        }
        if (count > 0) {
            shape.add(place, length);
        }
        ArrayModel expected = x.model().map(shape.stream().mapToInt(Integer::intValue).toArray(), index -> {
            List<Integer> rest = new ArrayList<>(Arrays.stream(index).boxed().toList());
            int at = place < 0 ? 0 : rest.remove(/* index */ place);
            int[] source = new int[rank];
            for (int dim = 0; dim < rank; dim++) {
                source[dim] = indexed[dim] ? picks[dim][at] : rest.removeFirst();
            }
            return source;
        });
        assertThat(ArrayModel.of(x.tensor().index(indices))).isEqualTo(expected);
    }

    private static int firstOf(boolean[] flags) {
        for (int i = 0; i < flags.length; i++) {
            if (flags[i]) {
                return i;
            }
        }
        return flags.length;
    }

    private static boolean isRun(boolean[] flags) {
        int first = firstOf(flags);
        int end = first;
        while (end < flags.length && flags[end]) {
            end++;
        }
        for (int i = end; i < flags.length; i++) {
            if (flags[i]) {
                return false;
            }
        }
        return true;
    }

    @Property(tries = 200)
    void masksSelectWhatTheyHold(@ForAll("filled") Sample x, @ForAll Random random) {
        double least = random.nextInt(20);
        Tensor tensor = x.tensor();
        double[] expected = Arrays.stream(x.model().values()).filter(value -> value >= least).toArray();
        assertThat(tensor.maskedSelect(tensor.ge(least)).toDoubleArray()).containsExactly(expected);
        assertThat(tensor.index(Index.by(tensor.ge(least))).toDoubleArray()).containsExactly(expected);
        Tensor places = tensor.ge(least).nonzero();
        assertThat(places.shape()).isEqualTo(Shape.of(expected.length, x.rank()));
        assertThat(tensor.maskedFill(tensor.ge(least), -1).add(tensor.mul(tensor.ge(least))).toDoubleArray())
            .containsExactly(Arrays.stream(x.model().values()).map(value -> value >= least ? value - 1 : value).toArray());
    }

    @Property(tries = 200)
    void expandAndRepeat(@ForAll("filled") Sample x, @ForAll @IntRange(min = 1, max = 3) int times, @ForAll Random random) {
        int dim = random.nextInt(x.rank());
        int size = x.model().shape()[dim];
        long[] counts = new long[x.rank()];
        Arrays.fill(counts, 1);
        counts[dim] = times;
        List<Integer> repeated = new ArrayList<>();
        List<Integer> interleaved = new ArrayList<>();
        for (int at = 0; at < size * times; at++) {
            repeated.add(at % size);
            interleaved.add(at / times);
        }
        assertThat(ArrayModel.of(x.tensor().repeat(counts))).isEqualTo(take(x.model(), dim, repeated));
        assertThat(ArrayModel.of(x.tensor().repeatInterleave(times, dim))).isEqualTo(take(x.model(), dim, interleaved));
        long[] kept = new long[x.rank() + 1];
        Arrays.fill(kept, -1);
        kept[0] = times;
        Tensor expanded = x.tensor().expand(kept);
        assertThat(ArrayModel.of(expanded.select(0, times - 1))).isEqualTo(x.model());
        assertThat(expanded.block()).isSameAs(expanded.select(0, 0).block());
    }

    @Property(tries = 200)
    void trianglesAndDiagonals(@ForAll("filled") Sample x, @ForAll @IntRange(min = -4, max = 4) int shift) {
        if (x.rank() < 2) {
            return;
        }
        int[] shape = x.model().shape();
        int rows = shape.length - 2;
        assertThat(ArrayModel.of(x.tensor().tril(shift))).isEqualTo(ArrayModel.fill(shape, index ->
            index[rows + 1] - index[rows] <= shift ? x.model().at(index) : 0));
        assertThat(ArrayModel.of(x.tensor().triu(shift))).isEqualTo(ArrayModel.fill(shape, index ->
            index[rows + 1] - index[rows] >= shift ? x.model().at(index) : 0));
        int down = Math.max(0, -shift);
        int across = Math.max(0, shift);
        int[] diagonal = Arrays.copyOf(shape, shape.length - 1);
        diagonal[rows] = Math.max(0, Math.min(shape[rows] - down, shape[rows + 1] - across));
        assertThat(ArrayModel.of(x.tensor().diagonal(-2, -1, shift))).isEqualTo(x.model().map(diagonal, index -> {
            int[] source = Arrays.copyOf(index, shape.length);
            source[rows] = index[rows] + down;
            source[rows + 1] = index[rows] + across;
            return source;
        }));
    }

    @Property(tries = 200)
    void gatherAndScatterAreEachOthersInverse(@ForAll("filled") Sample x, @ForAll Random random) {
        int dim = random.nextInt(x.rank());
        List<Integer> order = new ArrayList<>();
        for (int at = 0; at < x.model().shape()[dim]; at++) {
            order.add(at);
        }
        Collections.shuffle(order, random);
        long[] spread = new long[x.rank()];
        Arrays.fill(spread, 1);
        spread[dim] = order.size();
        Tensor index = longs(order).view(spread).broadcastTo(x.tensor().shape());
        Tensor gathered = x.tensor().gather(dim, index);
        assertThat(ArrayModel.of(gathered)).isEqualTo(take(x.model(), dim, order));
        assertThat(ArrayModel.of(Tensor.zerosLike(gathered).scatter(dim, index, gathered))).isEqualTo(x.model());
        assertThat(ArrayModel.of(x.tensor().scatterAdd(dim, index, gathered))).isEqualTo(
            ArrayModel.fill(x.model().shape(), at -> 2 * x.model().at(at)));
    }

    @Property(tries = 100)
    void sizesAreInferred(@ForAll @IntRange(min = 1, max = 6) int a, @ForAll @IntRange(min = 1, max = 6) int b) {
        assertThat(View.infer(Shape.of(a, b), b, -1)).isEqualTo(Shape.of(b, a));
        assertThatThrownBy(() -> View.infer(Shape.of(a, b), -1, -1)).hasMessageContaining("at most one");
        assertThatThrownBy(() -> View.infer(Shape.of(a, b), a * b + 1, -1)).hasMessageContaining("no size");
    }
}
