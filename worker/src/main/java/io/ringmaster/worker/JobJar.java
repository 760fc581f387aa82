package io.ringmaster.worker;

import io.ringmaster.job.Job;
import io.ringmaster.proto.config.CodeConfig;
import io.ringmaster.proto.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// The jar that a process takes the classes of jobs from. Who starts the process names it; a run can only say which class
/// of it is meant and what digest the jar has.
///
/// State: a class loader of its own, whose classes live as long as the process.
/// Thread: any.
public final class JobJar {

    /// A process that takes jobs from no jar.
    public static final JobJar NONE = new JobJar(Path.of(""), "", JobJar.class.getClassLoader());

    /// How stack traces name the loader.
    static final String LOADER = "job";

    private static final String KEY = "code.job";

    private final Path path;
    private final String digest;
    private final ClassLoader loader;

    private JobJar(Path path, String digest, ClassLoader loader) {
        this.path = path;
        this.digest = digest;
        this.loader = loader;
    }

    /// Throws [ConfigException] where it is no jar that can be read.
    public static JobJar open(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new ConfigException("", "--jar is %s, but there is no such file; make it with: jar --create --file %s -C CLASSES ."
                .formatted(path, path.getFileName()));
        }
        try (ZipFile _ = new ZipFile(path.toFile())) {
            URL[] classes = {path.toUri().toURL()};
            return new JobJar(path, digestOf(path), new URLClassLoader(LOADER, classes, JobJar.class.getClassLoader()));
        } catch (ZipException malformed) {
            throw new ConfigException("", "--jar is %s, which is no jar (%s); make it with: jar --create --file %s -C CLASSES ."
                .formatted(path, malformed.getMessage(), path.getFileName()));
        } catch (IOException unreadable) {
            throw new ConfigException(
                "", "--jar is %s, which can't be read (%s); check its permissions".formatted(path, unreadable.getMessage()));
        }
    }

    private static String digestOf(Path path) throws IOException {
        try (InputStream file = Files.newInputStream(path)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            file.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /// SHA-256 of the file, in hex; empty of none.
    public String digest() {
        return digest;
    }

    private boolean isNone() {
        return digest.isEmpty();
    }

    /// A job of the class that a run says, as it was meant there. Throws [ConfigException] where there is none.
    public Job create(CodeConfig code) {
        if (!code.isGiven()) {
            return new Job() {};
        }
        if (isNone()) {
            throw new ConfigException(KEY, ("the run trains %s, a class of a jar, and this process was given none; start it with --jar "
                + "FILE, a copy of the run's jar (SHA-256 %s)").formatted(code.job(), code.jarDigest()));
        }
        if (!code.jarDigest().equals(digest)) {
            throw new ConfigException(KEY, ("the run trains %s of a jar with SHA-256 %s, but %s has %s; all workers take the same file, "
                + "so copy it from where the run was started").formatted(code.job(), code.jarDigest(), path, digest));
        }
        return create(code.job());
    }

    /// A job of that class, whatever the digest. Throws [ConfigException] where there is none.
    public Job create(String name) {
        if (isNone()) {
            throw new ConfigException(KEY, "code.job is %s, a class of a jar; name the jar with --jar FILE".formatted(name));
        }
        try {
            Class<?> found = Class.forName(name, true, loader);
            if (!Job.class.isAssignableFrom(found)) {
                throw fault(name, "does not implement " + Job.class.getName(), "let it");
            }
            return (Job) found.getConstructor().newInstance();
        } catch (ClassNotFoundException missing) {
            throw fault(name, "is not in it", "check its full name, package and all, and what `jar --list --file %s` shows"
                .formatted(path.getFileName()));
        } catch (NoSuchMethodException | IllegalAccessException hidden) {
            throw fault(name, "has no public constructor without parameters", "make class and constructor public");
        } catch (InstantiationException incomplete) {
            throw fault(name, "is abstract", "name a class that is whole");
        } catch (InvocationTargetException thrown) {
            throw Guard.fault(name, "constructor", thrown.getCause());
        } catch (UnsupportedClassVersionError newer) {
            throw fault(name, "was compiled for a newer Java (%s)".formatted(newer.getMessage()), "compile it with --release 25");
        } catch (LinkageError broken) {
            throw Guard.fault(name, "class", broken);
        }
    }

    private ConfigException fault(String name, String found, String remedy) {
        return new ConfigException(KEY, "--jar is %s, but %s %s; %s".formatted(path, name, found, remedy));
    }
}
