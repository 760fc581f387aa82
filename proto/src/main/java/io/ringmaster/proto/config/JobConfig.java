package io.ringmaster.proto.config;

/// One job, complete: what to train, on what, how, and on how many workers.
///
/// The result of a run depends on everything here but `cluster` and `collective`. Where `training.reduction` is
/// [GradientReduction#FLOAT32] the rounding of sums depends on these two as well.
///
/// @param name names the run and its folder: letters, digits, `-`, `_` and `.`
/// @param seed where every random stream of the run begins
/// @param code the class that says what is trained, if one does
public record JobConfig(
    String name,
    long seed,
    CodeConfig code,
    ModelConfig model,
    DataConfig data,
    ObjectiveConfig objective,
    TrainingConfig training,
    OptimizerConfig optimizer,
    ScheduleConfig schedule,
    ClusterConfig cluster,
    CollectiveConfig collective) {

    public JobConfig {
        Require.that(name.matches("[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}"), "name",
            "is \"%s\"; it must be 1 to 64 letters, digits, \"-\", \"_\" or \".\" and not begin with \".\"", name);
        Require.that(code.isGiven() || !(model instanceof ModelConfig.OfJob), "model.kind",
            "is job but no class is named that makes the model; name it with --jar FILE --job CLASS, or choose another kind");
        Require.that(code.isGiven() || !(data instanceof DataConfig.OfJob), "data.kind",
            "is job but no class is named that makes the data; name it with --jar FILE --job CLASS, or choose another kind");
        Require.that(data.trainSamples() == 0 || training.batch() <= data.trainSamples(), "training.batch",
            "is %d but data.train-samples is only %d; use a batch of at most %d",
            training.batch(), data.trainSamples(), data.trainSamples());
        int workers = cluster.workers();
        Require.that(training.shards() >= workers, "training.shards",
            "is %d but %d workers would share them, so some would always idle; use at least %d",
            training.shards(), workers, workers);
    }

    /// A job that its keys say all of, of the usual loss and metrics.
    public JobConfig(
        String name, long seed, ModelConfig model, DataConfig data, TrainingConfig training, OptimizerConfig optimizer,
        ScheduleConfig schedule, ClusterConfig cluster, CollectiveConfig collective) {
        this(name, seed, CodeConfig.NONE, model, data, ObjectiveConfig.USUAL, training, optimizer, schedule, cluster, collective);
    }
}
