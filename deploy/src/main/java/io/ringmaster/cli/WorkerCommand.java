package io.ringmaster.cli;

import io.ringmaster.launch.Endpoint;
import io.ringmaster.launch.Host;
import io.ringmaster.launch.Lifeline;
import io.ringmaster.launch.Occurrence;
import io.ringmaster.launch.Role;
import io.ringmaster.launch.ShutdownSignal;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Brings workers to a run that another process leads.
@Command(
    name = "worker",
    description = "Join a run and work for it until it ends.",
    footer = {
        "",
        "Examples:",
        "  ringmaster worker --join 127.0.0.1:25520",
        "  ringmaster worker --join 127.0.0.1:25520 --workers 2 --data DIR --jar my.jar",
        "",
        "Ctrl-C leaves the run after the steps under way, and the others go on; a second",
        "one ends this process at once."
    })
final class WorkerCommand implements Callable<Integer> {

    @Option(names = "--join", paramLabel = "HOST:PORT", required = true, description = "Where the run is led.")
    Endpoint contact;

    @Option(names = "--workers", paramLabel = "W", defaultValue = "1",
        description = "Workers in this process (default: ${DEFAULT-VALUE}).")
    int workers;

    @Option(names = "--data", paramLabel = "DIR",
        description = "The folder that holds the data files here (default: where the job says).")
    String data;

    @Mixin JarOption jar;

    @Option(names = "--started-by-train", hidden = true,
        description = "A signal to this process has most likely gone to its parent too, which ends the run.")
    boolean startedByTrain;

    @Mixin DeviceOption device;
    @Mixin NetworkOptions network;
    @Mixin CommonOptions common;
    @Spec CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        common.apply();
        if (workers < 1) {
            throw new ParameterException(
                spec.commandLine(), "--workers is " + workers + "; a worker process holds at least 1");
        }
        List<Role> roles = List.of(
            new Role.Work(workers, device.parse(), data == null ? "" : JobOptions.absolute(data), jar.open()));
        Endpoint bind = network.endpoint(0);
        BlockingQueue<Occurrence> inbox = new LinkedBlockingQueue<>();
        if (startedByTrain) {
            Lifeline.watch(System.in, inbox::add);
        }
        try (ShutdownSignal _ = ShutdownSignal.listen(inbox::add, () -> { });
            Host host = Host.join(contact, bind, roles, inbox::add)) {
            return new NodeLoop(host, contact, inbox, spec.commandLine().getOut(), spec.commandLine().getErr(),
                startedByTrain).run();
        }
    }
}
