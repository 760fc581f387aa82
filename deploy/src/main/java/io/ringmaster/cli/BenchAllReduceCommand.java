package io.ringmaster.cli;

import io.ringmaster.cli.bench.AllReduceLoop;
import io.ringmaster.cli.bench.AllReduceReport;
import io.ringmaster.cli.bench.Peer;
import io.ringmaster.cli.bench.Sizes;
import io.ringmaster.cli.job.JobFile;
import io.ringmaster.cli.job.JobParser;
import io.ringmaster.cli.job.Setting;
import io.ringmaster.launch.Endpoint;
import io.ringmaster.launch.Host;
import io.ringmaster.launch.Lifeline;
import io.ringmaster.launch.LocalNodes;
import io.ringmaster.launch.Occurrence;
import io.ringmaster.launch.Role;
import io.ringmaster.launch.ShutdownSignal;
import io.ringmaster.proto.config.ConfigException;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.worker.bench.AllReduceEvent;
import io.ringmaster.worker.bench.AllReduceFigures;
import io.ringmaster.worker.bench.AllReducePlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Measures all-reduces in the manner of nccl-tests, in rings as training has them.
@Command(
    name = "allreduce",
    description = "Measure all-reduces of growing buffers, and check every element of each.",
    footer = {
        "",
        "busbw is algbw * 2 (n - 1) / n for n members: what each link carries, whatever",
        "their number. Costs are those of all processes, for each GB that all members",
        "send. A wrong element makes the exit code 1.",
        "",
        "Where a peer is given, it and we run in turn, and the ratio is the median over",
        "the pairs. The peer is a shell command that finds $BYTES and $MEMBERS set, and",
        "whose last line is JSON with busbw_GBps.",
        "",
        "Examples:",
        "  ringmaster bench allreduce",
        "  ringmaster bench allreduce --nodes 2 --from 4M --to 256M --factor 4",
        "  ringmaster bench allreduce --nodes 3 --reduction float32 --json",
        "  ringmaster bench allreduce --nodes 2 --from 4M --to 4M \\",
        "    --peer 'python3 peer.py allreduce --ddp $MEMBERS --bytes $BYTES'"
    })
final class BenchAllReduceCommand implements Callable<Integer> {

    private static final Duration PARENT_ENDS_US = Duration.ofSeconds(2);
    private static final String COLLECTIVE = "collective.";

    @Option(names = "--nodes", paramLabel = "N", defaultValue = "1",
        description = "Processes that hold members (default: ${DEFAULT-VALUE}).")
    int nodes;

    @Option(names = "--members", paramLabel = "M",
        description = "Members in each of them (default: 2 in one process, 1 in each of several).")
    Integer members;

    @Option(names = "--from", paramLabel = "SIZE", defaultValue = "8",
        description = "The first buffer's size (default: ${DEFAULT-VALUE} bytes).")
    String from;

    @Option(names = "--to", paramLabel = "SIZE", defaultValue = "256M",
        description = "The largest that there may be (default: ${DEFAULT-VALUE}).")
    String to;

    @Option(names = "--factor", paramLabel = "F", defaultValue = "2",
        description = "Each size is so many times the last (default: ${DEFAULT-VALUE}).")
    int factor;

    @Option(names = "--reduction", paramLabel = "HOW",
        description = "exact: round to a grid, sum, make float32 of the sums; float32: sum in place (default: exact).")
    String reduction;

    @Option(names = "--carrier", paramLabel = "HOW", defaultValue = "fastest",
        description = "What takes chunks from process to process: fastest, which is shared memory within a host; or inline,"
            + " in the messages (default: ${DEFAULT-VALUE}).")
    String carrier;

    @Option(names = "--iterations", paramLabel = "N", defaultValue = "20",
        description = "The fewest of each size; small ones take a quarter of a second (default: ${DEFAULT-VALUE}).")
    int iterations;

    @Option(names = "--warm-up", paramLabel = "S", defaultValue = "4",
        description = "Seconds before the first size (default: ${DEFAULT-VALUE}).")
    int warmUpSeconds;

    @Option(names = "--set", paramLabel = "KEY=VALUE",
        description = "Replace a job's key collective.*, such as collective.chunk-bytes=\"1 MiB\"; may be repeated.")
    List<String> assignments = new ArrayList<>();

    @Option(names = "--pairs", paramLabel = "N", defaultValue = "5",
        description = "How often the peer and we run in turn (default: ${DEFAULT-VALUE}).")
    int pairs;

    @Option(names = "--peer", paramLabel = "COMMAND", description = "Another program that does the same work.")
    String peer;

    @Option(names = "--json", description = "Print one JSON object a size instead of a table.")
    boolean json;

    @Option(names = "--join", hidden = true, description = "Where the benchmark is led that has started this process.")
    Endpoint contact;

    @Mixin CommonOptions common;
    @Spec CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        common.apply();
        AllReducePlan plan = plan();
        if (contact != null) {
            return join(plan);
        }
        AllReduceReport report = new AllReduceReport(spec.commandLine().getOut(), plan, nodes, json);
        int code = peer == null ? measure(plan, report, _ -> { }) : compare(plan, report);
        if (code == 0 && report.wrong() > 0) {
            Failures.say(spec.commandLine().getErr(), report.wrong() + " elements were wrong, and all must be right;"
                + " check this machine's memory, or report it");
            return Failures.FAILED;
        }
        return code;
    }

    private int membersPerNode() {
        return members == null ? nodes == 1 ? 2 : 1 : members;
    }

    private AllReducePlan plan() {
        long all = (long) nodes * membersPerNode();
        if (nodes < 1 || membersPerNode() < 1 || all < 2 || all > AllReducePlan.MOST_MEMBERS) {
            throw new ConfigException("", "--nodes is %d and --members %d; an all-reduce takes 2 to %d members in all, at least 1 in each process"
                .formatted(nodes, membersPerNode(), AllReducePlan.MOST_MEMBERS));
        }
        if (iterations < 1 || warmUpSeconds < 0 || pairs < 1) {
            throw new ConfigException("", "--iterations is %d, --warm-up %d, --pairs %d; --warm-up is 0 or more, the others 1 or more"
                .formatted(iterations, warmUpSeconds, pairs));
        }
        List<Setting> settings = new ArrayList<>();
        JobOptions.add(settings, "--reduction", "training.reduction", reduction);
        assignments.stream().map(BenchAllReduceCommand::ofCollectives).forEach(settings::add);
        JobConfig job = JobParser.parse(JobFile.bench("mlp"), settings);
        return new AllReducePlan(Sizes.between(from, to, factor), (int) all, job.training().reduction(), job.collective(),
            iterations, Duration.ofSeconds(warmUpSeconds), carriers());
    }

    private AllReducePlan.Carriers carriers() {
        return switch (carrier) {
            case "fastest" -> AllReducePlan.Carriers.FASTEST;
            case "inline" -> AllReducePlan.Carriers.INLINE;
            default -> throw new ConfigException("", "--carrier is %s; it is fastest or inline".formatted(carrier));
        };
    }

    private static Setting ofCollectives(String assignment) {
        Setting setting = Setting.parse(assignment);
        if (!setting.key().startsWith(COLLECTIVE)) {
            throw new ConfigException(setting.key(), "--set " + setting.key() + ": this benchmark knows the keys of collectives"
                + " only; name one such as " + COLLECTIVE + "chunk-bytes");
        }
        return setting;
    }

    /// Measures all sizes with processes of its own; the exit code.
    private int measure(AllReducePlan plan, AllReduceReport report, Consumer<AllReduceFigures> also) throws InterruptedException {
        BlockingQueue<Occurrence> inbox = new LinkedBlockingQueue<>();
        LocalNodes children = new LocalNodes(this::showOutput, inbox::add);
        AllReduceLoop loop = new AllReduceLoop(inbox, Duration.ZERO, event -> {
            switch (event) {
                case AllReduceEvent.Placed(var ring) -> report.begin(ring);
                case AllReduceEvent.Measured(var figures) -> {
                    report.print(figures);
                    also.accept(figures);
                }
                case AllReduceEvent.Ended _, AllReduceEvent.Failed _ -> { }   // the loop ends by them
            }
        });
        try (ShutdownSignal _ = ShutdownSignal.listen(inbox::add, children::kill);
            Host host = Host.begin(new Endpoint(Endpoint.LOOPBACK, 0), roles(plan), inbox::add); children) {
            return lead(loop, host, children);
        }
    }

    /// What is cut short has nothing to keep.
    private int lead(AllReduceLoop loop, Host host, LocalNodes children) throws InterruptedException {
        boolean done = false;
        try {
            children.start(nodes, Ringmaster.class.getName(), childArguments(host));
            int code = loop.run();
            done = code == 0;
            return code;
        } finally {
            if (!done) {
                children.kill();
            }
        }
    }

    private List<Role> roles(AllReducePlan plan) {
        return List.of(new Role.Reduce(plan, membersPerNode()));
    }

    private List<String> childArguments(Host host) {
        List<String> arguments = new ArrayList<>(List.of("bench", "allreduce", "--join", host.endpoint().toString(),
            "--nodes", Integer.toString(nodes), "--members", Integer.toString(membersPerNode()), "--from", from, "--to", to,
            "--factor", Integer.toString(factor), "--iterations", Integer.toString(iterations),
            "--warm-up", Integer.toString(warmUpSeconds), "--carrier", carrier));
        if (reduction != null) {
            arguments.addAll(List.of("--reduction", reduction));
        }
        assignments.forEach(assignment -> arguments.addAll(List.of("--set", assignment)));
        if (common.verbose) {
            arguments.add("--verbose");
        }
        return arguments;
    }

    private void showOutput(LocalNodes.Line line) {
        if (common.verbose) {
            spec.commandLine().getErr().println(line);
            spec.commandLine().getErr().flush();
        }
    }

    /// Holds members for the process that has started this one.
    private int join(AllReducePlan plan) throws InterruptedException {
        BlockingQueue<Occurrence> inbox = new LinkedBlockingQueue<>();
        Lifeline.watch(System.in, inbox::add);
        try (ShutdownSignal _ = ShutdownSignal.listen(inbox::add, () -> { });
            Host _ = Host.join(contact, new Endpoint(Endpoint.LOOPBACK, 0), roles(plan), inbox::add)) {
            return new AllReduceLoop(inbox, PARENT_ENDS_US, _ -> { }).run();
        }
    }

    private int compare(AllReducePlan plan, AllReduceReport report) throws InterruptedException {
        Peer other = new Peer(peer, "busbw_GBps");
        Map<Long, List<Double>> ratios = new LinkedHashMap<>();
        for (int pair = 0; pair < pairs; pair++) {
            List<AllReduceFigures> ours = new ArrayList<>();
            int code = measure(plan, report, ours::add);
            if (code != 0) {
                return code;
            }
            for (AllReduceFigures figures : ours) {
                Peer.Figures theirs = other.measure(Map.of(
                    "BYTES", Long.toString(figures.bytes()), "MEMBERS", Integer.toString(figures.members())));
                double ratio = AllReduceReport.busbw(figures) / theirs.value();
                report.print(figures.bytes(), theirs, ratio);
                ratios.computeIfAbsent(figures.bytes(), _ -> new ArrayList<>()).add(ratio);
            }
        }
        ratios.forEach(report::printRatio);
        return 0;
    }
}
