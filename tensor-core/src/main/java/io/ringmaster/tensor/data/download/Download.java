package io.ringmaster.tensor.data.download;

import io.ringmaster.tensor.data.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Puts files from the network into a folder, whole and with the right content or not at all.
///
/// What has come is kept as `NAME.part` and gone on from, by the same mirror or the next, by the same process or a
/// later one. Once all is there and its SHA-256 is right, it gets its name in one move. Two processes that want one
/// file take turns.
/// Thread: any number at once, for different files.
public final class Download implements AutoCloseable {

    /// At one mirror, each of which brought some bytes.
    private static final int MOST_TRIES = 20;

    private final HttpClient client;
    private final Duration silence;

    private Download(HttpClient client, Duration silence) {
        this.client = client;
        this.silence = silence;
    }

    /// @param silence how long a server may send nothing
    public static Download open(Duration silence) {
        return new Download(HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL).connectTimeout(silence).build(), silence);
    }

    /// The file in the folder: as it lies there, or fetched now.
    ///
    /// Throws [DataException] that says what each mirror did and where to put the file by hand.
    public Path fetch(RemoteFile file, Path folder) {
        Path target = folder.resolve(file.name());
        if (Files.exists(target)) {
            return target;
        }
        Path part = folder.resolve(file.name() + ".part");
        try {
            Files.createDirectories(folder);
            try (FileChannel channel = FileChannel.open(
                     part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                 FileLock _ = channel.lock()) {
                if (!Files.exists(target)) {
                    fetch(file, folder, channel);
                    channel.force(true);
                    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
                }
            }
            Files.deleteIfExists(part);
            return target;
        } catch (IOException e) {
            throw new DataException(e, "%s can't be written (%s); check the disk, or put the file there by hand, from %s",
                target, e, file.mirrors().getFirst());
        }
    }

    private void fetch(RemoteFile file, Path folder, FileChannel part) throws IOException {
        List<String> failures = new ArrayList<>();
        for (URI mirror : file.mirrors()) {
            Transfer.Result result;
            boolean again;
            int tries = 0;
            do {
                long had = part.size();
                result = new Transfer(client, silence, file.bytes()).goOn(mirror, part);
                if (result instanceof Transfer.Whole && isRight(file, part)) {
                    return;
                }
                again = switch (result) {
                    case Transfer.Whole _ -> had > 0;   // what was there before may be what is wrong
                    case Transfer.Broken _ -> part.size() > had;
                    case Transfer.Refused _ -> false;
                };
            } while (again && ++tries < MOST_TRIES);
            failures.add(mirror + " " + why(result, file));
        }
        throw new DataException("%s could not be downloaded: %s; connect to the network and try again, or put the file there "
            + "by hand (%d bytes, SHA-256 %s)",
            folder.resolve(file.name()), String.join("; ", failures), file.bytes(), file.sha256());
    }

    private static String why(Transfer.Result result, RemoteFile file) {
        return switch (result) {
            case Transfer.Whole _ -> "sent other content than SHA-256 " + file.sha256().substring(0, 8) + "...";
            case Transfer.Broken(var reason) -> "broke off (" + reason + ")";
            case Transfer.Refused(var reason) -> reason;
        };
    }

    /// Content that is not right is thrown away, so that the next mirror begins anew.
    private static boolean isRight(RemoteFile file, FileChannel part) throws IOException {
        boolean right = part.size() == file.bytes() && sha256(part).equals(file.sha256());
        if (!right) {
            part.truncate(0);
        }
        return right;
    }

    private static String sha256(FileChannel part) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            part.position(0);
            InputStream in = new DigestInputStream(Channels.newInputStream(part), digest);
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must have SHA-256, this one has not", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
