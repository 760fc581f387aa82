package io.ringmaster.cli.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The `ringmaster` script, in a world where each Java and Maven is a stand-in that says what it was asked to do.
class LauncherScriptTest {

    private static final List<String> TOOLS = List.of(
        "sh", "dirname", "readlink", "sed", "find", "head", "tail", "mkdir", "mv", "rm", "cat", "touch", "sleep");

    private static final String SAYS_ITS_ARGUMENTS = """
        #!/bin/sh
        echo "home=$(dirname "$(dirname "$0")")"
        for each in "$@"; do echo "arg=$each"; done
        """;

    /// @param out standard output
    /// @param err standard error
    private record Outcome(int code, String out, String err) {}

    @TempDir
    private Path temp;

    private Path world;
    private Path install;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void makeAWorldWithoutJava() throws IOException {
        world = temp.toRealPath();
        install = Files.createDirectories(world.resolve("in stalled"));
        Files.createDirectories(install.resolve("lib"));
        Path tools = Files.createDirectories(world.resolve("tools"));
        for (String tool : TOOLS) {
            Path real = Stream.of("/usr/bin", "/bin").map(folder -> Path.of(folder, tool)).filter(Files::exists)
                .findFirst().orElseThrow();
            tool(real);
        }
        String script = Files.readString(Path.of("..", "ringmaster"));
        for (String folder : List.of("/usr/lib/jvm/", "/opt/", "/Library/Java/JavaVirtualMachines/")) {
            assertThat(script).contains(folder + "*");
            script = script.replace(folder + "*", "\"" + world + "\"" + folder + "*");
        }
        executable(install.resolve("ringmaster"), script);
        environment.put("PATH", tools.toString());
        environment.put("HOME", world.resolve("home").toString());
    }

    @Test
    void javaHomeComesFirstAndArgumentsArriveWhole() throws Exception {
        environment.put("JAVA_HOME", jdk("mine", "25.0.1").toString());
        jdk("usr/lib/jvm/other", "26");
        environment.put("RINGMASTER_JAVA_OPTIONS", "-Xmx1g -Dstar=*");

        Outcome outcome = run(install.resolve("ringmaster"), "train", "two words", "*", "");

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out().lines()).containsExactly(
            "home=" + world.resolve("mine"),
            "arg=--sun-misc-unsafe-memory-access=allow", "arg=--enable-native-access=ALL-UNNAMED",
            "arg=-XX:+UseParallelGC", "arg=-XX:MaxNewSize=64m", "arg=-Xmx1g", "arg=-Dstar=*",
            "arg=-cp", "arg=" + install.resolve("lib") + "/*", "arg=io.ringmaster.cli.Ringmaster",
            "arg=train", "arg=two words", "arg=*", "arg=");
    }

    @Test
    void anOldJavaHomeIsPassedOverForThePathBehindItsLinks() throws Exception {
        environment.put("JAVA_HOME", jdk("old", "17.0.15").toString());
        Path links = Files.createDirectories(world.resolve("links"));
        Files.createSymbolicLink(links.resolve("java"), jdk("behind", "25").resolve("bin/java"));
        environment.merge("PATH", links.toString(), (path, more) -> path + ":" + more);

        assertThat(run(install.resolve("ringmaster")).out()).startsWith("home=" + world.resolve("behind") + "\n");
    }

    @Test
    void theUsualFoldersAreSearched() throws Exception {
        for (String folder : List.of("usr/lib/jvm/a", "opt/b", "home/.sdkman/candidates/java/c", "home/.jdks/d",
            "Library/Java/JavaVirtualMachines/e/Contents/Home")) {
            Path home = jdk(folder, "25.0.3");
            assertThat(run(install.resolve("ringmaster")).out()).startsWith("home=" + home + "\n");
            Files.delete(home.resolve("bin/java"));
        }
    }

    @Test
    void aJavaWithoutAReleaseFileIsAskedForItsVersion() throws Exception {
        Path home = jdk("usr/lib/jvm/silent", "25");
        Files.delete(home.resolve("release"));
        executable(home.resolve("bin/java"), SAYS_ITS_ARGUMENTS.replace("\nfor",
            "\n[ \"$1\" != -version ] || { echo 'openjdk version \"25.0.2\" 2026-01-20' >&2; exit; }\nfor"));

        assertThat(run(install.resolve("ringmaster")).out()).startsWith("home=" + home + "\n");
    }

    @Test
    void whereNoJavaServesItSaysWhatToInstall() throws Exception {
        Path old = jdk("usr/lib/jvm/old", "21.0.2");

        Outcome outcome = run(install.resolve("ringmaster"), "train");

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).isEqualTo("""
            ringmaster: no JDK 25 or newer was found, only these:
              Java 21 in %s
            Looked at JAVA_HOME, the PATH, /usr/lib/jvm, /opt, ~/.sdkman, ~/.jdks and /Library/Java.
            ringmaster: install a JDK 25 (https://adoptium.net), or set JAVA_HOME to one
            """.formatted(old));
    }

    @Test
    void itFindsItsFolderThroughLinks() throws Exception {
        environment.put("JAVA_HOME", jdk("mine", "25").toString());
        Path links = Files.createDirectories(world.resolve("links"));
        Files.createSymbolicLink(links.resolve("first"), Path.of("../in stalled/ringmaster"));
        Files.createSymbolicLink(world.resolve("second"), links.resolve("first"));

        assertThat(run(world.resolve("second")).out()).contains("arg=" + install.resolve("lib") + "/*\n");
    }

    @Test
    void withNeitherSourcesNorLibrariesItSaysSo() throws Exception {
        Files.delete(install.resolve("lib"));

        Outcome outcome = run(install.resolve("ringmaster"));

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).startsWith("ringmaster: neither pom.xml nor lib/ is beside this script");
    }

    @Test
    void sourcesAreBuiltOnceAndAgainWhenTheyChange() throws Exception {
        environment.put("JAVA_HOME", jdk("mine", "25").toString());
        Path pom = Files.writeString(install.resolve("pom.xml"), "<project/>");
        Path maven = maven("echo \"$@ with $JAVA_RINGMASTER_HOME\"; mkdir -p deploy/target/lib; "
            + "touch deploy/target/ringmaster-deploy.jar");
        Path script = install.resolve("ringmaster");

        Outcome first = run(script);
        assertThat(first.err()).isEqualTo("building Ringmaster once (about a minute) ...\n");
        assertThat(first.out()).contains("arg=" + install + "/deploy/target/ringmaster-deploy.jar:"
            + install + "/deploy/target/lib/*\n");
        assertThat(install.resolve("target/build.log"))
            .hasContent("-q -B -DskipTests package with " + world.resolve("mine"));
        Files.delete(maven);
        assertThat(run(script).err()).as("the second run builds nothing").isEmpty();

        Files.setLastModifiedTime(pom, FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(run(script).err()).as("a newer source wants a build").contains("no mvn is on the PATH");
        environment.put("RINGMASTER_BUILD", "never");
        assertThat(run(script)).as("unless told not to").extracting(Outcome::code, Outcome::err).containsExactly(0, "");
    }

    @Test
    void aBuildThatFailsShowsTheEndOfItsLogAndLeavesNoLock() throws Exception {
        environment.put("JAVA_HOME", jdk("mine", "25").toString());
        Files.writeString(install.resolve("pom.xml"), "<project/>");
        maven("i=1; while [ $i -le 30 ]; do echo \"line $i\"; i=$((i + 1)); done; exit 1");

        for (int attempt = 1; attempt <= 2; attempt++) {
            Outcome outcome = run(install.resolve("ringmaster"));
            assertThat(outcome.code()).isEqualTo(1);
            assertThat(outcome.err()).contains("line 30\n").doesNotContain("line 10\n").doesNotContain("waiting")
                .endsWith("ringmaster: the build failed; all it said is in " + install + "/target/build.log\n");
        }
        assertThat(install.resolve("target/build.lock.d")).doesNotExist();
    }

    /// Both start together; whichever comes second must wait for the first one's build and then find it done.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoScriptsAtOnceBuildOnce(boolean flock) throws Exception {
        Path program = Path.of("/usr/bin/flock");
        if (flock) {
            assumeTrue(Files.exists(program), "skipped: the lock by flock; install flock (util-linux) to test it");
            tool(program);
        }
        environment.put("JAVA_HOME", jdk("mine", "25").toString());
        Files.writeString(install.resolve("pom.xml"), "<project/>");
        maven("echo build >> builds; while [ ! -e go ]; do sleep 0.05; done; mkdir -p deploy/target/lib; "
            + "touch deploy/target/ringmaster-deploy.jar");

        Process first = start(world.resolve("first"), install.resolve("ringmaster"));
        awaitLine(first, "building Ringmaster once (about a minute) ...");
        Process second = start(world.resolve("second"), install.resolve("ringmaster"));
        awaitLine(second, "waiting for another build of Ringmaster to end");
        Files.createFile(install.resolve("go"));

        assertThat(first.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(second.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(List.of(first.exitValue(), second.exitValue())).containsExactly(0, 0);
        assertThat(install.resolve("builds")).hasContent("build");
    }

    private static void awaitLine(Process process, String start) throws IOException {
        assertThat(process.errorReader().readLine()).startsWith(start);
    }

    private Outcome run(Path script, String... arguments) throws IOException, InterruptedException {
        Path out = world.resolve("stdout");
        Path err = world.resolve("stderr");
        Process process = builder(out, script, arguments).redirectError(err.toFile()).start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("the script ends").isTrue();
        return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private Process start(Path out, Path script) throws IOException {
        return builder(out, script).start();
    }

    private ProcessBuilder builder(Path out, Path script, String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(
            Stream.concat(Stream.of(script.toString()), Stream.of(arguments)).toList());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.directory(world.toFile()).redirectOutput(out.toFile());
    }

    private Path jdk(String folder, String version) throws IOException {
        Path home = world.resolve(folder);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        executable(home.resolve("bin/java"), SAYS_ITS_ARGUMENTS);
        executable(home.resolve("bin/javac"), SAYS_ITS_ARGUMENTS);
        return home;
    }

    /// Puts a program of this machine on the PATH. No link: JUnit warns of links out of its folder.
    private void tool(Path program) throws IOException {
        executable(world.resolve("tools").resolve(program.getFileName()), "#!/bin/sh\nexec " + program + " \"$@\"\n");
    }

    private Path maven(String commands) throws IOException {
        return executable(world.resolve("tools/mvn"), "#!/bin/sh\n" + commands + "\n");
    }

    private static Path executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }
}
