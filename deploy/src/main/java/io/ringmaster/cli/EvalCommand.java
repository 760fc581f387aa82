package io.ringmaster.cli;

import io.ringmaster.cli.job.JobFile;
import io.ringmaster.cli.job.JobParser;
import io.ringmaster.launch.LaunchException;
import io.ringmaster.proto.config.DataConfig;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.worker.ModelEvaluation;
import io.ringmaster.worker.NodeSetup;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Evaluates the model that a run has left, on the run's held-out samples.
@Command(
    name = "eval",
    description = "Evaluate a run's model on its held-out samples.",
    footer = {"", "Examples:", "  ringmaster eval runs/digits-20260101-120000"})
final class EvalCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "RUN_DIR", description = "The run's folder.")
    Path run;

    @Option(names = "--data", paramLabel = "DIR",
        description = "The folder that holds the data files (default: where the run had them).")
    String data;

    @Mixin JarOption jar;
    @Mixin DeviceOption device;
    @Mixin CommonOptions common;
    @Spec CommandSpec spec;

    @Override
    public Integer call() {
        common.apply();
        JobConfig job = JobParser.parse(JobFile.read(required(RunDirectory.JOB)), List.of());
        if (data != null && job.data() instanceof DataConfig.Digits) {
            throw new LaunchException("--data is " + data + ", but this run drew its digits itself; leave --data out");
        }
        NodeSetup here =
            new NodeSetup("", 1, device.parse(), data == null ? "" : JobOptions.absolute(data), jar.open());
        ModelEvaluation result = ModelEvaluation.run(job, required(RunDirectory.MODEL), here);
        PrintWriter out = spec.commandLine().getOut();
        out.println(RunText.line("%,d samples: loss %.6f%s", result.samples(), result.lossMean(),
            RunText.metrics(result.metrics())));
        out.println("parameters: " + result.digest());
        out.flush();
        return 0;
    }

    private Path required(String file) {
        Path path = run.resolve(file);
        if (!Files.isRegularFile(path)) {
            throw new LaunchException(run + " holds no " + file
                + "; only a run that has finished, or was stopped after a step, leaves all that it takes: name the folder of one");
        }
        return path;
    }
}
