package io.ringmaster.tensor.backend;

import java.nio.file.Path;
import java.util.Optional;

/// What the program decides for the backends before the first tensor is made.
///
/// @param nativeLibraries where shared libraries are unpacked and found again by the next process; where empty each
///                        process unpacks its own and removes them once they are loaded
/// @param threads         how many threads a kernel may use, for calling threads that don't say otherwise by
///                        [Backend#useThreads]
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record BackendOptions(Optional<Path> nativeLibraries, int threads) {

    public static final BackendOptions DEFAULT = new BackendOptions(Optional.empty(), 1);

    public BackendOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("%d threads for kernels; at least 1".formatted(threads));
        }
    }

    public BackendOptions withNativeLibraries(Path folder) {
        return new BackendOptions(Optional.of(folder), threads);
    }

    public BackendOptions withThreads(int threads) {
        return new BackendOptions(nativeLibraries, threads);
    }
}
