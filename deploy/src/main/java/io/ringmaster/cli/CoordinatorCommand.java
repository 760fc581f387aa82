package io.ringmaster.cli;

import io.ringmaster.cli.job.Setting;
import io.ringmaster.coordinator.RunSetup;
import io.ringmaster.launch.Endpoint;
import io.ringmaster.launch.Host;
import io.ringmaster.launch.LocalNodes;
import io.ringmaster.launch.Occurrence;
import io.ringmaster.launch.Role;
import io.ringmaster.launch.ShutdownSignal;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Leads a run whose workers other processes bring.
@Command(
    name = "coordinator",
    description = "Lead a run; workers join it with: ringmaster worker --join HOST:PORT",
    footer = {
        "",
        "Examples:",
        "  ringmaster coordinator digits --workers 2",
        "  ringmaster worker --join 127.0.0.1:25520          (in a second and a third terminal)"
    })
final class CoordinatorCommand implements Callable<Integer> {

    private static final Duration SIGNAL_PATIENCE = Duration.ofSeconds(20);

    @Mixin JobOptions job;
    @Mixin Runs runs;
    @Mixin NetworkOptions network;
    @Mixin CommonOptions common;
    @Spec CommandSpec spec;

    @Option(names = "--port", paramLabel = "P", defaultValue = "25520",
        description = "Port for the cluster, 0 for any that is free (default: ${DEFAULT-VALUE}).")
    int port;

    @Option(names = "--workers", paramLabel = "N",
        description = "How many workers the run begins with (default: as many as the job says).")
    Integer workers;

    @Override
    public Integer call() throws InterruptedException {
        common.apply();
        Endpoint bind = network.endpoint(port);
        List<Setting> wanted = workers == null ? List.of() : List.of(
            Setting.of("--workers", "cluster.nodes", workers),
            Setting.of("--workers", "cluster.workers-per-node", 1));
        return lead(runs.set(job.read(wanted)), bind);
    }

    private int lead(RunSetup setup, Endpoint bind) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Progress progress = new Progress(out, Progress.isTerminal());
        BlockingQueue<Occurrence> inbox = new LinkedBlockingQueue<>();
        try (ShutdownSignal _ = ShutdownSignal.listen(inbox::add, SIGNAL_PATIENCE, () -> { })) {
            Ending ending = run(setup, bind, inbox, progress);
            progress.end();
            return RunReport.print(ending, setup.directory(), out, spec.commandLine().getErr());
        }
    }

    private static Ending run(RunSetup setup, Endpoint bind, BlockingQueue<Occurrence> inbox, Progress progress)
        throws InterruptedException {
        LocalNodes none = new LocalNodes(_ -> { }, inbox::add);
        try (Host host = Host.begin(bind, List.of(new Role.Coordinate(setup)), inbox::add)) {
            progress.print(RunText.start(setup.job(), setup.directory()));
            progress.print("listening at " + host.endpoint() + "; add workers with: ringmaster worker --join "
                + host.endpoint());
            return new RunLoop(host, inbox, progress, none).run();
        }
    }
}
