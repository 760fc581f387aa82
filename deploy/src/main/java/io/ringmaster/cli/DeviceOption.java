package io.ringmaster.cli;

import io.ringmaster.launch.LaunchException;
import io.ringmaster.tensor.Device;
import picocli.CommandLine.Option;

/// What workers compute on.
final class DeviceOption {

    @Option(names = "--device", paramLabel = "DEVICE", defaultValue = "cpu",
        description = "What workers compute on (default: ${DEFAULT-VALUE}).")
    String device = "cpu";

    /// Throws [LaunchException] where this machine has no such device.
    Device parse() {
        try {
            return Device.parse(device);
        } catch (IllegalArgumentException unknown) {
            throw new LaunchException("--device: " + unknown.getMessage(), unknown);
        }
    }
}
