package io.ringmaster.nn;

import java.util.List;

/// Where a state and a module differ.
///
/// @param missing       paths of the module that the state lacks
/// @param unexpected    paths of the state that the module has not
/// @param misshapen     paths of both, with their shapes
/// @param contradicting paths that are tied in the module and have different values in the state
public record StateReport(List<String> missing, List<String> unexpected, List<String> misshapen, List<String> contradicting) {

    private static final int SHOWN = 20;

    public StateReport {
        missing = List.copyOf(missing);
        unexpected = List.copyOf(unexpected);
        misshapen = List.copyOf(misshapen);
        contradicting = List.copyOf(contradicting);
    }

    /// Whether the state is all of the module's and nothing else.
    public boolean isWhole() {
        return missing.isEmpty() && unexpected.isEmpty() && misshapen.isEmpty() && contradicting.isEmpty();
    }

    @Override
    public String toString() {
        return "missing: %s; unexpected: %s; of another shape: %s".formatted(some(missing), some(unexpected), some(misshapen))
            + (contradicting.isEmpty() ? "" : "; tied but of different values: " + some(contradicting));
    }

    private static String some(List<String> names) {
        return names.size() <= SHOWN
            ? names.toString()
            : names.subList(0, SHOWN) + " and %d more".formatted(names.size() - SHOWN);
    }
}
