package io.ringmaster.worker.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/// What this process has used since it began, on all its threads.
///
/// @param cpuSeconds known to a hundredth of a second
/// @param heapBytes  taken from the Java heap, whether given back since or not
record ProcessCost(double cpuSeconds, double heapBytes) {

    private static final OperatingSystemMXBean PROCESS = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final double NANOS_PER_SECOND = 1e9;

    static ProcessCost now() {
        return new ProcessCost(PROCESS.getProcessCpuTime() / NANOS_PER_SECOND, THREADS.getTotalThreadAllocatedBytes());
    }

    ProcessCost since(ProcessCost before) {
        return new ProcessCost(cpuSeconds - before.cpuSeconds, heapBytes - before.heapBytes);
    }
}
