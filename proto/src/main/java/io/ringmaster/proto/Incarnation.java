package io.ringmaster.proto;

import java.util.UUID;

/// One life of one worker. A worker that comes back, under whatever name or address, has a new one.
public record Incarnation(UUID id) {

    public static Incarnation fresh() {
        return new Incarnation(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return id.toString();
    }
}
