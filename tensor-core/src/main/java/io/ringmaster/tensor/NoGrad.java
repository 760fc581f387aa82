package io.ringmaster.tensor;

/// While open, ops of this thread leave no trace for [Tensor#backward]: for evaluation and for updates by hand.
///
/// ```java
/// try (NoGrad _ = NoGrad.open()) {
///     accuracy.add(model.forward(images), labels);
/// }
/// ```
public final class NoGrad implements AutoCloseable {

    private static final ThreadLocal<Boolean> OFF = ThreadLocal.withInitial(() -> false);

    private final boolean before;

    private NoGrad(boolean before) {
        this.before = before;
    }

    public static NoGrad open() {
        NoGrad opened = new NoGrad(OFF.get());
        OFF.set(true);
        return opened;
    }

    /// Records again, within a block that doesn't.
    public static NoGrad lifted() {
        NoGrad opened = new NoGrad(OFF.get());
        OFF.set(false);
        return opened;
    }

    /// Whether ops of this thread are recorded.
    public static boolean isRecording() {
        return !OFF.get();
    }

    @Override
    public void close() {
        OFF.set(before);
    }
}
