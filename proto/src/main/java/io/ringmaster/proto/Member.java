package io.ringmaster.proto;

/// Who a worker is: its incarnation tells it from every other, the rest tells people where to look.
///
/// @param node   host and port of its JVM in the cluster
/// @param worker which of the JVM's workers, from 0
/// @param pid    the process on that host
/// @param device what it computes on: `cpu`, `cuda:1`
public record Member(Incarnation incarnation, String node, int worker, long pid, String device) {

    @Override
    public String toString() {
        return "worker-%d at %s (pid %d, %s)".formatted(worker, node, pid, device);
    }
}
