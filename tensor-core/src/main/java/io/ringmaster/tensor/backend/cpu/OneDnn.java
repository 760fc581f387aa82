package io.ringmaster.tensor.backend.cpu;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// Matrix products by oneDNN, called through the foreign-function API.
///
/// Thread: any; each call sets how many OpenMP threads its own thread may start.
final class OneDnn implements MatrixKernel {

    private static final String RESOURCES = "/org/bytedeco/dnnl/linux-x86_64/";
    private static final byte PLAIN = 'N';
    private static final byte TRANSPOSED = 'T';

    private final MethodHandle setThreads;
    private final MethodHandle sgemm;

    private OneDnn(MethodHandle setThreads, MethodHandle sgemm) {
        this.setThreads = setThreads;
        this.sgemm = sgemm;
    }

    /// Loads the libraries, the OpenMP runtime first: it is the smaller, so another platform fails before the large
    /// one is unpacked. They stay loaded as long as the process lives.
    ///
    /// Throws [IOException], [IllegalArgumentException] or [UnsatisfiedLinkError] where they don't load here.
    static OneDnn load(NativeLibraries libraries) throws IOException {
        SymbolLookup openMp = open(libraries.unpack(RESOURCES + "libgomp.so.1"));
        SymbolLookup oneDnn = open(libraries.unpack(RESOURCES + "libdnnl.so.3"));
        return new OneDnn(
            bind(openMp, "omp_set_num_threads", FunctionDescriptor.ofVoid(JAVA_INT)),
            bind(oneDnn, "dnnl_sgemm", FunctionDescriptor.of(JAVA_INT, JAVA_BYTE, JAVA_BYTE,
                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_FLOAT, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG,
                JAVA_FLOAT, ADDRESS, JAVA_LONG)));
    }

    @SuppressWarnings("restricted")   // the one place that loads native code
    private static SymbolLookup open(Path library) {
        return SymbolLookup.libraryLookup(library, Arena.global());
    }

    @SuppressWarnings("restricted")
    private static MethodHandle bind(SymbolLookup library, String name, FunctionDescriptor signature) {
        return Linker.nativeLinker().downcallHandle(
            library.find(name).orElseThrow(() -> new UnsatisfiedLinkError("no function " + name)), signature);
    }

    @Override
    public void multiply(Matrix a, Matrix b, Matrix c, boolean adds, int threads) {
        int status;
        try {
            setThreads.invokeExact(threads);
            status = (int) sgemm.invokeExact(a.transposed() ? TRANSPOSED : PLAIN, b.transposed() ? TRANSPOSED : PLAIN,
                a.rows(), b.columns(), a.columns(), 1f, a.memory(), a.leading(), b.memory(), b.leading(),
                adds ? 1f : 0f, c.memory(), c.leading());
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable unexpected) {
            throw new IllegalStateException("a native call threw a checked exception", unexpected);
        }
        if (status != 0) {
            throw new IllegalStateException("dnnl_sgemm of [%d, %d] by [%d, %d] returned status %d"
                .formatted(a.rows(), a.columns(), b.rows(), b.columns(), status));
        }
    }
}
