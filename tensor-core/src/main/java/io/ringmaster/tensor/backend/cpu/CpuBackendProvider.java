package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.BackendOptions;
import io.ringmaster.tensor.backend.BackendProvider;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/// Every machine has one CPU device; which maths it uses is decided once, when it is opened.
public final class CpuBackendProvider implements BackendProvider {

    private static final Logger LOG = System.getLogger(CpuBackendProvider.class.getName());

    @Override
    public String kind() {
        return Device.CPU.kind();
    }

    @Override
    public int devices() {
        return 1;
    }

    @Override
    public Backend open(int index, BackendOptions options) {
        return new CpuBackend(new Device(kind(), index), chooseMaths(options), options.threads());
    }

    private static Maths chooseMaths(BackendOptions options) {
        try (NativeLibraries libraries = NativeLibraries.in(options.nativeLibraries())) {
            return OneDnnMaths.load(libraries);
        } catch (IOException | IllegalArgumentException | IllegalCallerException | UnsatisfiedLinkError reason) {
            LOG.log(Level.WARNING, "oneDNN does not load here ({0}); plain Java loops do its work, many times "
                + "slower", reason.toString());
            return new PlainMaths();
        }
    }
}
