package io.ringmaster.tensor.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
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
}
