package io.ringmaster.optim;

import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.state.Safetensors;
import io.ringmaster.tensor.state.StateFile;
import io.ringmaster.tensor.state.StoredTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// An optimizer's state by parameter: views by PyTorch's names.
final class OptimizerStateDict {

    static final String STEP = "step";

    private final Map<Slot, Entry> entries = new LinkedHashMap<>();

    /// One parameter's state by PyTorch's names.
    ///
    /// @param initial what each element of it begins as
    private record Entry(Map<String, Tensor> views, double initial) {}

    void add(Slot slot, Map<String, Tensor> views, double initial) {
        entries.put(slot, new Entry(views, initial));
    }

    Map<String, Tensor> views() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        entries.forEach((slot, entry) -> entry.views.forEach((name, view) -> all.put(key(slot, name), view)));
        return all;
    }

    private static String key(Slot slot, String name) {
        return "state." + slot.name() + "." + name;
    }

    void write(Path file) {
        List<StoredTensor> tensors = views().entrySet().stream()
            .map(named -> StoredTensor.of(named.getKey(), named.getValue())).toList();
        Safetensors.write(file, tensors, Map.of("format", "pt"));
    }

    void read(Path file) {
        try (StateFile stored = StateFile.open(file); Scope _ = Scope.open()) {
            Map<String, Tensor> given = new LinkedHashMap<>();
            stored.tensors().forEach(tensor -> given.put(tensor.name(), tensor.toTensor()));
            load(given);
        }
    }

    void load(Map<String, Tensor> given) {
        check(given);
        entries.forEach((slot, entry) -> {
            // PyTorch's SGD counts no steps, but where it has a state it has begun.
            double steps = hasAny(slot, entry, given) ? 1 : 0;
            entry.views.forEach((name, view) -> {
                Tensor values = given.get(key(slot, name));
                if (values != null) {
                    view.assign(values);
                } else {
                    view.fill(name.equals(STEP) ? steps : entry.initial);
                }
            });
        });
    }

    private static boolean hasAny(Slot slot, Entry entry, Map<String, Tensor> given) {
        return entry.views.keySet().stream().anyMatch(name -> given.containsKey(key(slot, name)));
    }

    private void check(Map<String, Tensor> given) {
        List<String> missing = new ArrayList<>();
        List<String> misshapen = new ArrayList<>();
        Set<String> unexpected = new HashSet<>(given.keySet());
        entries.forEach((slot, entry) -> entry.views.forEach((name, view) -> {
            String key = key(slot, name);
            Tensor values = given.get(key);
            unexpected.remove(key);
            if (values == null && !name.equals(STEP) && hasAny(slot, entry, given)) {
                missing.add(key);
            } else if (values != null && !values.shape().equals(view.shape())) {
                misshapen.add("%s is %s, must be %s".formatted(key, values.shape(), view.shape()));
            }
        }));
        if (!missing.isEmpty() || !misshapen.isEmpty() || !unexpected.isEmpty()) {
            throw new IllegalArgumentException("the state does not fit the optimizer; missing: %s; unexpected: %s; of another "
                .formatted(missing, unexpected.stream().sorted().toList()) + "shape: %s; load what was saved from an optimizer of "
                .formatted(misshapen) + "the same algorithm over the same parameters");
        }
    }
}
