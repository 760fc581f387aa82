package io.ringmaster.cli;

import io.ringmaster.coordinator.observe.Summary;

/// How the loop over a run came to its end.
sealed interface Ending {

    /// The coordinator ended the run, in order.
    record Told(Summary summary) implements Ending {}

    /// The coordinator can't tell any more.
    record Cut(String reason) implements Ending {}
}
