package io.ringmaster.worker;

import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Backends;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// The one thread that a worker computes on: work given to it is done in its order.
///
/// Workers of a node share its cores, so kernels that start here stay on this thread.
public final class ComputeThread implements AutoCloseable {

    private final ExecutorService executor;

    private ComputeThread(ExecutorService executor) {
        this.executor = executor;
    }

    public static ComputeThread start(String name, Device device) {
        ExecutorService executor = Executors.newSingleThreadExecutor(work ->
            Thread.ofPlatform().daemon().name(name).unstarted(() -> {
                Backend backend = Backends.of(device);
                backend.useThreads(1);
                try {
                    work.run();
                } finally {
                    backend.endThread();
                }
            }));
        return new ComputeThread(executor);
    }

    public <T> CompletionStage<T> submit(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, executor);
    }

    /// Takes no more; what it has, it does.
    @Override
    public void close() {
        executor.shutdown();
    }
}
