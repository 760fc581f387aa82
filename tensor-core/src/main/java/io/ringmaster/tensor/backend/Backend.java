package io.ringmaster.tensor.backend;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.kernel.Kernel;
import java.lang.foreign.MemorySegment;

/// What a device must be able to do: hold memory and run kernels.
///
/// The same kernel over the same values gives the same bits, run after run.
/// Thread: each call is complete when it returns; calls from several threads don't disturb one another.
public interface Backend {

    Device device();

    Allocator allocator();

    /// Whether tensors of this dtype can live here.
    boolean supports(DType dtype);

    /// Whether host code may read and write the device's memory as it is.
    boolean sharesHostMemory();

    /// Sets how many threads the kernels may use that the calling thread starts.
    void useThreads(int threads);

    /// Frees what is kept for the calling thread, whose last kernels have run.
    default void endThread() {}

    // Memory

    /// Copies host memory into a contiguous tensor.
    void upload(MemorySegment host, Tensor to);

    /// Copies a contiguous tensor into host memory.
    void download(Tensor from, MemorySegment host);

    // Work

    /// Does a piece of work. It is complete when this returns; what it reads and writes lies on this device.
    void run(Kernel kernel);

    /// Does the same piece of work again at each run, over its tensors' memory as it then lies: what that takes to find out
    /// is found out once.
    ///
    /// Thread: runs one at a time, on any.
    default Runnable prepared(Kernel kernel) {
        return () -> run(kernel);
    }

    // Host memory of collectives

    /// Adds float32 host memory to float32 host memory, element by element. Both are of one length and aligned to
    /// 4 bytes at least, or on the Java heap.
    void accumulate(MemorySegment into, MemorySegment from);

    /// Multiplies float32 host memory in place.
    void scale(MemorySegment values, float factor);

    /// The kernels of sums that have the same bits in any order.
    ExactReduction exactReduction();
}
