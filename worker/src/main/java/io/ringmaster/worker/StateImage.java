package io.ringmaster.worker;

import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.proto.Step;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.state.Safetensors;
import io.ringmaster.tensor.state.SafetensorsFile;
import io.ringmaster.tensor.state.StateFileException;
import io.ringmaster.tensor.state.StoredTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// A replica's state as one safetensors file in memory.
///
/// The model alone has PyTorch's names. The full state has `model.` before them, each of the optimizer's flat buffers as
/// `optimizer.` and its name, and what the rate and the reduction keep.
final class StateImage {

    private static final String MODEL = "model.";
    private static final String OPTIMIZER = "optimizer.";
    private static final String STEP = "step";

    private StateImage() {}

    static List<StoredTensor> modelTensors(String prefix, ParameterBuffer parameters) {
        return stored(prefix, parameters.state());
    }

    private static List<StoredTensor> stored(String prefix, Map<String, Tensor> tensors) {
        return tensors.entrySet().stream().map(named -> {
            Tensor tensor = named.getValue();
            return new StoredTensor(prefix + named.getKey(), tensor.dtype(), tensor.shape(), tensor.memory());
        }).toList();
    }

    /// All that the next step depends on besides its number, as views of the memory that it lies in.
    static List<StoredTensor> fullTensors(ParameterBuffer parameters, Descent descent, GradientSum sum) {
        List<StoredTensor> all = new ArrayList<>(modelTensors(MODEL, parameters));
        all.addAll(stored(OPTIMIZER, descent.optimizer().state()));
        all.addAll(descent.rate().state());
        all.addAll(sum.state());
        return all;
    }

    /// The memory lives as long as anybody refers to it: parts of it are under way to others when the last is sent.
    static MemorySegment encode(List<StoredTensor> tensors, Step step) {
        Map<String, String> metadata = Map.of("format", "pt", STEP, step.toString());
        MemorySegment image = Arena.ofAuto().allocate(Safetensors.encodedBytes(tensors, metadata));
        try (SegmentChannel channel = new SegmentChannel(image)) {
            Safetensors.write(channel, tensors, metadata);
        } catch (IOException e) {
            throw new UncheckedIOException("a state in memory", e);
        }
        return image;
    }

    /// Overwrites these with a file's tensors of the same names.
    static void copy(SafetensorsFile file, List<StoredTensor> own) {
        own.forEach(tensor -> tensor.data().copyFrom(file.get(tensor.name()).data()));
    }

    /// The step that a full state is of. Throws [StateFileException] where the file does not say.
    static Step step(SafetensorsFile file, String name) {
        String text = file.metadata().getOrDefault(STEP, "");
        if (!text.matches("[0-9]{1,18}")) {
            throw new StateFileException("%s has \"%s\" for its step; a full state has a number there", name, text);
        }
        return new Step(Long.parseLong(text));
    }

    /// Throws [StateFileException] where the file's tensors have not the names, dtypes and shapes of these.
    static void check(SafetensorsFile file, String name, List<StoredTensor> wanted) {
        Set<String> names = wanted.stream().map(StoredTensor::name).collect(Collectors.toSet());
        for (String found : file.names()) {
            if (!names.contains(found)) {
                throw new StateFileException("%s has a tensor '%s' that the job's model has not; take the state of a run "
                    + "of the same job, or that run's job file", name, found);
            }
        }
        for (StoredTensor own : wanted) {
            StoredTensor found = file.get(own.name());
            if (!found.shape().equals(own.shape()) || found.dtype() != own.dtype()) {
                throw new StateFileException("%s has '%s' as %s of %s; the job's model has %s of %s; take the state of a run "
                    + "of the same job, or that run's job file", name, own.name(), found.dtype(), found.shape(), own.dtype(),
                    own.shape());
            }
        }
    }

    /// Fills memory from the first byte on.
    private static final class SegmentChannel implements WritableByteChannel {

        private final MemorySegment memory;
        private long written;

        private SegmentChannel(MemorySegment memory) {
            this.memory = memory;
        }

        @Override
        public int write(ByteBuffer source) {
            int count = source.remaining();
            MemorySegment.copy(MemorySegment.ofBuffer(source), 0, memory, written, count);
            source.position(source.limit());
            written += count;
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
