package io.ringmaster.tensor.backend;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.kernel.Kernel;
import java.lang.foreign.MemorySegment;

/// A backend that hands everything on to another, for those that stand in for one and do some of it otherwise.
public abstract class ForwardingBackend implements Backend {

    private final Backend backend;

    protected ForwardingBackend(Backend backend) {
        this.backend = backend;
    }

    @Override
    public Device device() {
        return backend.device();
    }

    @Override
    public Allocator allocator() {
        return backend.allocator();
    }

    @Override
    public boolean supports(DType dtype) {
        return backend.supports(dtype);
    }

    @Override
    public boolean sharesHostMemory() {
        return backend.sharesHostMemory();
    }

    @Override
    public void useThreads(int threads) {
        backend.useThreads(threads);
    }

    @Override
    public void endThread() {
        backend.endThread();
    }

    @Override
    public void upload(MemorySegment host, Tensor to) {
        backend.upload(host, to);
    }

    @Override
    public void download(Tensor from, MemorySegment host) {
        backend.download(from, host);
    }

    @Override
    public void run(Kernel kernel) {
        backend.run(kernel);
    }

    @Override
    public Runnable prepared(Kernel kernel) {
        return backend.prepared(kernel);
    }

    @Override
    public void accumulate(MemorySegment into, MemorySegment from) {
        backend.accumulate(into, from);
    }

    @Override
    public void scale(MemorySegment values, float factor) {
        backend.scale(values, factor);
    }

    @Override
    public ExactReduction exactReduction() {
        return backend.exactReduction();
    }
}
