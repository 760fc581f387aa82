package io.ringmaster.cli.job;

import java.util.Set;

/// One setting of a job.
///
/// @param path  section and leaf, such as `training.batch`; a leaf alone for what belongs to the whole job
/// @param type  what its value may be
/// @param kinds the kinds of its section that have it; empty where all do
record Key<T>(String path, Type<T> type, Set<? extends Enum<?>> kinds) {

    static <T> Key<T> of(String path, Type<T> type) {
        return new Key<>(path, type, Set.of());
    }

    static <T, E extends Enum<E>> Key<T> of(String path, Type<T> type, Set<E> kinds) {
        return new Key<>(path, type, kinds);
    }

    /// Empty where the key belongs to the whole job.
    String section() {
        return path.substring(0, Math.max(0, path.indexOf('.')));
    }

    String leaf() {
        return path.substring(path.indexOf('.') + 1);
    }
}
