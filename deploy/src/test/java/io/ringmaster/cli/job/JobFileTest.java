package io.ringmaster.cli.job;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ringmaster.proto.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobFileTest {

    @TempDir
    private Path folder;

    @Test
    void aFileIsNamedByItsStem() throws IOException {
        Path path = Files.writeString(folder.resolve("my-run.conf"), "seed = 7");

        assertThat(JobFile.find(path.toString())).isEqualTo(new JobFile("my-run", path.toString(), "seed = 7"));
    }

    @Test
    void whatIsNeitherBuiltInNorAFileSaysWhatWasTried() {
        assertThat(catchThrowableOfType(ConfigException.class, () -> JobFile.find("minst")))
            .hasMessage("job \"minst\": it is neither built in (digits, mnist, fashion-mnist, cifar10, char-gpt) nor a file (tried "
                + Path.of("minst").toAbsolutePath() + "); did you mean mnist?");
        assertThat(catchThrowableOfType(ConfigException.class, () -> JobFile.find("digit\u0000")).getMessage())
            .endsWith("did you mean digits?");
        assertThat(catchThrowableOfType(ConfigException.class, () -> JobFile.find(""))).isNotNull();
    }

    @Test
    void foldersLargeFilesAndOtherEncodingsAreRefused() throws IOException {
        Path large = Files.write(folder.resolve("large"), new byte[JobFile.LARGEST_BYTES + 1]);
        Path latin = Files.write(folder.resolve("latin"), "name = \u00e9".getBytes(ISO_8859_1));

        assertThat(refusal(folder)).isEqualTo(
            folder + ": it is a folder; a job is a file in HOCON's syntax, such as job.conf");
        assertThat(refusal(large)).isEqualTo(
            large + ": it is larger than 1 MiB; a job file holds settings, not data");
        assertThat(refusal(latin)).isEqualTo(
            latin + ": it is not text in UTF-8; save it so, or give another file");
    }

    private static String refusal(Path path) {
        return catchThrowableOfType(ConfigException.class, () -> JobFile.find(path.toString())).getMessage();
    }
}
