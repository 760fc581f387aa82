package io.ringmaster.nn;

import io.ringmaster.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A state dict that does not fit the module: lists all that is missing, unexpected or of another shape.
public final class StateDictException extends IllegalArgumentException {

    private final transient List<String> missing;
    private final transient List<String> unexpected;
    private final transient List<String> misshapen;

    private StateDictException(List<String> missing, List<String> unexpected, List<String> misshapen) {
        super("the state does not fit the module; missing: %s; unexpected: %s; of another shape: %s; load what was "
            .formatted(missing, unexpected, misshapen) + "saved from a module built the same way");
        this.missing = missing;
        this.unexpected = unexpected;
        this.misshapen = misshapen;
    }

    static void check(Map<String, Parameter> wanted, Map<String, Tensor> found) {
        List<String> missing = wanted.keySet().stream().filter(name -> !found.containsKey(name)).toList();
        List<String> unexpected = found.keySet().stream().filter(name -> !wanted.containsKey(name)).toList();
        List<String> misshapen = new ArrayList<>();
        wanted.forEach((name, parameter) -> {
            Tensor values = found.get(name);
            if (values != null && !values.shape().equals(parameter.shape())) {
                misshapen.add("%s is %s, must be %s".formatted(name, values.shape(), parameter.shape()));
            }
        });
        if (!missing.isEmpty() || !unexpected.isEmpty() || !misshapen.isEmpty()) {
            throw new StateDictException(missing, unexpected, List.copyOf(misshapen));
        }
    }

    public List<String> missing() {
        return missing;
    }

    public List<String> unexpected() {
        return unexpected;
    }

    public List<String> misshapen() {
        return misshapen;
    }
}
