package io.ringmaster.tensor.data.download;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/// One attempt to bring a file to its end, from where it stands.
///
/// @param most bytes that the file may have; the transfer ends where a server sends more
record Transfer(HttpClient client, Duration silence, long most) {

    private static final int OK = 200;
    private static final int PARTIAL = 206;

    sealed interface Result {}

    /// The server has nothing more to send.
    record Whole() implements Result {}

    /// It ended before its end; another attempt may go on.
    record Broken(String reason) implements Result {}

    /// The server does not have the file, or not for us.
    record Refused(String reason) implements Result {}

    Result goOn(URI from, FileChannel part) throws IOException {
        long have = part.size();
        if (have >= most) {
            return new Whole();
        }
        AtomicLong arrived = new AtomicLong();
        CompletableFuture<HttpResponse<Void>> response = client.sendAsync(request(from, have), writing(part, have, arrived));
        try {
            return result(await(response, arrived), have);
        } catch (ExecutionException e) {
            return e.getCause() instanceof ConnectException
                ? new Refused("can't be reached") : new Broken(String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            return new Broken(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Refused("was not waited for, as the thread was interrupted");
        } finally {
            response.cancel(true);
        }
    }

    private static HttpRequest request(URI from, long have) {
        HttpRequest.Builder request = HttpRequest.newBuilder(from);
        return have == 0 ? request.build() : request.header("Range", "bytes=" + have + "-").build();
    }

    private static Result result(HttpResponse<Void> response, long had) {
        return firstByte(response.statusCode(), response.headers(), had).isPresent()
            ? new Whole() : new Refused("answers with HTTP " + response.statusCode());
    }

    /// Which byte of the file an answer begins with, if it is the file. A server that knows no ranges sends all.
    private static OptionalLong firstByte(int status, HttpHeaders headers, long have) {
        if (status == OK) {
            return OptionalLong.of(0);
        }
        boolean rest = status == PARTIAL && headers.firstValue("Content-Range").orElse("").startsWith("bytes " + have + "-");
        return rest ? OptionalLong.of(have) : OptionalLong.empty();
    }

    /// Waits for as long as bytes arrive.
    private HttpResponse<Void> await(CompletableFuture<HttpResponse<Void>> response, AtomicLong arrived)
        throws ExecutionException, InterruptedException, TimeoutException {
        long before = -1;
        while (before != arrived.get()) {
            before = arrived.get();
            try {
                return response.get(silence.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException _) {
                // Whether it was silence, the loop's condition says.
            }
        }
        throw new TimeoutException("nothing came for %.1f s".formatted(silence.toMillis() / 1e3));
    }

    private BodyHandler<Void> writing(FileChannel part, long have, AtomicLong arrived) {
        return info -> {
            OptionalLong first = firstByte(info.statusCode(), info.headers(), have);
            return first.isEmpty() ? BodySubscribers.discarding()
                : BodySubscribers.ofByteArrayConsumer(bytes -> bytes.ifPresent(more -> {
                    write(part, first.getAsLong() + arrived.get(), more);
                    arrived.addAndGet(more.length);
                }));
        };
    }

    private void write(FileChannel part, long position, byte[] bytes) {
        if (position + bytes.length > most) {
            throw new IllegalStateException("more than the " + most + " bytes that the file has");
        }
        try {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                part.write(rest, position + rest.position());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
