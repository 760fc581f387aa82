package io.ringmaster.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The benchmarks, one a subcommand.
@Command(
    name = "bench",
    description = "Measure this machine: whole training steps or all-reduces, beside another program if you like.",
    subcommands = {BenchTrainCommand.class, BenchAllReduceCommand.class},
    synopsisSubcommandLabel = "BENCHMARK",
    footer = {"", "Examples:", "  ringmaster bench train --net mlp", "  ringmaster bench allreduce --nodes 2"})
final class BenchCommand implements Callable<Integer> {

    @Mixin CommonOptions common;
    @Spec CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "a benchmark is missing; there are: ringmaster bench train, ringmaster bench allreduce");
    }
}
