package io.ringmaster.optim;

import java.lang.foreign.MemorySegment;
import java.util.Map;

/// Changes parameters by their gradients.
///
/// Frees its state when closed, the parameters stay.
public interface Optimizer extends AutoCloseable {

    /// One step along the gradients that are in the buffer now.
    void step(double learningRate);

    /// What it remembers between steps, by name: float32 buffers as long as the parameters, in the device's memory.
    /// To save them is to save all; what is written there is what the next step goes on from.
    Map<String, MemorySegment> state();

    @Override
    void close();
}
