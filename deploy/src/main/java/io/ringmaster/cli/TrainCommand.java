package io.ringmaster.cli;

import io.ringmaster.cli.job.Setting;
import io.ringmaster.coordinator.RunSetup;
import io.ringmaster.launch.Host;
import io.ringmaster.launch.LaunchException;
import io.ringmaster.launch.LocalNodes;
import io.ringmaster.launch.Occurrence;
import io.ringmaster.launch.Role;
import io.ringmaster.launch.ShutdownSignal;
import io.ringmaster.proto.config.DataConfig;
import io.ringmaster.proto.config.JobConfig;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Trains on this machine: the coordinator and the first node in this process, the other nodes in processes of their own.
@Command(
    name = "train",
    description = "Train a job on this machine, in one process or in several that form a cluster.",
    footer = {
        "",
        "Examples:",
        "  ringmaster train",
        "  ringmaster train mnist --data DIR --nodes 3 --workers-per-node 1",
        "  ringmaster train my.conf --epochs 3 --set optimizer.learning-rate=0.1",
        "  ringmaster train --jar my.jar --job com.example.MyJob --epochs 3",
        "",
        "Ctrl-C ends a run after the steps under way and keeps its model; a second one",
        "ends it at once."
    })
final class TrainCommand implements Callable<Integer> {

    @Mixin JobOptions job;
    @Mixin Runs runs;

    @Option(names = "--nodes", paramLabel = "N",
        description = "Processes that hold workers (default: as the job says).")
    Integer nodes;

    @Option(names = "--workers-per-node", paramLabel = "W",
        description = "Workers in each of them (default: as the job says).")
    Integer workersPerNode;

    @Mixin DeviceOption device;
    @Mixin NetworkOptions network;

    @Option(names = "--port", paramLabel = "P", defaultValue = "0",
        description = "Port for the cluster, 0 for any that is free (default: ${DEFAULT-VALUE}).")
    int port;

    @Mixin CommonOptions common;
    @Spec CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        common.apply();
        List<Setting> settings = new ArrayList<>();
        JobOptions.add(settings, "--nodes", "cluster.nodes", nodes);
        JobOptions.add(settings, "--workers-per-node", "cluster.workers-per-node", workersPerNode);
        JobOptions.Read read = job.read(settings);
        requireData(read.job());
        Role.Work work = new Role.Work(read.job().cluster().workersPerNode(), device.parse(), "", read.jar());
        network.endpoint(port);
        return runs.in(read.job(), setup -> train(setup, work));
    }

    private static void requireData(JobConfig job) {
        if (job.data() instanceof DataConfig.Stored stored && stored.download() == DataConfig.Download.NONE) {
            Path folder = Path.of(stored.directory());
            requireFolder(folder);
            switch (stored) {
                case DataConfig.Idx idx -> requireFiles(folder, true, idx.images(), idx.labels(), idx.evalImages(), idx.evalLabels());
                case DataConfig.Csv csv -> requireFiles(folder, false, csv.file(), csv.evalFile());
                case DataConfig.Text text -> requireFiles(folder, false, text.file(), text.evalFile());
                case DataConfig.Cifar10 _, DataConfig.ImageFolder _ -> { }
            }
        }
    }

    private static void requireFolder(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new LaunchException("data.directory is " + folder
                + ", but there is no such folder; name the one that holds the data files with --data DIR");
        }
    }

    /// @param orGzip whether NAME.gz serves for NAME
    private static void requireFiles(Path folder, boolean orGzip, String... names) {
        for (String name : names) {
            boolean there = Files.exists(folder.resolve(name)) || (orGzip && Files.exists(folder.resolve(name + ".gz")));
            if (!name.isEmpty() && !there) {
                throw new LaunchException("data.directory is " + folder + ", but there is "
                    + (orGzip ? "neither " + name + " nor " + name + ".gz" : "no " + name)
                    + " in it; name the folder that holds it with --data DIR");
            }
        }
    }

    private int train(RunSetup setup, Role.Work work) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Progress progress = new Progress(out, Terminal.attached(System.getenv()));
        BlockingQueue<Occurrence> inbox = new LinkedBlockingQueue<>();
        LocalNodes children = new LocalNodes(line -> showOutput(progress, line), inbox::add);
        try (ShutdownSignal _ = ShutdownSignal.listen(inbox::add, children::kill)) {
            Ending ending = run(setup, work, children, inbox, progress);
            progress.end();
            return new RunReport(out, err, common.verbose, job.jar.arguments()).print(ending, setup.directory());
        }
    }

    private Ending run(
        RunSetup setup, Role.Work work, LocalNodes children, BlockingQueue<Occurrence> inbox, Progress progress)
        throws InterruptedException {
        List<Role> roles = List.of(new Role.Coordinate(setup), work);
        try (Host host = Host.begin(network.endpoint(port), roles, inbox::add); children) {
            RunText.start(setup.job(), setup.directory()).forEach(progress::print);
            children.start(setup.job().cluster().nodes(), Ringmaster.class.getName(), childArguments(host, work));
            return new RunLoop(host, inbox, progress, children, setup.job().cluster().stepTimeout())
                .run(RunLoop.UNREMARKABLE);
        }
    }

    private List<String> childArguments(Host host, Role.Work work) {
        List<String> arguments = new ArrayList<>(List.of(
            "worker", "--join", host.endpoint().toString(), "--workers", Integer.toString(work.workers()),
            "--device", work.device().toString(), "--host", network.host, "--started-by-train"));
        arguments.addAll(job.jar.arguments());
        if (network.allowPlaintextNetwork) {
            arguments.add("--allow-plaintext-network");
        }
        if (common.verbose) {
            arguments.add("--verbose");
        }
        return arguments;
    }

    private void showOutput(Progress progress, LocalNodes.Line line) {
        if (common.verbose) {
            progress.print(line.error() ? spec.commandLine().getErr() : spec.commandLine().getOut(), line.toString());
        }
    }
}
