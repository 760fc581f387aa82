package io.ringmaster.tensor.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class OneDnnTest {

    /// Else the CPU backend would silently be tested with plain loops only.
    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64", disabledReason = "oneDNN's libraries here are Linux x86-64's")
    void loadsAndMultipliesInto() throws IOException {
        try (NativeLibraries libraries = NativeLibraries.in(Optional.empty()); Arena arena = Arena.ofConfined()) {
            MatrixKernel kernel = OneDnn.load(libraries);
            MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2, 3, 4);
            MemorySegment result = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 100, 100, 100, 100);
            Matrix plain = new Matrix(memory, 2, 2, 2, false);
            Matrix transposed = new Matrix(memory, 2, 2, 2, true);
            kernel.multiply(plain, transposed, new Matrix(result, 2, 2, 2, false), true, 2);
            assertThat(result.toArray(ValueLayout.JAVA_FLOAT)).containsExactly(105, 111, 111, 125);
        }
    }

    /// Else a shard's gradient would depend on where in its worker's batch the shard lies.
    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64", disabledReason = "oneDNN's libraries here are Linux x86-64's")
    void productsDoNotDependOnWhereMatricesLie() throws IOException {
        try (NativeLibraries libraries = NativeLibraries.in(Optional.empty())) {
            MatrixKernel kernel = OneDnn.load(libraries);
            Random random = new Random(1);
            for (int trial = 0; trial < 300; trial++) {
                int rows = random.nextInt(1, trial % 3 == 0 ? 20 : 130);
                int inner = random.nextInt(1, trial % 5 == 0 ? 800 : 70);
                int columns = random.nextInt(1, trial % 7 == 0 ? 800 : 70);
                Product product = new Product(kernel, random.nextBoolean(), random.nextBoolean(), random.nextBoolean(),
                    values(random, rows * inner), values(random, inner * columns), values(random, rows * columns));
                float[] aligned = product.at(rows, columns, () -> 0);
                for (int place = 0; place < 5; place++) {
                    assertThat(product.at(rows, columns, () -> random.nextInt(1024))).isEqualTo(aligned);
                }
            }
        }
    }

    /// One product, at any number of floats from a page's start.
    private record Product(
        MatrixKernel kernel, boolean leftTransposed, boolean rightTransposed, boolean adds,
        MemorySegment a, MemorySegment b, MemorySegment c) {

        float[] at(int rows, int columns, IntSupplier offset) {
            int inner = Math.toIntExact(a.byteSize() / Float.BYTES / rows);
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment result = place(arena, c, offset.getAsInt());
                kernel.multiply(
                    new Matrix(place(arena, a, offset.getAsInt()), rows, inner, leftTransposed ? rows : inner, leftTransposed),
                    new Matrix(place(arena, b, offset.getAsInt()), inner, columns, rightTransposed ? inner : columns, rightTransposed),
                    new Matrix(result, rows, columns, columns, false), adds, 1);
                return result.toArray(ValueLayout.JAVA_FLOAT);
            }
        }

        private static MemorySegment place(Arena arena, MemorySegment values, int offset) {
            long before = (long) offset * Float.BYTES;
            return arena.allocate(before + values.byteSize(), 4096).asSlice(before).copyFrom(values);
        }
    }

    private static MemorySegment values(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return MemorySegment.ofArray(values);
    }
}
