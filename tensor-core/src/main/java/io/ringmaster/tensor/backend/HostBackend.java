package io.ringmaster.tensor.backend;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// What backends share whose memory is the host's.
public abstract class HostBackend implements Backend {

    private final Device device;
    private final Allocator allocator = CachingAllocator.ofHost();

    protected HostBackend(Device device) {
        this.device = device;
    }

    @Override
    public Device device() {
        return device;
    }

    @Override
    public Allocator allocator() {
        return allocator;
    }

    @Override
    public boolean sharesHostMemory() {
        return true;
    }

    @Override
    public void upload(MemorySegment host, Tensor to) {
        MemorySegment.copy(host, 0, to.memory(), 0, to.memory().byteSize());
    }

    @Override
    public void download(Tensor from, MemorySegment host) {
        MemorySegment.copy(from.memory(), 0, host, 0, from.memory().byteSize());
    }

    /// Sets every element of a tensor without gaps.
    public static void fill(Tensor tensor, double value) {
        MemorySegment memory = tensor.memory();
        if (value == 0) {
            memory.fill((byte) 0);
            return;
        }
        for (long i = 0; i < tensor.elements(); i++) {
            switch (tensor.dtype()) {
                case FLOAT32 -> memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) value);
                case FLOAT64 -> memory.setAtIndex(ValueLayout.JAVA_DOUBLE, i, value);
                case INT32 -> memory.setAtIndex(ValueLayout.JAVA_INT, i, (int) value);
                case INT64 -> memory.setAtIndex(ValueLayout.JAVA_LONG, i, (long) value);
            }
        }
    }

    /// The label of one row, checked.
    public static int label(Tensor labels, long row, long classes) {
        long label = labels.memory().getAtIndex(ValueLayout.JAVA_LONG, row * stride(labels));
        if (label < 0 || label >= classes) {
            throw new ShapeException("label %d in row %d; with %d classes labels are 0 to %d",
                label, row, classes, classes - 1);
        }
        return (int) label;
    }

    /// Copies elements of any dtype, one at a time, from any layout to any.
    public static void copyElements(Tensor x, Tensor y) {
        long[] read = x.layout().stridesOver(y.shape());
        long[] written = y.layout().stridesOver(y.shape());
        MemorySegment from = x.memory();
        MemorySegment to = y.memory();
        for (long i = 0; i < y.elements(); i++) {
            long source = Walk.offset(i, y.shape(), read);
            long target = Walk.offset(i, y.shape(), written);
            if (x.dtype().bytes() == Long.BYTES) {
                to.setAtIndex(ValueLayout.JAVA_LONG, target, from.getAtIndex(ValueLayout.JAVA_LONG, source));
            } else {
                to.setAtIndex(ValueLayout.JAVA_INT, target, from.getAtIndex(ValueLayout.JAVA_INT, source));
            }
        }
    }

    protected static void requireSameLength(MemorySegment into, MemorySegment from) {
        if (into.byteSize() != from.byteSize() || into.byteSize() % DType.FLOAT32.bytes() != 0) {
            throw new ShapeException("%d bytes added to %d; both are the same number of float32",
                from.byteSize(), into.byteSize());
        }
    }

    private static long stride(Tensor row) {
        return row.layout().stride(0);
    }
}
