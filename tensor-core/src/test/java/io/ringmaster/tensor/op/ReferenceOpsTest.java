package io.ringmaster.tensor.op;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Backends;

class ReferenceOpsTest extends OpConformance {

    @Override
    protected Backend backend() {
        return Backends.of(Device.REFERENCE);
    }

    @Override
    protected DType dtype() {
        return DType.FLOAT64;
    }
}
