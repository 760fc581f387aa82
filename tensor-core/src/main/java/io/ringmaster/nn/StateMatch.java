package io.ringmaster.nn;

import io.ringmaster.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What of a state goes where in a module.
final class StateMatch {

    private final Map<StateTensor, Tensor> fitting = new LinkedHashMap<>();
    private final List<String> missing = new ArrayList<>();
    private final List<String> unexpected = new ArrayList<>();
    private final List<String> misshapen = new ArrayList<>();
    private final List<String> contradicting = new ArrayList<>();

    static StateMatch of(Module module, Map<String, Tensor> state) {
        StatePaths wanted = StatePaths.of(module);
        StateMatch match = new StateMatch();
        Map<String, Tensor> found = new LinkedHashMap<>();
        state.forEach((name, values) -> module.pathOf(name).ifPresent(path -> found.put(path, values)));
        wanted.paths().forEach((tensor, paths) -> match.add(tensor, paths, found));
        found.keySet().stream().filter(path -> !wanted.tensors().containsKey(path)).forEach(match.unexpected::add);
        return match;
    }

    private void add(StateTensor tensor, List<String> paths, Map<String, Tensor> found) {
        List<String> named = paths.stream().filter(found::containsKey).toList();
        if (named.isEmpty()) {
            missing.add(paths.getFirst());
            return;
        }
        for (String path : named) {
            Tensor values = found.get(path);
            if (!values.shape().equals(tensor.shape())) {
                misshapen.add("%s is %s, must be %s".formatted(path, values.shape(), tensor.shape()));
                return;
            }
            if (!path.equals(named.getFirst()) && !sameValues(values, found.get(named.getFirst()))) {
                contradicting.add("%s, tied to %s".formatted(path, named.getFirst()));
                return;
            }
        }
        fitting.put(tensor, found.get(named.getFirst()));
    }

    private static boolean sameValues(Tensor one, Tensor other) {
        return one.dtype() == other.dtype() && Arrays.equals(one.toDoubleArray(), other.toDoubleArray());
    }

    StateReport report() {
        return new StateReport(missing, unexpected, misshapen, contradicting);
    }

    /// @param source how errors name the state
    void requireWhole(String source) {
        if (!report().isWhole()) {
            throw new StateDictException(source, report());
        }
    }

    void assign() {
        fitting.forEach(StateTensor::assign);
    }
}
