package io.ringmaster.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A module's state by path, in PyTorch's order. What is tied has several paths, of which the first names it.
///
/// @param tensors by every path
/// @param paths   of each tensor, in the order they were met
record StatePaths(Map<String, StateTensor> tensors, Map<StateTensor, List<String>> paths) {

    static StatePaths of(Module module) {
        StatePaths found = new StatePaths(new LinkedHashMap<>(), new LinkedHashMap<>());
        found.collect("", module);
        return found;
    }

    private void collect(String prefix, Module module) {
        module.ownParameters().forEach((name, parameter) -> add(prefix + name, parameter));
        module.ownBuffers().forEach((name, buffer) -> add(prefix + name, buffer));
        module.children().forEach((name, child) -> collect(prefix + name + ".", child));
    }

    private void add(String path, StateTensor tensor) {
        tensors.put(path, tensor);
        paths.computeIfAbsent(tensor, _ -> new ArrayList<>()).add(path);
    }

    /// The tensors of one kind by first path, each once.
    <T extends StateTensor> Map<String, T> first(Class<T> kind) {
        Map<String, T> named = new LinkedHashMap<>();
        paths.forEach((tensor, all) -> {
            if (kind.isInstance(tensor)) {
                named.put(all.getFirst(), kind.cast(tensor));
            }
        });
        return named;
    }

    /// For each path but the first of what is tied, the first.
    Map<String, String> aliases() {
        Map<String, String> aliases = new LinkedHashMap<>();
        paths.values().forEach(all -> all.stream().skip(1).forEach(alias -> aliases.put(alias, all.getFirst())));
        return aliases;
    }
}
