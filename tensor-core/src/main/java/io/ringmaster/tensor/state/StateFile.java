package io.ringmaster.tensor.state;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Named tensors in one file or several, left where they lie: the files are mapped into memory, not read.
///
/// State: the maps, until closed.
/// Thread: any number at once; nobody may use a tensor's data while or after the files are closed.
public sealed interface StateFile extends AutoCloseable permits SafetensorsFile, ShardedFile {

    /// Opens a safetensors file, the index of a checkpoint in several, or a folder that holds either under the names that
    /// Hugging Face's libraries give them.
    ///
    /// Throws [StateFileException] where it can't be read or breaks a rule of the format.
    static StateFile open(Path path) {
        if (Files.isDirectory(path)) {
            Path index = path.resolve("model.safetensors.index.json");
            return Files.exists(index) ? ShardedFile.open(index) : SafetensorsFile.open(path.resolve("model.safetensors"));
        }
        return path.toString().endsWith(".json") ? ShardedFile.open(path) : SafetensorsFile.open(path);
    }

    Set<String> names();

    /// What else the writer noted.
    Map<String, String> metadata();

    /// One tensor, its data read-only and valid until the file is closed. What is float16 in the file comes as float32.
    ///
    /// Throws [StateFileException] where there is none of that name.
    StoredTensor get(String name);

    /// All tensors, in the order of the names.
    default List<StoredTensor> tensors() {
        return names().stream().map(this::get).toList();
    }

    @Override
    void close();

    /// What [#get] throws.
    static StateFileException none(String name, String file, Set<String> names) {
        int shown = 8;
        String more = names.size() > shown ? " and " + (names.size() - shown) + " more" : "";
        String some = names.isEmpty() ? "none" : String.join(", ", names.stream().limit(shown).toList()) + more;
        return new StateFileException("%s has no tensor '%s'; it has %s", file, name, some);
    }
}
