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
    description = "Lead a run whose workers are other processes: ringmaster worker.",
    footer = {
        "",
        "Examples:",
        "  ringmaster coordinator digits --workers 2",
        "  ringmaster worker --join 127.0.0.1:25520    (in a second and a third terminal)",
        "",
        "Ctrl-C ends the run after the steps under way and keeps its model; a second one",
        "ends it at once."
    })
final class CoordinatorCommand implements Callable<Integer> {

    @Mixin JobOptions job;
    @Mixin Runs runs;

    @Option(names = "--workers", paramLabel = "N",
        description = "How many workers the run begins with (default: as many as the job says).")
    Integer workers;

    @Mixin NetworkOptions network;

    @Option(names = "--port", paramLabel = "P", defaultValue = "25520",
        description = "Port for the cluster, 0 for any that is free (default: ${DEFAULT-VALUE}).")
    int port;

    @Mixin CommonOptions common;
    @Spec CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        common.apply();
        Endpoint bind = network.endpoint(port);
        List<Setting> wanted = workers == null ? List.of() : List.of(
            Setting.of("--workers", "cluster.nodes", workers),
            Setting.of("--workers", "cluster.workers-per-node", 1));
        return runs.in(job.read(wanted).job(), setup -> lead(setup, bind));
    }

    private int lead(RunSetup setup, Endpoint bind) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Progress progress = new Progress(out, Terminal.attached(System.getenv()));
        BlockingQueue<Occurrence> inbox = new LinkedBlockingQueue<>();
        try (ShutdownSignal _ = ShutdownSignal.listen(inbox::add, () -> { })) {
            Ending ending = run(setup, bind, inbox, progress);
            progress.end();
            return new RunReport(out, spec.commandLine().getErr(), true, job.jar.arguments()).print(ending, setup.directory());
        }
    }

    private static Ending run(RunSetup setup, Endpoint bind, BlockingQueue<Occurrence> inbox, Progress progress)
        throws InterruptedException {
        LocalNodes none = new LocalNodes(_ -> { }, inbox::add);
        try (Host host = Host.begin(bind, List.of(new Role.Coordinate(setup)), inbox::add)) {
            RunText.start(setup.job(), setup.directory()).forEach(progress::print);
            progress.print("listening at %s; add workers with: %s".formatted(
                host.endpoint(), Invocation.of("worker", "--join", host.endpoint().toString())));
            return new RunLoop(host, inbox, progress, none, setup.job().cluster().stepTimeout()).run(Duration.ZERO);
        }
    }
}
