package io.ringmaster.tensor.backend.reference;

import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.BackendOptions;
import io.ringmaster.tensor.backend.BackendProvider;

/// Every machine has one reference device.
public final class ReferenceBackendProvider implements BackendProvider {

    @Override
    public String kind() {
        return Device.REFERENCE.kind();
    }

    @Override
    public int devices() {
        return 1;
    }

    @Override
    public Backend open(int index, BackendOptions options) {
        return new ReferenceBackend(new Device(kind(), index));
    }
}
