package io.ringmaster.cli;

import io.ringmaster.cli.bench.BenchFolder;
import io.ringmaster.cli.bench.Peer;
import io.ringmaster.cli.bench.TrainingBench;
import io.ringmaster.cli.bench.TrainingFigures;
import io.ringmaster.cli.bench.TrainingReport;
import io.ringmaster.cli.bench.Windows;
import io.ringmaster.cli.job.JobFile;
import io.ringmaster.cli.job.JobParser;
import io.ringmaster.cli.job.JobWriter;
import io.ringmaster.cli.job.Nearest;
import io.ringmaster.cli.job.Setting;
import io.ringmaster.coordinator.RunSetup;
import io.ringmaster.proto.RunId;
import io.ringmaster.proto.config.ConfigException;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.tensor.Device;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Measures whole training steps: coordinator, workers, loaders, ring and optimizer, as `train` runs them.
@Command(
    name = "train",
    description = "Measure whole training steps: forward, loss, backward, all-reduce, optimizer.",
    footer = {
        "",
        "Where a peer is given, it and we run in turn, and the ratio is the median over the pairs. The peer is a shell",
        "command whose last line is JSON with samples_per_second.",
        "",
        "Examples:",
        "  ringmaster bench train --net mlp",
        "  ringmaster bench train --net resnet18 --workers 1 --json",
        "  ringmaster bench train --net gpt --peer 'OMP_NUM_THREADS=2 python3 peer.py gpt-char'"
    })
final class BenchTrainCommand implements Callable<Integer> {

    @Option(names = "--net", paramLabel = "NET", required = true,
        description = "What is trained: ${COMPLETION-CANDIDATES}.", completionCandidates = Nets.class)
    String net;

    @Option(names = "--workers", paramLabel = "W", defaultValue = "2",
        description = "Workers in this process, each with a thread to compute on (default: ${DEFAULT-VALUE}).")
    int workers;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Replace one key of the benchmark's job; may be repeated.")
    List<String> assignments = new ArrayList<>();

    @Option(names = "--warm-up", paramLabel = "S", defaultValue = "4",
        description = "Seconds before the first window (default: ${DEFAULT-VALUE}).")
    int warmUpSeconds;

    @Option(names = "--windows", paramLabel = "N", defaultValue = "5",
        description = "Windows, whose median counts (default: ${DEFAULT-VALUE}).")
    int windows;

    @Option(names = "--window-seconds", paramLabel = "S", defaultValue = "2",
        description = "The length of each (default: ${DEFAULT-VALUE}).")
    int windowSeconds;

    @Option(names = "--pairs", paramLabel = "N", defaultValue = "5",
        description = "How often the peer and we run in turn (default: ${DEFAULT-VALUE}).")
    int pairs;

    @Option(names = "--peer", paramLabel = "COMMAND", description = "Another program that does the same work.")
    String peer;

    @Option(names = "--json", description = "Print one JSON object a measurement instead of lines for people.")
    boolean json;

    @Mixin DeviceOption device;
    @Mixin CommonOptions common;
    @Spec CommandSpec spec;

    /// The nets that have a benchmark.
    static final class Nets implements Iterable<String> {

        static final List<String> ALL = List.of("mlp", "lenet", "resnet18", "gpt");
        static final String OF_TEXT = "gpt";

        @Override
        public Iterator<String> iterator() {
            return ALL.iterator();
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        common.apply();
        requireNet();
        Device on = device.parse();
        Windows measured = windows();
        TrainingReport report = new TrainingReport(spec.commandLine().getOut(), net, workers, json);
        try (BenchFolder folder = BenchFolder.create()) {
            JobConfig job = job(folder.path());
            if (peer == null) {
                report.print(measure(job, folder, on, measured));
                return 0;
            }
            List<Double> ratios = new ArrayList<>();
            for (int pair = 0; pair < pairs; pair++) {
                TrainingFigures ours = measure(job, folder, on, measured);
                report.print(ours);
                Peer.Figures theirs = new Peer(peer, "samples_per_second").measure(Map.of());
                ratios.add(ours.median() / theirs.value());
                report.print(theirs, ratios.getLast());
            }
            report.printRatio(ratios);
            return 0;
        }
    }

    private void requireNet() {
        if (!Nets.ALL.contains(net)) {
            throw new ConfigException("", "--net is " + net + "; there are " + String.join(", ", Nets.ALL)
                + Nearest.question(net, Nets.ALL));
        }
    }

    /// @param folder where data is that the benchmark brings
    private JobConfig job(Path folder) {
        List<Setting> settings = new ArrayList<>();
        JobOptions.add(settings, "--workers", "cluster.workers-per-node", workers);
        if (net.equals(Nets.OF_TEXT)) {
            JobOptions.add(settings, "--net", "data.directory", folder.toString());
        }
        assignments.forEach(assignment -> settings.add(Setting.parse(assignment)));
        return JobParser.parse(JobFile.bench(net), settings);
    }

    private Windows windows() {
        if (warmUpSeconds < 0 || windows < 1 || windowSeconds < 1 || pairs < 1) {
            throw new ConfigException("",
                "--warm-up is %d, --windows %d, --window-seconds %d, --pairs %d; the first is 0 or more, the others 1 or more"
                    .formatted(warmUpSeconds, windows, windowSeconds, pairs));
        }
        return new Windows(Duration.ofSeconds(warmUpSeconds), windows, Duration.ofSeconds(windowSeconds));
    }

    private static TrainingFigures measure(JobConfig job, BenchFolder folder, Device on, Windows windows)
        throws InterruptedException {
        return TrainingBench.measure(
            new RunSetup(new RunId("bench-" + job.name()), job, JobWriter.write(job), folder.ofNextRun()), on, windows);
    }
}
