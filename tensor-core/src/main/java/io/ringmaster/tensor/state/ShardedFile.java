package io.ringmaster.tensor.state;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// A checkpoint in several safetensors files with an index that says which tensor is in which.
///
/// Source: `model.safetensors.index.json`, as Hugging Face's libraries write it.
public final class ShardedFile implements StateFile {

    private static final String WEIGHT_MAP = "weight_map";
    private static final ObjectMapper JSON = new ObjectMapper(HeaderParser.JSON)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Path index;
    private final Map<String, SafetensorsFile> shards = new LinkedHashMap<>();
    private final Map<String, SafetensorsFile> holders = new LinkedHashMap<>();

    private ShardedFile(Path index) {
        this.index = index;
    }

    /// Maps the files that an index names, which lie beside it.
    ///
    /// Throws [StateFileException] where one can't be read or breaks a rule of its format.
    public static ShardedFile open(Path index) {
        ShardedFile file = new ShardedFile(index);
        try {
            file.read().forEach(file::add);
            file.requireAllNamed();
            return file;
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /// The name of each tensor's file.
    private Map<String, String> read() {
        try {
            if (Files.size(index) > SafetensorsHeader.MOST_BYTES) {
                throw new StateFileException("%s has %d bytes; an index of at most %d is read", index, Files.size(index),
                        SafetensorsHeader.MOST_BYTES);
            }
            JsonNode map = JSON.readTree(Files.readAllBytes(index)).path(WEIGHT_MAP);
            if (map.getNodeType() != JsonNodeType.OBJECT) {
                throw new StateFileException("%s has no object '%s'; it must map tensors' names to files'", index, WEIGHT_MAP);
            }
            Map<String, String> files = new LinkedHashMap<>();
            map.properties().forEach(named -> files.put(named.getKey(), fileName(named.getKey(), named.getValue())));
            return files;
        } catch (JacksonException e) {
            throw new StateFileException(e, "%s is not the JSON it must be: %s", index, e.getOriginalMessage());
        } catch (IOException e) {
            throw new StateFileException(e, "%s can't be read (%s); check that it is a file you may read", index, e);
        }
    }

    private String fileName(String tensor, JsonNode value) {
        String name = value.asText();
        if (!value.isTextual() || !name.matches("[A-Za-z0-9_-][A-Za-z0-9._-]*")) {
            throw new StateFileException("%s has tensor '%s' in %s; it must be the name of a file beside the index", index,
                    tensor, value.toString());
        }
        return name;
    }

    private void add(String tensor, String name) {
        SafetensorsFile shard =
                shards.computeIfAbsent(name, _ -> SafetensorsFile.open(index.resolveSibling(name)));
        if (!shard.names().contains(tensor)) {
            throw new StateFileException("%s has tensor '%s' in %s, which has none of that name", index, tensor, name);
        }
        holders.put(tensor, shard);
    }

    private void requireAllNamed() {
        shards.forEach((name, shard) -> shard.names().forEach(tensor -> {
            if (holders.get(tensor) != shard) {
                throw new StateFileException("%s holds tensor '%s', which %s does not say; each tensor is in the index once",
                        name, tensor, index);
            }
        }));
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(holders.keySet());
    }

    /// Of the files, the first that says something first.
    @Override
    public Map<String, String> metadata() {
        Map<String, String> all = new HashMap<>();
        shards.values().forEach(shard -> shard.metadata().forEach(all::putIfAbsent));
        return all;
    }

    @Override
    public StoredTensor get(String name) {
        SafetensorsFile holder = holders.get(name);
        if (holder == null) {
            throw StateFile.none(name, index.toString(), names());
        }
        return holder.get(name);
    }

    @Override
    public void close() {
        shards.values().forEach(SafetensorsFile::close);
    }
}
