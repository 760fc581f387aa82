package io.ringmaster.tensor.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.BackendOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuBackendProviderTest {

    @TempDir
    private Path folder;

    @Test
    void whereTheLibrariesCannotBeUnpackedPlainLoopsMultiply() throws IOException {
        Path inTheWay = Files.createFile(folder.resolve("file"));
        Backend backend = new CpuBackendProvider().open(0, BackendOptions.DEFAULT.withNativeLibraries(inTheWay));
        assertProduct(backend);
    }

    @Test
    void aKernelMayUseAsManyThreadsAsItsCallerSays() {
        Backend backend = new CpuBackendProvider().open(0, BackendOptions.DEFAULT.withNativeLibraries(folder));
        backend.useThreads(2);
        assertProduct(backend);
        backend.useThreads(1);
        assertProduct(backend);
    }

    private static void assertProduct(Backend backend) {
        try (Scope _ = Scope.open()) {
            Tensor a = Tensor.empty(Shape.of(70, 90), DType.FLOAT32, backend);
            Tensor b = Tensor.empty(Shape.of(90, 80), DType.FLOAT32, backend);
            a.fill(2);
            b.fill(0.5);
            assertThat(a.matmul(b).toFloatArray()).hasSize(5_600).containsOnly(90);
        }
    }
}
