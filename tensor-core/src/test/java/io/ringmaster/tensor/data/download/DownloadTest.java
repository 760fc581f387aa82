package io.ringmaster.tensor.data.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ringmaster.tensor.data.DataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against a real server on loopback.
final class DownloadTest {

    private static final byte[] CONTENT = new byte[300_000];
    private static final Duration SILENCE = Duration.ofSeconds(10);

    static {
        new Random(1).nextBytes(CONTENT);
    }

    @TempDir
    private Path folder;

    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final CountDownLatch ending = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    /// How a server answers.
    private interface Answer {
        void to(HttpExchange exchange, int from) throws IOException;
    }

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        answer("/good", DownloadTest::rest);
        answer("/missing", (exchange, _) -> exchange.sendResponseHeaders(404, -1));
        answer("/wrong", (exchange, _) -> send(exchange, 200, new byte[CONTENT.length], CONTENT.length));
        answer("/broken", (exchange, from) -> {
            exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-299999/300000");
            send(exchange, from == 0 ? 200 : 206, Arrays.copyOfRange(CONTENT, from, CONTENT.length),
                Math.min(100_000, CONTENT.length - from));
        });
        answer("/without-ranges", (exchange, _) -> send(exchange, 200, CONTENT, CONTENT.length));
        answer("/endless", (exchange, _) -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(new byte[CONTENT.length + 1]);
            exchange.getResponseBody().flush();
            awaitEnding();
        });
        answer("/silent", (exchange, _) -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, 1000);
            exchange.getResponseBody().flush();
            awaitEnding();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        ending.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void aFileComesWholeAndLeavesNothingElse() throws IOException {
        assertThat(fetch("/good")).hasBinaryContent(CONTENT);
        assertThat(asked).containsExactly("/good 0");
        try (var all = Files.list(folder)) {
            assertThat(all).containsExactly(folder.resolve("file.bin"));
        }
    }

    @Test
    void whatIsThereIsNotAskedFor() throws IOException {
        Files.writeString(folder.resolve("file.bin"), "mine");
        assertThat(fetch("/good")).hasContent("mine");
        assertThat(asked).isEmpty();
    }

    @Test
    void aTransferThatBreaksOffIsGoneOnFrom() {
        assertThat(fetch("/broken")).hasBinaryContent(CONTENT);
        assertThat(asked).containsExactly("/broken 0", "/broken 100000", "/broken 200000");
    }

    @Test
    void aLaterProcessGoesOnFromWhatAnEarlierOneHas() throws IOException {
        Files.write(folder.resolve("file.bin.part"), Arrays.copyOf(CONTENT, 123_456));
        assertThat(fetch("/good")).hasBinaryContent(CONTENT);
        assertThat(asked).containsExactly("/good 123456");
    }

    @Test
    void aServerWithoutRangesSendsAllAgain() throws IOException {
        Files.write(folder.resolve("file.bin.part"), Arrays.copyOf(CONTENT, 123_456));
        assertThat(fetch("/without-ranges")).hasBinaryContent(CONTENT);
    }

    @Test
    void aPartOfAnotherFileIsThrownAway() throws IOException {
        Files.write(folder.resolve("file.bin.part"), new byte[1000]);
        assertThat(fetch("/good")).hasBinaryContent(CONTENT);
        assertThat(asked).containsExactly("/good 1000", "/good 0");
        Files.delete(folder.resolve("file.bin"));
        Files.write(folder.resolve("file.bin.part"), new byte[CONTENT.length + 7]);
        assertThat(fetch("/good")).hasBinaryContent(CONTENT);
    }

    @Test
    void aMirrorThatFailsIsFollowedByTheNext() {
        assertThat(fetch("/missing", "/good")).hasBinaryContent(CONTENT);
        assertThat(asked).containsExactly("/missing 0", "/good 0");
        assertThatThrownBy(() -> fetchOther("/missing")).isInstanceOf(DataException.class)
            .hasMessageContaining("/missing answers with HTTP 404");
    }

    @Test
    void whatOneMirrorBeganAnotherEnds() {
        answer("/stub", (exchange, from) -> send(exchange, 200, CONTENT, from == 0 ? 70_000 : 0));
        assertThat(fetch("/stub", "/good")).hasBinaryContent(CONTENT);
        assertThat(asked).contains("/good 70000");
    }

    @Test
    void wrongContentIsNeverKept() {
        assertThatThrownBy(() -> fetch("/wrong")).isInstanceOf(DataException.class)
            .hasMessageContaining("/wrong sent other content than SHA-256");
        assertThat(folder.resolve("file.bin")).doesNotExist();
        assertThat(fetch("/wrong", "/good")).hasBinaryContent(CONTENT);
    }

    @Test
    void moreThanTheFileHasIsNotTaken() {
        assertThatThrownBy(() -> fetch("/endless")).isInstanceOf(DataException.class).hasMessageContaining("/endless");
        assertThat(folder.resolve("file.bin")).doesNotExist();
        assertThat(folder.resolve("file.bin.part"))
            .satisfies(part -> assertThat(part.toFile().length()).isLessThanOrEqualTo(CONTENT.length));
    }

    @Test
    void silenceEndsTheWait() {
        assertThatThrownBy(() -> fetch(Duration.ofMillis(200), "/silent")).isInstanceOf(DataException.class)
            .hasMessageContaining("/silent broke off").hasMessageContaining("nothing came for 0.2 s");
    }

    /// The sentence for whoever has no network: what was tried, and what to put where.
    @Test
    void withoutNetworkItSaysWhereToPutTheFileByHand() {
        server.stop(0);
        assertThatThrownBy(() -> fetch("/good", "/other")).isInstanceOf(DataException.class)
            .hasMessageStartingWith(folder.resolve("file.bin") + " could not be downloaded: http://127.0.0.1:")
            .hasMessageContaining("/other can't be reached; connect to")
            .hasMessageEndingWith("; connect to the network and try again, or put the file there by hand (300000 bytes, SHA-256 "
                + sha256(CONTENT) + ")");
    }

    @Test
    void anArchiveGivesUpTheFilesThatAreWantedAndNoOthers() throws IOException {
        byte[] archive = gzip(
            tar("deep/down/a.bin", "AAA"), tar("../../evil", "no"), tar("b.bin", "B".repeat(1000)), new byte[1024]);
        answer("/archive", (exchange, _) -> send(exchange, 200, archive, archive.length));
        RemoteData data = new RemoteData(List.of(file("data.tar.gz", archive, "/archive")), Set.of("a.bin", "b.bin"));
        data.fetch(folder);
        assertThat(folder.resolve("a.bin")).hasContent("AAA");
        assertThat(folder.resolve("b.bin")).hasContent("B".repeat(1000));
        try (var all = Files.list(folder)) {
            assertThat(all.map(path -> path.getFileName().toString()))
                .containsExactlyInAnyOrder("a.bin", "b.bin", "data.tar.gz");
        }
        assertThat(folder.getParent().resolve("evil")).doesNotExist();
        asked.clear();
        data.fetch(folder);
        assertThat(asked).isEmpty();
    }

    @Test
    void archivesThatAreNotSoundAreNamed() throws IOException {
        byte[] bad = tar("a.bin", "A");
        System.arraycopy("99999999999".getBytes(StandardCharsets.US_ASCII), 0, bad, 124, 11);
        byte[] cut = Arrays.copyOf(tar("a.bin", "A"), 512);
        for (byte[] archive : List.of("no gzip".getBytes(StandardCharsets.US_ASCII), gzip(bad), gzip(cut))) {
            Files.write(folder.resolve("data.tar.gz"), archive);
            RemoteData data = new RemoteData(List.of(file("data.tar.gz", archive, "/missing")), Set.of("a.bin"));
            assertThatThrownBy(() -> data.fetch(folder)).isInstanceOf(DataException.class)
                .hasMessageContaining("data.tar.gz").hasMessageContaining("downloaded again");
            assertThat(folder.resolve("a.bin")).doesNotExist();
        }
    }

    @Test
    void theKnownFilesAreWellFormed() {
        for (RemoteData data : List.of(RemoteData.MNIST, RemoteData.FASHION_MNIST, RemoteData.CIFAR10, RemoteData.CIFAR100)) {
            assertThat(data.files()).isNotEmpty().allSatisfy(file ->
                assertThat(file.mirrors()).allMatch(mirror -> mirror.toString().endsWith("/" + file.name())));
        }
        assertThat(RemoteData.MNIST.files()).hasSize(4).allMatch(file -> file.mirrors().size() == 2);
        assertThatThrownBy(() -> new RemoteFile("../x", List.of(URI.create("http://h/x")), "0".repeat(64), 1))
            .isInstanceOf(DataException.class);
        assertThatThrownBy(() -> new RemoteFile("x", List.of(URI.create("file:///x")), "0".repeat(64), 1))
            .isInstanceOf(DataException.class);
        assertThatThrownBy(() -> new RemoteFile("x", List.of(URI.create("http://h/x")), "0", 1))
            .isInstanceOf(DataException.class);
        assertThatThrownBy(() -> new RemoteFile("x", List.of(), "0".repeat(64), 1)).isInstanceOf(DataException.class);
    }

    private Path fetch(String... paths) {
        return fetch(SILENCE, paths);
    }

    private Path fetch(Duration silence, String... paths) {
        try (Download download = Download.open(silence)) {
            return download.fetch(file("file.bin", CONTENT, paths), folder);
        }
    }

    private Path fetchOther(String path) {
        try (Download download = Download.open(SILENCE)) {
            return download.fetch(file("other.bin", CONTENT, path), folder);
        }
    }

    private RemoteFile file(String name, byte[] content, String... paths) {
        List<URI> mirrors = Arrays.stream(paths)
            .map(path -> URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path)).toList();
        return new RemoteFile(name, mirrors, sha256(content), content.length);
    }

    private void answer(String path, Answer answer) {
        server.createContext(path, exchange -> {
            String range = exchange.getRequestHeaders().getFirst("Range");
            int from = range == null ? 0 : Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
            asked.add(path + " " + from);
            try (exchange) {
                answer.to(exchange, from);
            }
        });
    }

    private static void rest(HttpExchange exchange, int from) throws IOException {
        if (from == 0) {
            send(exchange, 200, CONTENT, CONTENT.length);
            return;
        }
        exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-299999/300000");
        send(exchange, 206, Arrays.copyOfRange(CONTENT, from, CONTENT.length), CONTENT.length - from);
    }

    /// Promises all of `body` and sends its first bytes.
    private static void send(HttpExchange exchange, int status, byte[] body, int bytes) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        OutputStream out = exchange.getResponseBody();
        out.write(body, 0, bytes);
        out.flush();
    }

    private void awaitEnding() {
        try {
            ending.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// One file of an archive, as `tar` writes it.
    private static byte[] tar(String name, String content) {
        byte[] entry = new byte[512 + Math.ceilDiv(content.length(), 512) * 512];
        System.arraycopy(name.getBytes(StandardCharsets.US_ASCII), 0, entry, 0, name.length());
        byte[] size = "%011o".formatted(content.length()).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(size, 0, entry, 124, size.length);
        entry[156] = '0';
        System.arraycopy(content.getBytes(StandardCharsets.US_ASCII), 0, entry, 512, content.length());
        return entry;
    }

    private static byte[] gzip(byte[]... parts) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            for (byte[] part : parts) {
                out.write(part);
            }
        }
        return zipped.toByteArray();
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
