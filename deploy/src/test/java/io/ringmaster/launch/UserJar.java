package io.ringmaster.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/// A jar as a user would make one: sources compiled against what Ringmaster has, and packed.
public final class UserJar {

    private UserJar() {}

    /// @param source of a class that is named like this, package and all
    public static Path make(Path folder, String className, String source) throws IOException {
        Path file = folder.resolve(className.substring(className.lastIndexOf('.') + 1) + ".java");
        Files.writeString(file, source);
        Path classes = Files.createDirectories(folder.resolve("classes-of-" + className));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        boolean done = compiler.getTask(said, null, null,
            List.of("-cp", System.getProperty("java.class.path"), "-d", classes.toString()), null,
            compiler.getStandardFileManager(null, null, null).getJavaFileObjects(file)).call();
        assertThat(done).as(said.toString()).isTrue();
        return pack(classes, folder.resolve(className + ".jar"));
    }

    private static Path pack(Path classes, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar)); Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
        return jar;
    }
}
