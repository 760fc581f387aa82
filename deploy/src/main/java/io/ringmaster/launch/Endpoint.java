package io.ringmaster.launch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a process listens, or is to be found.
///
/// @param host a name or an address
/// @param port 0 where the system is to choose one
public record Endpoint(String host, int port) {

    public static final String LOOPBACK = "127.0.0.1";
    public static final int LARGEST_PORT = 65_535;

    private static final Pattern FORM = Pattern.compile("([^:\\s]+):(\\d{1,5})");

    public Endpoint {
        if (host.isBlank() || host.chars().anyMatch(Character::isWhitespace)) {
            throw new LaunchException("host is \"" + host + "\"; it must be a name or an address such as " + LOOPBACK);
        }
        if (port < 0 || port > LARGEST_PORT) {
            throw new LaunchException("port is " + port + "; it must be 0 (any that is free) to " + LARGEST_PORT);
        }
    }

    /// Reads `HOST:PORT`, the port not 0. Throws [LaunchException] where it is not that.
    public static Endpoint parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches() || Integer.parseInt(parts.group(2)) == 0) {
            throw new LaunchException("\"" + text.replaceAll("\\p{Cntrl}", " ")
                + "\" is no address; it must be HOST:PORT, such as " + LOOPBACK + ":25520");
        }
        return new Endpoint(parts.group(1), Integer.parseInt(parts.group(2)));
    }

    /// Whether only this machine can get there.
    public boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
