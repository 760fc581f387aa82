package io.ringmaster.tensor.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.AttentionRule;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.BackendOptions;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.Window;
import io.ringmaster.tensor.backend.Windows;
import io.ringmaster.tensor.backend.kernel.Attentions;
import io.ringmaster.tensor.backend.kernel.Convolutions;
import io.ringmaster.tensor.backend.kernel.Kernel;
import io.ringmaster.tensor.backend.kernel.Matrices;
import io.ringmaster.tensor.backend.kernel.Normalizations;
import io.ringmaster.tensor.backend.kernel.Softmaxes;
import io.ringmaster.tensor.random.RandomStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Kernels by oneDNN have the same bits with any number of threads.
class OneDnnMathsTest {

    private static final Backend CPU = new CpuBackendProvider().open(0, BackendOptions.DEFAULT);

    /// Else the CPU backend would silently be tested with plain loops only.
    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64", disabledReason = "oneDNN's libraries here are Linux x86-64's")
    void loads() throws IOException {
        try (NativeLibraries libraries = NativeLibraries.in(Optional.empty()); Scope _ = Scope.open()) {
            Backend on = new CpuBackend(Device.CPU, OneDnnMaths.load(libraries), 1);
            Tensor y = Tensor.empty(Shape.of(2, 2), DType.FLOAT32, on);
            Tensor a = drawn(Layout.contiguous(Shape.of(2, 3)), 1);
            on.run(new Matrices.Product(a, a.viewAs(a.layout().transpose(0, 1)), Output.set(y)));
            assertThat(y.toFloatArray()[1]).isEqualTo(y.toFloatArray()[2]);
        }
    }

    @ParameterizedTest
    @CsvSource({"256,784,256", "10,256,256", "128,2048,384", "512,2048,128", "8,20000,8", "100,30000,100", "1,3000,500",
        "500,3000,1", "65,2048,128", "16,1000,16", "300,40,700",
        "2000,3000,2", "2,3000,2000", "10,4000,1500", "1500,4000,10", "257,5000,257"})
    void products(long rows, long inner, long columns) {
        for (int form = 0; form < 4; form++) {
            boolean turnsA = (form & 1) != 0;
            boolean turnsB = (form & 2) != 0;
            assertSameBits(() -> {
                Tensor a = matrix(rows, inner, turnsA, 1);
                Tensor b = matrix(inner, columns, turnsB, 2);
                return new Matrices.Product(a, b, output(Layout.contiguous(Shape.of(rows, columns))));
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"8,64,14,64,3,1,1", "8,32,14,64,3,2,1", "8,64,14,128,1,2,0", "16,1,28,6,5,1,2", "16,6,14,16,5,1,0",
        "4,256,4,256,3,1,1"})
    void convolutions(long images, long inputs, long size, long results, long taps, long stride, long padding) {
        Window window = new Window(taps, stride, 1, padding, padding);
        Windows over = new Windows(window, window);
        long out = window.count(size);
        Layout x = Layout.channelsLast(Shape.of(images, inputs, size, size));
        Layout w = Layout.contiguous(Shape.of(results, inputs, taps, taps));
        Layout y = Layout.channelsLast(Shape.of(images, results, out, out));
        assertSameBits(() -> new Convolutions.Forward(over, drawn(x, 1), drawn(w, 2), Optional.empty(), output(y)));
        assertSameBits(() -> new Convolutions.InputGradient(over, drawn(y, 1), drawn(w, 2), output(x)));
        assertSameBits(() -> new Convolutions.WeightGradient(over, drawn(x, 1), drawn(y, 2), output(w),
            Optional.of(output(Layout.contiguous(Shape.of(results))))));
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 64, 200})
    void normsAndSoftmaxes(long size) {
        Layout x = Layout.channelsLast(Shape.of(16, size, 7, 7));
        Layout rows = Layout.contiguous(Shape.of(300, size));
        Layout each = Layout.contiguous(Shape.of(size));
        Layout statistics = Layout.contiguous(Shape.of(300));
        assertSameBits(() -> new Normalizations.Batch(
            1e-5, drawn(x, 1), drawn(each, 2), drawn(each, 3), output(x), output(each), output(each)));
        assertSameBits(() -> new Normalizations.BatchGradient(false, 1e-5, drawn(x, 1), drawn(each, 2), drawn(each, 3),
            squared(each), drawn(x, 5), output(x), output(each), output(each)));
        assertSameBits(() -> new Normalizations.LayerGradient(1e-5, drawn(rows, 1), drawn(each, 2), drawn(statistics, 3),
            squared(statistics), drawn(rows, 5), output(rows), output(each), output(each)));
        assertSameBits(() -> new Softmaxes.Softmax(false, 1, drawn(rows, 1), output(rows)));
        assertSameBits(() -> new Softmaxes.SoftmaxGradient(true, 1, drawn(rows, 1), drawn(rows, 2), output(rows)));
    }

    @ParameterizedTest
    @ValueSource(longs = {40, 128})
    void attention(long queries) {
        AttentionRule rule = AttentionRule.of(16, true);
        Layout heads = Layout.contiguous(Shape.of(4, queries, 2, 16)).transpose(1, 2);
        Layout weights = Layout.contiguous(Shape.of(4, 2, queries, queries));
        assertSameBits(() -> {
            Tensor kept = drawn(weights, 9);
            Output y = output(heads);
            CPU.run(new Attentions.Forward(
                rule, drawn(heads, 1), drawn(heads, 2), drawn(heads, 3), Optional.empty(), y, Output.set(kept)));
            return new Attentions.Gradient(rule, drawn(heads, 1), drawn(heads, 2), drawn(heads, 3), Optional.empty(),
                y.tensor(), kept, drawn(heads, 4), output(heads), output(heads), output(heads));
        });
    }

    /// Makes a kernel over memory of the open scope.
    /// Who comes back after all finds what it needs anew.
    @Test
    void aThreadThatEndedMayGoOn() {
        try (Scope _ = Scope.open()) {
            Tensor a = matrix(64, 784, false, 1);
            Tensor b = matrix(784, 256, false, 2);
            Output y = output(Layout.contiguous(Shape.of(64, 256)));
            Runnable product = CPU.prepared(new Matrices.Product(a, b, y));
            product.run();
            float[] first = y.tensor().toFloatArray();
            for (int end = 0; end < 3; end++) {
                y.tensor().fill(0);
                CPU.endThread();
                product.run();
                assertThat(y.tensor().toFloatArray()).isEqualTo(first);
            }
        }
    }

    private interface Maker {

        Kernel make();
    }

    private static void assertSameBits(Maker maker) {
        List<float[]> first = results(maker, 1);
        for (int threads : new int[] {1, 2, 3, 4, 8}) {
            List<float[]> again = results(maker, threads);
            for (int i = 0; i < first.size(); i++) {
                assertThat(again.get(i)).as("output %d with %d threads", i, threads).isEqualTo(first.get(i));
            }
        }
    }

    private static List<float[]> results(Maker maker, int threads) {
        CPU.useThreads(threads);
        try (Scope _ = Scope.open()) {
            Kernel kernel = maker.make();
            CPU.run(kernel);
            List<float[]> results = new ArrayList<>();
            kernel.outputs().forEach(output -> results.add(output.tensor().toFloatArray()));
            return results;
        } finally {
            CPU.useThreads(1);
        }
    }

    private static Output output(Layout layout) {
        return Output.set(Tensor.empty(layout, DType.FLOAT32, CPU));
    }

    private static Tensor matrix(long rows, long columns, boolean turned, int site) {
        Tensor drawn = drawn(Layout.contiguous(turned ? Shape.of(columns, rows) : Shape.of(rows, columns)), site);
        return turned ? drawn.viewAs(drawn.layout().transpose(0, 1)) : drawn;
    }

    private static Tensor drawn(Layout layout, int site) {
        Tensor tensor = Tensor.empty(layout, DType.FLOAT32, CPU);
        RandomStream stream = new RandomStream(3, 0, 0, site);
        for (long i = 0; i < tensor.elements(); i++) {
            tensor.memory().setAtIndex(ValueLayout.JAVA_FLOAT, i, stream.uniform(i) - 0.5f);
        }
        return tensor;
    }

    private static Tensor squared(Layout layout) {
        Tensor tensor = drawn(layout, 7);
        for (long i = 0; i < tensor.elements(); i++) {
            float value = tensor.memory().getAtIndex(ValueLayout.JAVA_FLOAT, i);
            tensor.memory().setAtIndex(ValueLayout.JAVA_FLOAT, i, 0.1f + value * value);
        }
        return tensor;
    }
}
