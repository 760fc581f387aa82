package io.ringmaster.nn;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// Modules by name: for a forward that picks among them. PyTorch's ModuleDict.
public final class ModuleMap<M extends Module> extends Module {

    private final Map<String, M> modules;

    public ModuleMap(SequencedMap<String, ? extends M> modules) {
        this.modules = Collections.unmodifiableMap(new LinkedHashMap<>(modules));
        modules.forEach(this::child);
    }

    /// Throws [IllegalArgumentException] where there is none of that name.
    public M at(String name) {
        if (!modules.containsKey(name)) {
            throw new IllegalArgumentException("no module '%s'; there are %s".formatted(name, modules.keySet()));
        }
        return modules.get(name);
    }

    /// All of them, in order.
    public Map<String, M> modules() {
        return modules;
    }
}
