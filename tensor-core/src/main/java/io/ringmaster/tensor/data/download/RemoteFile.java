package io.ringmaster.tensor.data.download;

import io.ringmaster.tensor.data.DataException;
import java.net.URI;
import java.util.List;

/// A file that can be had from the network.
///
/// @param name    what it is called in the folder that it is put in
/// @param mirrors where it lies, to be tried in this order
/// @param sha256  64 hex digits that its content must have
/// @param bytes   its size
public record RemoteFile(String name, List<URI> mirrors, String sha256, long bytes) {

    public RemoteFile {
        mirrors = List.copyOf(mirrors);
        if (!name.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*")) {
            throw new DataException("a file called \"%s\"; a name has letters, digits, \"_\", \".\" and \"-\" only", name);
        }
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new DataException("the SHA-256 \"%s\" of %s; it has 64 lower-case hex digits", sha256, name);
        }
        if (mirrors.isEmpty() || bytes < 1) {
            throw new DataException("%s of %d bytes at %d places; both are 1 or more", name, bytes, mirrors.size());
        }
        for (URI mirror : mirrors) {
            String scheme = String.valueOf(mirror.getScheme());
            if (!scheme.equals("https") && !scheme.equals("http")) {
                throw new DataException("%s is to be had from %s; only http and https are spoken", name, mirror);
            }
        }
    }
}
