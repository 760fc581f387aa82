package io.ringmaster.coordinator.observe;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Signal;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import io.ringmaster.proto.StatePart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

/// Writes down what a run shows of itself, on a thread that may block.
///
/// What can't be written is said once in the log and in the answer to whoever waits for it; it never stops a run.
public final class Recorder {

    /// What the coordinator hands over.
    public sealed interface Command {}

    public record Append(RunEvent event) implements Command {}

    /// A piece of the model's file; answered once it is written.
    public record Model(StatePart part, ActorRef<Written> replyTo) implements Command {}

    /// The last word of the run; answered once all files are on disk.
    public record Finish(RunEvent.Ended ended, ActorRef<Finished> replyTo) implements Command {}

    private enum Tick implements Command { FLUSH }

    /// @param problem empty where it was written
    public record Written(String problem) {}

    /// Nothing is left to write.
    ///
    /// @param problem empty where all of it was written
    public record Finished(String problem) {}

    private interface Write {
        void to(RunFiles files) throws IOException;
    }

    private static final Duration FLUSH_EVERY = Duration.ofSeconds(1);

    private Recorder() {}

    public static Behavior<Command> create(Path directory, String job) {
        return Behaviors.setup(context -> Behaviors.withTimers((TimerScheduler<Command> timers) -> {
            timers.startTimerWithFixedDelay(Tick.FLUSH, FLUSH_EVERY);
            try {
                return new Writing(context, RunFiles.open(directory, job));
            } catch (IOException e) {
                throw new UncheckedIOException("the run's folder " + directory + " can't be written", e);
            }
        }));
    }

    private static final class Writing extends AbstractOnMessageBehavior<Command> {

        private final ActorContext<Command> context;
        private final RunFiles files;
        private boolean complained;

        private Writing(ActorContext<Command> context, RunFiles files) {
            super(context);
            this.context = context;
            this.files = files;
        }

        @Override
        public Behavior<Command> onMessage(Command command) {
            switch (command) {
                case Append(var event) -> attempt(to -> to.append(event));
                case Model(var part, var replyTo) -> replyTo.tell(attempt(to -> to.model(part)));
                case Tick _ -> attempt(RunFiles::flush);
                case Finish(var ended, var replyTo) -> replyTo.tell(finish(ended));
            }
            return this;
        }

        @Override
        public Behavior<Command> onSignal(Signal signal) {
            if (signal instanceof PostStop) {
                attempt(RunFiles::close);
            }
            return this;
        }

        private Finished finish(RunEvent.Ended ended) {
            Written last = attempt(to -> {
                to.append(ended);
                to.flush();
                to.summary(ended.summary());
            });
            return new Finished(last.problem());
        }

        private Written attempt(Write write) {
            try {
                write.to(files);
                return new Written("");
            } catch (IOException e) {
                if (!complained) {
                    complained = true;
                    context.getLog().error("the run's files can't be written: {}", e.toString());
                }
                return new Written(e.toString());
            }
        }
    }
}
