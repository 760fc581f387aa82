package io.ringmaster.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringmaster.tensor.backend.Allocator;
import io.ringmaster.tensor.backend.Backends;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class ScopeTest {

    private static final Allocator ALLOCATOR = Backends.of(Device.CPU).allocator();

    @Test
    void aScopeGivesBackWhatWasMadeInIt() {
        long before = ALLOCATOR.usage().bytesInUse();
        Tensor made;
        try (Scope _ = Scope.open()) {
            made = Tensor.zeros(10, 10);
            assertThat(ALLOCATOR.usage().bytesInUse()).isGreaterThan(before);
        }
        assertThat(ALLOCATOR.usage().bytesInUse()).isEqualTo(before);
        assertThatThrownBy(made::toFloatArray).isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("freed").hasMessageContaining("Scope.keep");
        assertThatThrownBy(() -> made.add(made)).hasMessageContaining("freed");
    }

    @Test
    void whatIsKeptLivesOnInTheEnclosingScope() {
        long before = ALLOCATOR.usage().bytesInUse();
        Tensor kept;
        try (Scope _ = Scope.open()) {
            try (Scope inner = Scope.open()) {
                kept = inner.keep(Tensor.of(1, 2).mul(2));
            }
            assertThat(kept.toFloatArray()).containsExactly(2, 4);
        }
        assertThatThrownBy(kept::toFloatArray).isInstanceOf(IllegalStateException.class);
        assertThat(ALLOCATOR.usage().bytesInUse()).isEqualTo(before);
    }

    @Test
    void outsideAnyScopeTheMakerCloses() {
        long before = ALLOCATOR.usage().bytesInUse();
        Tensor kept;
        try (Scope scope = Scope.open()) {
            kept = scope.keep(Tensor.of(1, 2));
        }
        assertThat(kept.toFloatArray()).containsExactly(1, 2);
        Tensor view = kept.reshape(2, 1);
        kept.close();
        kept.close();
        assertThat(ALLOCATOR.usage().bytesInUse()).isEqualTo(before);
        assertThatThrownBy(view::toFloatArray).hasMessageContaining("closed");
    }

    /// Outside any scope too: what a result was computed through is there for backward, and goes with it.
    @Test
    void whatWasMadeOnTheWayGoesWithTheResult() {
        Allocator allocator = Backends.of(Device.CPU).allocator();
        long before = allocator.usage().bytesInUse();
        Tensor x = Tensor.of(1, 2, 3).requiresGrad(true);
        Tensor y = x.std();
        y.backward();
        assertThat(x.gradient().orElseThrow().toFloatArray()).containsExactly(-0.5f, 0, 0.5f);
        assertThat(allocator.usage().bytesInUse()).isGreaterThan(before);
        y.close();
        x.close();
        assertThat(allocator.usage().bytesInUse()).isEqualTo(before);
    }

    @Test
    void aTensorPrintsAfterItsEnd() {
        Tensor x = Tensor.of(1, 2);
        x.close();
        assertThat(x).hasToString("float32[2] on cpu, freed");
    }

    @Test
    void scopesCloseInsideOut() {
        Scope outer = Scope.open();
        Scope inner = Scope.open();
        assertThatThrownBy(outer::close).hasMessageContaining("reverse order");
        inner.close();
        outer.close();
        outer.close();
    }

    @Test
    void borrowedMemoryStaysItsOwners() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(24, 8);
            memory.setAtIndex(ValueLayout.JAVA_FLOAT, 5, 7);
            Tensor borrowed = Tensor.borrow(memory, Shape.of(2, 3), DType.FLOAT32, Device.CPU);
            assertThat(borrowed.toFloatArray()).containsExactly(0, 0, 0, 0, 0, 7);
            borrowed.close();
            assertThat(memory.getAtIndex(ValueLayout.JAVA_FLOAT, 5)).isEqualTo(7);
            assertThatThrownBy(() -> Tensor.borrow(memory, Shape.of(7), DType.FLOAT32, Device.CPU))
                .hasMessageContaining("28 bytes");
            assertThatThrownBy(() -> Tensor.borrow(memory.asSlice(2), Shape.of(1), DType.FLOAT32, Device.CPU))
                .hasMessageContaining("aligned to 4");
            assertThatThrownBy(() -> Tensor.borrow(MemorySegment.ofArray(new float[4]), Shape.of(1), DType.FLOAT32,
                Device.CPU)).hasMessageContaining("native");
        }
    }

    @Test
    void devicesParse() {
        assertThat(Device.parse("cpu")).isEqualTo(Device.CPU).hasToString("cpu");
        assertThat(Device.parse("reference:0")).isEqualTo(Device.REFERENCE).hasToString("reference");
        assertThatThrownBy(() -> Device.parse("gpu")).hasMessageContaining("'gpu'").hasMessageContaining("cpu")
            .hasMessageContaining("reference");
        assertThatThrownBy(() -> Device.parse("cpu:1")).hasMessageContaining("'cpu:1'");
    }

    @Test
    void integersKeepTheirValuesThroughTransposes() {
        try (Scope _ = Scope.open()) {
            Tensor big = Tensor.of(new long[] {1L << 60, 2, 3, 4, 5, 6}, Shape.of(2, 3), Device.CPU);
            assertThat(big.t().toLongArray()).containsExactly(1L << 60, 4, 2, 5, 3, 6);
            assertThat(Tensor.of(new float[][] {{1, 2}, {3, 4}}).t().toFloatArray()).containsExactly(1, 3, 2, 4);
        }
    }
}
