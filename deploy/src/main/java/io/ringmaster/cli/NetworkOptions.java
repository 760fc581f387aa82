package io.ringmaster.cli;

import io.ringmaster.launch.Endpoint;
import io.ringmaster.launch.LaunchException;
import io.ringmaster.proto.config.ConfigException;
import picocli.CommandLine.Option;

/// Where a process listens.
final class NetworkOptions {

    @Option(names = "--host", paramLabel = "HOST", defaultValue = Endpoint.LOOPBACK,
        description = "Address at which other processes reach this one (default: ${DEFAULT-VALUE}).")
    String host = Endpoint.LOOPBACK;

    @Option(names = "--allow-plaintext-network",
        description = "Let unencrypted, unauthenticated traffic leave this machine. Anyone who reaches the port can join.")
    boolean allowPlaintextNetwork;

    /// Throws [ConfigException] where there is no such port, [LaunchException] where the address is open to others and nobody has said that it may be.
    Endpoint endpoint(int port) {
        if (port < 0 || port > Endpoint.LARGEST_PORT) {
            throw new ConfigException(
                "", "--port is %d; it must be 0 (any that is free) to %d".formatted(port, Endpoint.LARGEST_PORT));
        }
        Endpoint endpoint = new Endpoint(host, port);
        if (!allowPlaintextNetwork && !endpoint.isLoopback()) {
            throw new LaunchException("--host " + host + " can be reached from other machines, and traffic is neither"
                + " encrypted nor authenticated; use a loopback address, or add --allow-plaintext-network");
        }
        return endpoint;
    }
}
