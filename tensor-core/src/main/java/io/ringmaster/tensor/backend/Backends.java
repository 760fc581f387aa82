package io.ringmaster.tensor.backend;

import io.ringmaster.tensor.Device;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/// The backends of this process, one for each device, opened at first use.
public final class Backends {

    private static final Map<Device, BackendProvider> PROVIDERS = new HashMap<>();
    private static final List<Device> AVAILABLE = new ArrayList<>();
    private static final Map<Device, Backend> OPEN = new HashMap<>();
    private static final ThreadLocal<Backend> STAND_IN = new ThreadLocal<>();
    private static BackendOptions options = BackendOptions.DEFAULT;

    static {
        for (BackendProvider provider : ServiceLoader.load(BackendProvider.class, Backends.class.getClassLoader())) {
            for (int index = 0; index < provider.devices(); index++) {
                Device device = new Device(provider.kind(), index);
                PROVIDERS.put(device, provider);
                AVAILABLE.add(device);
            }
        }
    }

    private Backends() {}

    /// Sets the options of every backend. Throws [IllegalStateException] once one is open under other options.
    public static synchronized void configure(BackendOptions chosen) {
        if (!OPEN.isEmpty() && !chosen.equals(options)) {
            throw new IllegalStateException(
                "backends %s are open with %s, too late for %s; configure before the first tensor is made"
                    .formatted(OPEN.keySet(), options, chosen));
        }
        options = chosen;
    }

    /// Where work of this thread for a backend's device goes: to the backend, or to what stands in for it.
    public static Backend current(Backend backend) {
        Backend standIn = STAND_IN.get();
        return standIn != null && standIn.device().equals(backend.device()) ? standIn : backend;
    }

    /// Lets another backend of the same device take the work that `body` gives to it on this thread.
    public static <T> T withStandIn(Backend standIn, Supplier<T> body) {
        Backend before = STAND_IN.get();
        STAND_IN.set(standIn);
        try {
            return body.get();
        } finally {
            STAND_IN.set(before);
        }
    }

    public static List<Device> available() {
        return List.copyOf(AVAILABLE);
    }

    /// Throws [IllegalArgumentException] where the machine has no such device.
    public static synchronized Backend of(Device device) {
        Backend open = OPEN.get(device);
        if (open != null) {
            return open;
        }
        BackendProvider provider = PROVIDERS.get(device);
        if (provider == null) {
            throw new IllegalArgumentException("device '%s' is not here; there are: %s".formatted(device, AVAILABLE));
        }
        Backend backend = provider.open(device.index(), options);
        OPEN.put(device, backend);
        return backend;
    }
}
