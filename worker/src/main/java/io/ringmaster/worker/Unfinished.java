package io.ringmaster.worker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/// What was made so far of something that takes several parts: closed, the newest first, unless all are there in the end.
///
/// ```java
/// try (Unfinished made = new Unfinished()) {
///     Parts parts = new Parts(made.add(first(), First::close), made.add(second(), Second::close));
///     made.finish();
///     return parts;
/// }
/// ```
/// Thread: one.
final class Unfinished implements AutoCloseable {

    private final Deque<Runnable> ends = new ArrayDeque<>();

    /// A part, which is returned.
    <T> T add(T part, Consumer<T> end) {
        ends.push(() -> end.accept(part));
        return part;
    }

    /// Leaves all parts to who has them now.
    void finish() {
        ends.clear();
    }

    @Override
    public void close() {
        ends.forEach(Runnable::run);
        ends.clear();
    }
}
