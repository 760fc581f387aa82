package io.ringmaster.tensor.backend.cpu.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The functions that run again and again, bound to constants so that a call costs nanoseconds. The libraries are loaded.
final class Calls {

    private static final MethodHandle SET_THREADS =
        Libraries.openMp("omp_set_num_threads", FunctionDescriptor.ofVoid(JAVA_INT));
    private static final MethodHandle SET_DATA_HANDLE =
        Libraries.oneDnn("dnnl_memory_set_data_handle", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle EXECUTE = Libraries.oneDnn(
        "dnnl_primitive_execute", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS));

    private Calls() {}

    /// For the calling thread.
    static void setThreads(int threads) {
        try {
            SET_THREADS.invokeExact(threads);
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    static int setDataHandle(MemorySegment memory, long address) {
        try {
            return (int) SET_DATA_HANDLE.invokeExact(memory, address);
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    static int execute(MemorySegment primitive, MemorySegment stream, int count, MemorySegment arguments) {
        try {
            return (int) EXECUTE.invokeExact(primitive, stream, count, arguments);
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    static RuntimeException unexpected(Throwable failure) {
        return switch (failure) {
            case RuntimeException plain -> plain;
            case Error error -> throw error;
            default -> new IllegalStateException("a native call threw a checked exception", failure);
        };
    }
}
