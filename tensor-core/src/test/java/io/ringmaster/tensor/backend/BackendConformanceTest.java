package io.ringmaster.tensor.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.random.RandomStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a backend owes beyond ops.
class BackendConformanceTest {

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "reference"})
    void accumulatesFromNativeAndHeapMemoryAlignedToFour(String device) {
        Backend on = Backends.of(Device.parse(device));
        int count = 5001;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment into = arena.allocate(4L * count + 4, 64).asSlice(4);
            MemorySegment from = MemorySegment.ofArray(new byte[4 * count + 1]).asSlice(1);
            for (int i = 0; i < count; i++) {
                into.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i, i);
                from.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i, 0.5f);
            }
            on.accumulate(into, from);
            on.scale(into, 2);
            for (int i = 0; i < count; i++) {
                assertThat(into.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i)).isEqualTo(2f * i + 1);
            }
            assertThatThrownBy(() -> on.accumulate(into, from.asSlice(4))).hasMessageContaining("bytes");
        }
    }

    @Test
    void dropoutKeepsTheSameElementsOnEveryBackend() {
        DropoutMask mask = new DropoutMask(new RandomStream(3, 14, 1, 5), 0.3);
        float[] ones = new float[10_001];
        Arrays.fill(ones, 1);
        try (Scope _ = Scope.open()) {
            float[] cpu = Tensor.of(ones, Shape.of(73, 137), Device.CPU).dropout(mask).toFloatArray();
            float[] reference = Tensor.of(ones, Shape.of(73, 137), Device.REFERENCE).dropout(mask).toFloatArray();
            assertThat(cpu).containsExactly(reference);
            int kept = 0;
            for (int i = 0; i < cpu.length; i++) {
                assertThat(cpu[i] != 0).isEqualTo(mask.stream().uniform(i) >= 0.3);
                kept += cpu[i] != 0 ? 1 : 0;
            }
            assertThat(kept).isBetween(6_700, 7_300);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "reference"})
    void dropoutOfAllOrNone(String device) {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new float[] {1, -2, 3}, Shape.of(3), Device.parse(device));
            RandomStream stream = new RandomStream(1, 1, 1, 1);
            assertThat(x.dropout(new DropoutMask(stream, 0)).toFloatArray()).containsExactly(1, -2, 3);
            assertThat(x.dropout(new DropoutMask(stream, 1)).toFloatArray()).containsExactly(0, 0, 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "reference"})
    void argmaxTakesTheFirstOfEqualsAndNaNAsLargest(String device) {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new float[] {1, 3, 3, 0f, -0f, -1, 5, Float.NaN, 9}, Shape.of(3, 3),
                Device.parse(device));
            assertThat(x.argmax(1).toLongArray()).containsExactly(1, 0, 1);
        }
    }

    @Test
    void freedBlocksServeTheNextAndTrimReturnsThem() {
        CachingAllocator allocator = CachingAllocator.ofHost();
        Block first = allocator.allocate(1000);
        assertThat(first.memory().address() % 64).isZero();
        first.close();
        Block second = allocator.allocate(990);
        assertThat(second).isSameAs(first);
        assertThat(allocator.usage()).isEqualTo(new Allocator.Usage(1024, 1024, 1));
        second.close();
        assertThatThrownBy(second::close).hasMessageContaining("twice");
        allocator.trim();
        assertThat(allocator.usage()).isEqualTo(new Allocator.Usage(0, 0, 1));
    }

    @Test
    void sizeClassesWasteAtMostAQuarter() {
        for (long bytes = 257; bytes < 1 << 20; bytes += 37) {
            long size = CachingAllocator.sizeClass(bytes);
            assertThat(size).isBetween(bytes, bytes + bytes / 4);
            assertThat(size % 64).isZero();
        }
    }

    @Test
    void optionsComeBeforeTheFirstTensor() {
        Backends.of(Device.REFERENCE);
        assertThatThrownBy(() -> Backends.configure(BackendOptions.DEFAULT.withThreads(7)))
            .hasMessageContaining("too late");
        assertThatThrownBy(() -> BackendOptions.DEFAULT.withThreads(0)).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> Backends.of(new Device("cuda", 3))).hasMessageContaining("cuda:3");
    }
}
