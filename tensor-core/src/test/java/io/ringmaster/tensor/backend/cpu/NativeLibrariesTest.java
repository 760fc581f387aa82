package io.ringmaster.tensor.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibrariesTest {

    private static final String GOMP = "/org/bytedeco/dnnl/linux-x86_64/libgomp.so.1";

    @TempDir
    private Path folder;

    @Test
    void aWholeFileIsUsedAgainAndATornOneReplaced() throws IOException {
        Path library = unpack();
        long size = Files.size(library);
        FileTime old = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(library, old);
        assertThat(Files.getLastModifiedTime(unpack())).isEqualTo(old);

        byte[] torn = Files.readAllBytes(library);
        torn[torn.length / 2] ^= 1;
        Files.write(library, torn);
        Files.setLastModifiedTime(library, old);
        assertThat(Files.getLastModifiedTime(unpack())).isNotEqualTo(old);
        assertThat(Files.size(library)).isEqualTo(size);
    }

    @Test
    void manyMayUnpackAtOnce() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Path>> jobs = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                jobs.add(this::unpack);
            }
            for (Future<Path> done : threads.invokeAll(jobs)) {
                assertThat(done.get()).isRegularFile();
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void withoutAFolderNothingStays() throws IOException {
        Path library;
        try (NativeLibraries libraries = NativeLibraries.in(Optional.empty())) {
            library = libraries.unpack(GOMP);
            assertThat(library).isRegularFile();
        }
        assertThat(library.getParent()).doesNotExist();
    }

    @Test
    void aMissingLibraryIsNamed() {
        assertThatThrownBy(() -> {
            try (NativeLibraries libraries = NativeLibraries.in(Optional.of(folder))) {
                libraries.unpack("/nowhere/libnothing.so");
            }
        }).isInstanceOf(FileNotFoundException.class).hasMessageContaining("/nowhere/libnothing.so");
    }

    private Path unpack() throws IOException {
        try (NativeLibraries libraries = NativeLibraries.in(Optional.of(folder))) {
            return libraries.unpack(GOMP);
        }
    }
}
