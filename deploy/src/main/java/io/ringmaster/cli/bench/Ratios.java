package io.ringmaster.cli.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// What pairs came to, ours over the peer's.
record Ratios(List<Double> ratios) {

    void addTo(ObjectNode node) {
        node.put("pairs", ratios.size()).put("ratio", Statistics.median(ratios)).put("low", Collections.min(ratios))
            .put("high", Collections.max(ratios));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f times the peer (median of %d pairs, %.2f to %.2f)",
            Statistics.median(ratios), ratios.size(), Collections.min(ratios), Collections.max(ratios));
    }
}
