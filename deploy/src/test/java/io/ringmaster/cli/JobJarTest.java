package io.ringmaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.launch.UserJar;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/// What is wrong with a user's jar or class is told in one line, before anything starts.
class JobJarTest {

    @TempDir
    private Path temp;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "class A implements Job { public A() {} } | A has no public constructor without parameters; make class and constructor public",
        "public class A implements Job { A() {} } | A has no public constructor without parameters",
        "public class A implements Job { public A(int x) {} } | A has no public constructor without parameters",
        "public abstract class A implements Job {} | A is abstract; name a class that is whole",
        "public class A {} | A does not implement io.ringmaster.job.Job; let it",
        "public class A implements Job { public A() { throw new IllegalStateException(`not now`); } } "
            + "| A.constructor failed at A.java:1, IllegalStateException: not now; mend the class",
        "public class A implements Job { static int x = 1 / (x = 0); } | A.class failed at A.java:1, ArithmeticException: / by zero",
        "public class B implements Job {} | A is not in it; check its full name, package and all"
    })
    void aClassThatIsNoJob(String source, String message) throws IOException {
        String name = source.contains("class B") ? "B" : "A";
        Path jar = UserJar.make(temp, name, "import io.ringmaster.job.Job; " + source.replace('`', '"'));

        assertOneLine(2, message, "train", "--jar", jar.toString(), "--job", "A");
        assertOneLine(2, message, "coordinator", "--jar", jar.toString(), "--job", "A");
    }

    @Test
    void aFileThatIsNoJar() throws IOException {
        Path text = Files.writeString(temp.resolve("text.jar"), "no jar");

        assertOneLine(2, "there is no such file; make it with: jar --create", "train", "--jar", "none.jar", "--job", "A");
        assertOneLine(2, "which is no jar", "train", "--jar", text.toString(), "--job", "A");
        assertOneLine(2, "which is no jar", "worker", "--join", "127.0.0.1:1", "--jar", text.toString());
    }

    @Test
    void halfOfWhatIsNeeded() throws IOException {
        Path jar = UserJar.make(temp, "A", "public class A implements io.ringmaster.job.Job {}");

        assertOneLine(2, "name the jar with --jar FILE", "train", "--job", "com.example.A");
        assertOneLine(2, "name one of the jar's with --job CLASS", "train", "--jar", jar.toString());
        assertOneLine(2, "it must be a class's full name", "train", "--jar", jar.toString(), "--job", "a/b");
        Path file = Files.writeString(temp.resolve("a.conf"), "model.kind = job");
        assertOneLine(2, "model.kind is job but no class is named", "train", file.toString());
    }

    private void assertOneLine(int code, String part, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Ringmaster.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

        assertThat(command.execute(arguments)).as(err.toString()).isEqualTo(code);
        assertThat(err.toString().lines()).singleElement().asString().startsWith("ringmaster: ").contains(part);
        assertThat(out.toString()).isEmpty();
    }
}
