package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.op.OpConformance;

/// The CPU backend where no maths library loads.
class PlainLoopsOpsTest extends OpConformance {

    private static final Backend BACKEND = new CpuBackend(Device.CPU, new PlainMaths(), 1);

    @Override
    protected Backend backend() {
        return BACKEND;
    }

    @Override
    protected DType dtype() {
        return DType.FLOAT32;
    }
}
