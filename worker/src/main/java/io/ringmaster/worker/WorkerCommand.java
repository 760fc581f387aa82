package io.ringmaster.worker;

import io.ringmaster.proto.CoordinatorMessage;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Preparation;
import io.ringmaster.proto.StateKind;
import io.ringmaster.proto.StatePart;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.WorkerMessage;
import io.ringmaster.proto.WorkerMessage.FetchState;
import java.lang.foreign.MemorySegment;
import java.util.Map;

/// Everything that happens to a [Worker].
sealed interface WorkerCommand {

    record Received(WorkerMessage message) implements WorkerCommand {}

    /// From the node: this process was told to stop.
    record LeaveAsked(String reason) implements WorkerCommand {}

    /// What the compute thread has done, for which generation.
    record Computed(Generation generation, Result result) implements WorkerCommand {}

    /// Who is no more.
    enum Lost implements WorkerCommand { COORDINATOR, RING }

    /// What comes because a state has asked for it.
    sealed interface Awaited {}

    record PartReceived(StatePart part) implements WorkerCommand, Awaited {}

    /// Which wait is over.
    enum Deadline implements WorkerCommand, Awaited { LEAVE, PART, END, CLOSE }

    /// What comes back from the compute thread, in a [Computed].
    sealed interface Result extends Awaited {}

    record Built(Trainer trainer, Preparation preparation) implements Result {}

    /// All of the older generation has ended; the replica stands at `committed`.
    record Entered(TrainingLoop loop, Step committed) implements Result {}

    record Restored(Step committed) implements Result {}

    /// A piece of work is done.
    record Reported(CoordinatorMessage message) implements Result {}

    /// @param images where the image is kept for the parts to come
    record Encoded(FetchState request, Map<StateKind, MemorySegment> images, MemorySegment image) implements Result {}

    /// @param step what was being done
    record Faulted(Step step, Throwable cause) implements Result {}

    /// The native memory is freed.
    record Closed() implements Result {}
}
