package io.ringmaster.cli;

import io.ringmaster.coordinator.observe.Summary;
import java.util.List;

/// How the loop over a run came to its end.
sealed interface Ending {

    /// The coordinator ended the run, in order.
    ///
    /// @param signal    by which somebody had asked for it; 0 where nobody had
    /// @param lastWords of the process whose end has ended the run; none where that was not so, or it said nothing
    record Told(Summary summary, int signal, List<String> lastWords) implements Ending {

        public Told {
            lastWords = List.copyOf(lastWords);
        }
    }

    /// The coordinator can't tell any more.
    record Cut(String reason) implements Ending {}
}
