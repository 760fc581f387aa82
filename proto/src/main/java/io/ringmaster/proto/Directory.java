package io.ringmaster.proto;

import akka.actor.typed.receptionist.ServiceKey;

/// Under which keys the parts of a cluster find each other at the receptionist.
public final class Directory {

    /// Every worker, from when it can be prepared until it stops.
    public static final ServiceKey<WorkerMessage> WORKERS = ServiceKey.create(WorkerMessage.class, "ringmaster-worker");

    private Directory() {}
}
