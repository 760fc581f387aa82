package io.ringmaster.nn;

import io.ringmaster.nn.ParameterBuffer.View;
import io.ringmaster.tensor.DType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// How a module's float32 state lies in a [ParameterBuffer].
///
/// @param runs    of the statistics
/// @param trained elements of the parameters that train
/// @param moving  elements that a step changes: these and the statistics
/// @param all     elements
record FlatLayout(List<View> views, List<Run> runs, long trained, long moving, long all) {

    /// Statistics side by side that move alike.
    ///
    /// @param statistic the first of them
    record Run(long offset, long elements, RunningStatistic statistic) {}

    private enum Part { TRAINED, FOLLOWING, FIXED }

    private static Part part(StateTensor tensor) {
        return switch (tensor) {
            case Parameter parameter -> parameter.requiresGrad() ? Part.TRAINED : Part.FIXED;
            case RunningStatistic _ -> Part.FOLLOWING;
            case Buffer _ -> Part.FIXED;
        };
    }

    static FlatLayout of(Map<String, StateTensor> state) {
        List<Map.Entry<String, StateTensor>> parts = state.entrySet().stream()
            .filter(named -> named.getValue().dtype() == DType.FLOAT32)
            .sorted(Comparator.comparing(named -> part(named.getValue()))).toList();
        List<View> views = new ArrayList<>();
        List<Run> runs = new ArrayList<>();
        Map<Part, Long> sizes = new EnumMap<>(Part.class);
        long end = 0;
        for (Map.Entry<String, StateTensor> named : parts) {
            StateTensor tensor = named.getValue();
            views.add(new View(named.getKey(), tensor.shape(), end));
            if (tensor instanceof RunningStatistic statistic) {
                add(runs, new Run(end, statistic.shape().elements(), statistic));
            }
            end += tensor.shape().elements();
            sizes.merge(part(tensor), tensor.shape().elements(), Long::sum);
        }
        long trained = sizes.getOrDefault(Part.TRAINED, 0L);
        long moving = trained + sizes.getOrDefault(Part.FOLLOWING, 0L);
        return new FlatLayout(List.copyOf(views), List.copyOf(runs), trained, moving, end);
    }

    private static void add(List<Run> runs, Run next) {
        if (!runs.isEmpty() && runs.getLast().statistic().movesLike(next.statistic())) {
            Run last = runs.removeLast();
            runs.add(new Run(last.offset(), last.elements() + next.elements(), last.statistic()));
        } else {
            runs.add(next);
        }
    }
}
