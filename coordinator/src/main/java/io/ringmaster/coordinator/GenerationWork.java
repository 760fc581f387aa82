package io.ringmaster.coordinator;

import io.ringmaster.coordinator.membership.Blame;
import io.ringmaster.coordinator.membership.Formation;
import io.ringmaster.coordinator.plan.LeaseBook;
import io.ringmaster.coordinator.plan.Program;
import io.ringmaster.proto.CoordinatorMessage.Evaluated;
import io.ringmaster.proto.CoordinatorMessage.Stalled;
import io.ringmaster.proto.CoordinatorMessage.StepDone;
import io.ringmaster.proto.Preparation;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Work;
import io.ringmaster.proto.config.TrainingConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One generation's work: what its members have been leased, and what they have reported of it.
///
/// Thread: confined to the coordinator's.
final class GenerationWork {

    /// An item that all members have done, with a report of each.
    sealed interface Done {

        record TrainingStep(int epoch, List<StepDone> reports) implements Done {}

        record Evaluation(List<Evaluated> reports) implements Done {}
    }

    private final Formation formation;
    private final Program program;
    private final LeaseBook book;
    private final Map<Long, List<StepDone>> steps = new HashMap<>();
    private final Map<Long, List<Evaluated>> evaluations = new HashMap<>();
    private final List<Stalled> stalls = new ArrayList<>();

    private GenerationWork(Formation formation, Program program, LeaseBook book) {
        this.formation = formation;
        this.program = program;
        this.book = book;
    }

    /// @param itemsDone how many of the program's items were done by generations before
    static GenerationWork begin(Formation formation, long itemsDone, TrainingConfig training) {
        Preparation any = formation.members().getFirst().preparation();
        Program program = new Program(any.trainSamples(), any.evalSamples(), training.epochs(), training.batch());
        return new GenerationWork(
            formation, program, new LeaseBook(formation.members().size(), itemsDone, program.items()));
    }

    Formation formation() {
        return formation;
    }

    Program program() {
        return program;
    }

    /// The items to lease now, so that `ahead` are outstanding.
    List<Long> extend(int ahead) {
        return book.extend(ahead);
    }

    /// A rank's part of some items.
    List<Work> share(List<Long> items, Rank rank) {
        return items.stream()
            .map(item -> formation.shards().work(program.at(item), rank, program.evalSamples())).toList();
    }

    /// Whether a member may report this step: it was leased, and neither done by all nor reported by this one before.
    boolean awaits(StepDone report) {
        return book.awaits(report.rank(), program.indexOfStep(report.step()));
    }

    /// Whether a member may report this evaluation.
    boolean awaits(Evaluated report) {
        return book.awaits(report.rank(), program.indexOfEvaluation(report.epoch()));
    }

    /// A member has taken a step that is awaited; returns what is done by all since, in order.
    List<Done> report(StepDone report) {
        long item = program.indexOfStep(report.step());
        steps.computeIfAbsent(item, _ -> new ArrayList<>()).add(report);
        return done(report.rank(), item);
    }

    /// A member has made an evaluation that is awaited; returns what is done by all since, in order.
    List<Done> report(Evaluated report) {
        long item = program.indexOfEvaluation(report.epoch());
        evaluations.computeIfAbsent(item, _ -> new ArrayList<>()).add(report);
        return done(report.rank(), item);
    }

    private List<Done> done(Rank rank, long reported) {
        return book.report(rank, reported).stream().<Done>map(item -> switch (program.at(item)) {
            case Program.Item.Train(_, var epoch, _, _) -> new Done.TrainingStep(epoch, steps.remove(item));
            case Program.Item.Evaluate _ -> new Done.Evaluation(evaluations.remove(item));
        }).toList();
    }

    /// A member waits for a neighbour in vain.
    void stalled(Stalled report) {
        stalls.add(report);
    }

    /// Whose silence it is; at least one member waits in vain.
    Blame blame() {
        return Blame.of(stalls);
    }

    /// Who has not yet done the oldest outstanding item.
    List<Rank> behind() {
        return book.behind();
    }

    /// How many items are done by all, those of generations before included.
    long itemsDone() {
        return book.committed();
    }

    /// The step that all members stand at once these items are done.
    Step committedStep() {
        return program.stepAfter(book.committed());
    }

    /// Whether all that was leased is done.
    boolean isDrained() {
        return book.isDrained();
    }

    /// Whether the whole program is done.
    boolean isFinished() {
        return book.isFinished();
    }
}
