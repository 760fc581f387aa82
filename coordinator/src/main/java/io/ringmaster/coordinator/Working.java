package io.ringmaster.coordinator;

import akka.actor.typed.Behavior;
import io.ringmaster.coordinator.CoordinatorCommand.Awaited;
import io.ringmaster.coordinator.CoordinatorCommand.Finished;
import io.ringmaster.coordinator.CoordinatorCommand.Part;
import io.ringmaster.coordinator.CoordinatorCommand.Tick;
import io.ringmaster.coordinator.CoordinatorCommand.Written;
import io.ringmaster.coordinator.GenerationWork.Done;
import io.ringmaster.coordinator.membership.Blame;
import io.ringmaster.coordinator.observe.LossFault;
import io.ringmaster.coordinator.observe.RunEvent;
import io.ringmaster.proto.CoordinatorMessage.Evaluated;
import io.ringmaster.proto.CoordinatorMessage.Formed;
import io.ringmaster.proto.CoordinatorMessage.OfGeneration;
import io.ringmaster.proto.CoordinatorMessage.Stalled;
import io.ringmaster.proto.CoordinatorMessage.StepDone;
import io.ringmaster.proto.Outcome;
import io.ringmaster.proto.Rank;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Members have work: their reports are collected, and an item is committed once all have done it.
abstract class Working extends InGeneration {

    /// So that most who stall have said so before somebody is blamed.
    private static final Duration BLAME_DELAY = Duration.ofSeconds(1);

    final GenerationWork work;

    Working(Run run, GenerationWork work) {
        super(run, work.formation());
        this.work = work;
    }

    /// Leases more, or moves on where nothing is outstanding.
    abstract Behavior<CoordinatorCommand> advance();

    @Override
    final Behavior<CoordinatorCommand> reported(OfGeneration report) {
        return switch (report) {
            case StepDone done -> work.awaits(done)
                ? commit(work.report(done)) : unasked(done.rank(), "step " + done.step());
            case Evaluated evaluated -> work.awaits(evaluated)
                ? commit(work.report(evaluated)) : unasked(evaluated.rank(), "the evaluation of epoch " + evaluated.epoch());
            case Stalled stalled -> stalled(stalled);
            case Formed _ -> this;
        };
    }

    private Behavior<CoordinatorCommand> unasked(Rank rank, String what) {
        return fail(("rank %s reports %s, which is not under way in generation %s; workers and coordinator must be of one version of "
            + "Ringmaster").formatted(rank, what, formation.generation()));
    }

    private Behavior<CoordinatorCommand> commit(List<Done> items) {
        for (Done item : items) {
            expectProgress();
            switch (item) {
                case Done.TrainingStep(var epoch, var reports) -> run.emit(new RunEvent.StepCommitted(
                    run.now(), run.totals().commit(formation.generation(), epoch, reports, run.now())));
                case Done.Evaluation(var reports) -> {
                    if (reports.stream().map(Evaluated::digest).distinct().count() > 1) {
                        return fail(differing(reports));
                    }
                    RunEvent.EpochEvaluated evaluated = run.totals().evaluate(reports, run.now());
                    run.emit(evaluated);
                    Optional<String> fault = LossFault.find(evaluated, reports);
                    if (fault.isPresent()) {
                        return fail(fault.get());
                    }
                }
            }
        }
        return work.isFinished()
            ? Saving.begin(run, formation, Outcome.FINISHED, "all %d steps are committed".formatted(work.program().steps()))
            : advance();
    }

    /// From now on, one item at least must be done in every step timeout.
    final void expectProgress() {
        run.timers().startSingleTimer(Tick.DEADLINE, run.job().cluster().stepTimeout());
    }

    private Behavior<CoordinatorCommand> stalled(Stalled report) {
        work.stalled(report);
        if (!run.timers().isTimerActive(Tick.BLAME)) {
            run.timers().startSingleTimer(Tick.BLAME, BLAME_DELAY);
        }
        return this;
    }

    @Override
    final Behavior<CoordinatorCommand> awaited(Awaited awaited) {
        return switch (awaited) {
            case Tick.BLAME -> {
                Blame blame = work.blame();
                yield fail("%s hangs: %s".formatted(names(blame.ranks()), blame.reason()));
            }
            case Tick.DEADLINE -> fail("no step was done for %d s (cluster.step-timeout) after step %s: no report from %s"
                .formatted(run.job().cluster().stepTimeout().toSeconds(), run.totals().committed(), names(work.behind())));
            case Tick.QUORUM -> this;
            case Part _, Written _, Finished _ -> this;
        };
    }

    private String differing(List<Evaluated> reports) {
        return "the replicas differ after step %s, so memory or code is at fault: %s".formatted(
            run.totals().committed(), reports.stream().map(report -> "rank %s (%s) has digest %s".formatted(
                report.rank(), formation.members().get(report.rank().index()).member(), report.digest()))
                .sorted().collect(Collectors.joining("; ")));
    }

    private String names(List<Rank> ranks) {
        return ranks.stream()
            .map(rank -> "rank %s, %s".formatted(rank, formation.members().get(rank.index()).member()))
            .collect(Collectors.joining("; "));
    }
}
