package io.ringmaster.worker;

import io.ringmaster.job.JobData;
import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.optim.Optimizer;
import io.ringmaster.optim.Schedule;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.config.TrainingConfig;
import io.ringmaster.tensor.Scope;

/// How a replica's parameters follow the gradients of a step: clipped, at the schedule's rate, by the job's optimizer.
///
/// What a step does depends on the gradients, the states of optimizer and rate, and the step's number alone.
/// State: the optimizer's and the rate's, freed by [#close].
/// Thread: the compute thread alone.
final class Descent implements AutoCloseable {

    private final Optimizer optimizer;
    private final Schedule schedule;
    private final EvaluatedRate rate;
    private final TrainingConfig training;

    private Descent(Optimizer optimizer, Schedule schedule, EvaluatedRate rate, TrainingConfig training) {
        this.optimizer = optimizer;
        this.schedule = schedule;
        this.rate = rate;
        this.training = training;
    }

    static Descent of(WorkerJob job, JobModel model, JobData data, ParameterBuffer parameters) {
        Schedule schedule = job.schedule(data.train().size());
        try (Unfinished made = new Unfinished()) {
            EvaluatedRate rate = made.add(EvaluatedRate.of(job, model, data, parameters.device()), EvaluatedRate::close);
            Optimizer optimizer = job.optimizer(parameters);
            made.finish();
            return new Descent(optimizer, schedule, rate, job.config().training());
        }
    }

    /// Takes the step that leads to `step`, along the sum of all shards' gradients.
    void follow(Step step) {
        if (training.clipValue() > 0) {
            optimizer.clipValue(training.clipValue());
        }
        if (training.clipNorm() > 0) {
            try (Scope _ = Scope.open()) {
                optimizer.clipNorm(training.clipNorm());
            }
        }
        optimizer.step(rate.under(schedule), step.number() - 1);
    }

    /// Whether a step's changes to some elements depend on those elements alone.
    boolean followsInRanges() {
        return training.clipValue() == 0 && training.clipNorm() == 0 && optimizer.stepsInRanges();
    }

    /// Takes a range's part of the step that leads to `step`; once each element has had its part, [#end] ends it.
    void follow(Step step, Optimizer.Range range) {
        optimizer.stepRange(range, rate.under(schedule), step.number() - 1);
    }

    void end() {
        optimizer.countStep();
    }

    Optimizer optimizer() {
        return optimizer;
    }

    EvaluatedRate rate() {
        return rate;
    }

    @Override
    public void close() {
        rate.close();
        optimizer.close();
    }
}
