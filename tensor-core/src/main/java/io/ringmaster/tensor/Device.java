package io.ringmaster.tensor;

import io.ringmaster.tensor.backend.Backends;
import java.util.List;
import java.util.stream.Collectors;

/// Where a tensor's memory lies and its ops run.
///
/// @param kind  the backend's name: `cpu`, `reference`
/// @param index which of the kind, from 0
public record Device(String kind, int index) {

    public static final Device CPU = new Device("cpu", 0);

    /// Plain loops in float64: what every other device is measured against.
    public static final Device REFERENCE = new Device("reference", 0);

    /// The graphics card with that number.
    public static Device cuda(int index) {
        return new Device("cuda", index);
    }

    /// The first graphics card where there is one, else the CPU.
    public static Device best() {
        return all().stream().filter(device -> device.kind.equals("cuda")).findFirst().orElse(CPU);
    }

    /// The devices of this machine.
    public static List<Device> all() {
        return Backends.available();
    }

    public Device {
        if (kind.isBlank() || index < 0) {
            throw new IllegalArgumentException(
                "device kind '%s' with index %d; a device has a name and an index of 0 or more".formatted(kind, index));
        }
    }

    /// Reads `cpu`, `cpu:0` or `cuda:1`. Throws [IllegalArgumentException] that lists the devices of this machine.
    public static Device parse(String name) {
        List<Device> available = all();
        for (Device device : available) {
            if (name.equals(device.toString()) || name.equals(device.kind + ":" + device.index)) {
                return device;
            }
        }
        throw new IllegalArgumentException("device '%s' is not here; there are: %s".formatted(name,
            available.stream().map(Device::toString).collect(Collectors.joining(", "))));
    }

    @Override
    public String toString() {
        return index == 0 ? kind : kind + ":" + index;
    }
}
