package io.ringmaster.worker;

import io.ringmaster.job.JobData;
import io.ringmaster.proto.MetricReport;
import io.ringmaster.proto.MetricValue;
import io.ringmaster.proto.ShardLoss;
import io.ringmaster.proto.ShardSlice;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.tensor.state.SafetensorsFile;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/// How well a saved model does on a job's evaluation samples.
///
/// @param lossMean as a run of the job reports it, to the bit
/// @param metrics  in the order in which the job has them
/// @param digest   of the parameters, as a run reports it
public record ModelEvaluation(long samples, double lossMean, List<MetricValue> metrics, String digest) {

    public ModelEvaluation {
        metrics = List.copyOf(metrics);
    }

    /// Throws [io.ringmaster.tensor.state.StateFileException] where the file is not a model of this job,
    /// [io.ringmaster.tensor.data.DataException] where the data can't be read.
    ///
    /// @param node what this process brings to it
    public static ModelEvaluation run(JobConfig config, Path model, NodeSetup node) {
        WorkerJob job = WorkerJob.again(config, node.jar(), node.dataDirectory());
        JobData data = job.data();
        try (SafetensorsFile file = SafetensorsFile.open(model); Replica replica = Replica.build(job, data, node.device())) {
            replica.load(model.toString(), file);
            int shards = config.training().shards();
            Evaluation.Score score = replica.evaluate(data.eval(), IntStream.range(0, shards)
                .mapToObj(shard -> ShardSlice.of(shard, shards, 0, data.eval().size())).toList());
            return new ModelEvaluation(data.eval().size(), ShardLoss.mean(score.losses()),
                MetricReport.values(score.metrics()), replica.digest());
        }
    }
}
