package io.ringmaster.proto.config;

/// One job, complete: what to train, on what, how, and on how many workers.
///
/// The result of a run depends on everything here but `cluster` and `collective`. Where `training.reduction` is
/// [GradientReduction#FLOAT32] the rounding of sums depends on these two as well.
///
/// @param name names the run and its folder: letters, digits, `-`, `_` and `.`
/// @param seed where every random stream of the run begins
public record JobConfig(
    String name,
    long seed,
    ModelConfig model,
    DataConfig data,
    TrainingConfig training,
    OptimizerConfig optimizer,
    ScheduleConfig schedule,
    ClusterConfig cluster,
    CollectiveConfig collective) {

    public JobConfig {
        Require.that(name.matches("[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}"), "name",
            "is \"%s\"; it must be 1 to 64 letters, digits, \"-\", \"_\" or \".\" and not begin with \".\"", name);
        Require.that(training.batch() <= data.trainSamples(), "training.batch",
            "is %d but data.train-samples is only %d; use a batch of at most %d",
            training.batch(), data.trainSamples(), data.trainSamples());
        int workers = cluster.workers();
        Require.that(training.shards() >= workers, "training.shards",
            "is %d but %d workers would share them, so some would always idle; use at least %d",
            training.shards(), workers, workers);
    }
}
