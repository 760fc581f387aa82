package io.ringmaster.nn;

import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.state.Safetensors;
import io.ringmaster.tensor.state.StateFile;
import io.ringmaster.tensor.state.StoredTensor;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// A module's state in a file.
///
/// What is tied is written once. Its other names stand in the metadata, where Hugging Face's `load_model` looks for them.
final class ModuleFile {

    private ModuleFile() {}

    static void write(Module module, Path path) {
        StatePaths paths = StatePaths.of(module);
        List<StoredTensor> tensors = paths.first(StateTensor.class).entrySet().stream()
            .map(named -> StoredTensor.of(named.getKey(), named.getValue().tensor())).toList();
        Map<String, String> metadata = new HashMap<>(paths.aliases());
        metadata.put("format", "pt");
        Safetensors.write(path, tensors, metadata);
    }

    /// Hands the file's tensors, which last as long as `body` runs, to it.
    static <T> T read(Path path, Function<Map<String, Tensor>, T> body) {
        try (StateFile file = StateFile.open(path); Scope _ = Scope.open()) {
            Map<String, Tensor> state = new LinkedHashMap<>();
            file.tensors().forEach(stored -> state.put(stored.name(), stored.toTensor()));
            return body.apply(state);
        }
    }
}
