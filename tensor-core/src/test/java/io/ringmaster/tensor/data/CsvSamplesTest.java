package io.ringmaster.tensor.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class CsvSamplesTest {

    private static final String FLOWERS = """
        petal,species,sepal
        1.5,setosa,-2
        3e-1,virginica,.5
        2,"iris ""blue""\",1
        4,setosa,0
        """;

    @TempDir
    private Path folder;

    @Test
    void readsClassesFromAllOtherColumns() throws IOException {
        Dataset flowers = CsvSamples.read(file(FLOWERS), CsvFormat.classes("species"));
        assertThat(flowers.classNames()).containsExactly("iris \"blue\"", "setosa", "virginica");
        assertThat(Samples.labels(flowers, 0, 1, 2, 3)).containsExactly(1, 2, 0, 1);
        assertThat(flowers.features()).isEqualTo(TensorType.float32(2));
        assertThat(Samples.features(flowers, 0)).containsExactly(1.5f, -2);
        assertThat(Samples.features(flowers, 1)).containsExactly(.3f, .5f);
    }

    @Test
    void readsValuesFromChosenColumns() throws IOException {
        Path file = file("a;b;c\n1;2;3\n4;5;6\n");
        Dataset values = CsvSamples.read(file, new CsvFormat("a", CsvFormat.Kind.VALUE, List.of("c", "b"), ';'));
        assertThat(values.target()).isEqualTo(TensorType.float32(1));
        assertThat(values.classes()).isZero();
        assertThat(Samples.features(values, 1)).containsExactly(6, 5);
        MemorySegment target = MemorySegment.ofArray(new float[1]);
        values.readTarget(1, target, 0);
        assertThat(target.get(ValueLayout.JAVA_FLOAT, 0)).isEqualTo(4);
    }

    @Test
    void wholeNumbersAsClassesAreInTheirOrder() throws IOException {
        Dataset rows = CsvSamples.read(file("x,y\n1,10\n1,9\n1,-3\n"), CsvFormat.classes("y"));
        assertThat(rows.classNames()).containsExactly("-3", "9", "10");
        assertThat(Samples.labels(rows, 0, 1, 2)).containsExactly(2, 1, 0);
    }

    @Test
    void evaluationNumbersClassesAsTrainingDoes() throws IOException {
        Path file = file("x,y\n1,b\n");
        assertThat(CsvSamples.read(file, CsvFormat.classes("y"), List.of("a", "b")).label(0)).isEqualTo(1);
        assertThatThrownBy(() -> CsvSamples.read(file, CsvFormat.classes("y"), List.of("a")))
            .isInstanceOf(DataException.class)
            .hasMessage(file + ":2 has \"b\" in column \"y\"; it must be one of the classes that training has; correct it");
    }

    @Test
    void aByteOrderMarkAndEmptyLinesCountForNothing() throws IOException {
        CsvFormat format = new CsvFormat("y", CsvFormat.Kind.CLASS, List.of("x"), ',');
        Dataset rows = CsvSamples.read(file("\uFEFFx,y\r\n\r\n1,a\r\n"), format);
        assertThat(rows.size()).isEqualTo(1);
    }

    @Test
    void growsToManyRows() throws IOException {
        StringBuilder text = new StringBuilder("x,y\n");
        for (int row = 0; row < 5000; row++) {
            text.append(row).append(",a\n");
        }
        Dataset rows = CsvSamples.read(file(text.toString()), CsvFormat.classes("y"));
        assertThat(rows.size()).isEqualTo(5000);
        assertThat(Samples.features(rows, 4999)).containsExactly(4999);
    }

    @Test
    void theFingerprintNoticesAValueALabelAndAName() throws IOException {
        String before = CsvSamples.read(file(FLOWERS), CsvFormat.classes("species")).fingerprint();
        for (String other : List.of(FLOWERS.replace("1.5", "1.6"), FLOWERS.replace("4,setosa", "4,virginica"),
            FLOWERS.replace("virginica", "zinnia"))) {
            assertThat(CsvSamples.read(file(other), CsvFormat.classes("species")).fingerprint()).isNotEqualTo(before);
        }
    }

    static List<Arguments> broken() {
        return List.of(
            Arguments.of("", " is empty; its first row names the columns"),
            Arguments.of("x,y\n", " holds 0 rows of 1 features"),
            Arguments.of("y\na\n", " holds 1 rows of 0 features"),
            Arguments.of("a,b\n1,2\n", " has no column \"y\"; its first row names the columns [a, b]"),
            Arguments.of("y,x,y\n1,2,3\n", " has more than one column \"y\""),
            Arguments.of("x,y\n1,a\n2\n", ":3 has 1 fields where the first row names 2"),
            Arguments.of("x,y\n1,a,b\n", ":2 has 3 fields where the first row names 2"),
            Arguments.of("x,y\n1,a\n\n\nten,b\n", ":5 has \"ten\" in column \"x\"; it must be a finite number"),
            Arguments.of("x,y\n,a\n", ":2 has \"\" in column \"x\""),
            Arguments.of("x,y\nNaN,a\n", ":2 has \"NaN\" in column \"x\""),
            Arguments.of("x,y\n1e99,a\n", ":2 has \"1e99\" in column \"x\""),
            Arguments.of("x,y\n1f,a\n", ":2 has \"1f\" in column \"x\""),
            Arguments.of("x,y\n1.2.3,a\n", ":2 has \"1.2.3\" in column \"x\""),
            Arguments.of("x,y\n1, \n", ":2 has \"\" in column \"y\"; it must be a class's name"),
            Arguments.of("x,y\n1,\"a\n2,b\n", " is no sound CSV"),
            Arguments.of("x,y\n" + "1".repeat(200) + "z,a\n", "..."));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void brokenFilesAreNamedWithTheirLine(String text, String message) throws IOException {
        Path file = file(text);
        assertThatThrownBy(() -> CsvSamples.read(file, CsvFormat.classes("y"))).isInstanceOf(DataException.class)
            .hasMessageStartingWith(file.toString()).hasMessageContaining(message).hasMessageNotContaining("\n");
    }

    @Test
    void otherEncodingsAndMissingFilesAreNamed() throws IOException {
        Path latin = Files.write(folder.resolve("latin.csv"), "x,y\n1,caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> CsvSamples.read(latin, CsvFormat.classes("y"))).isInstanceOf(DataException.class)
            .hasMessage(latin + " is not text in UTF-8; save it so");
        assertThatThrownBy(() -> CsvSamples.read(folder.resolve("no.csv"), CsvFormat.classes("y")))
            .isInstanceOf(DataException.class).hasMessageContaining("can't be read");
        assertThatThrownBy(() -> new CsvFormat("y", CsvFormat.Kind.CLASS, List.of("y"), ','))
            .isInstanceOf(DataException.class);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("rows.csv"), text);
    }
}
