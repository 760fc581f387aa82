package io.ringmaster.tensor.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShardedFileTest {

    private static final String FIRST = "model-00001-of-00002.safetensors";
    private static final String SECOND = "model-00002-of-00002.safetensors";

    @TempDir
    private Path folder;

    @BeforeEach
    void writeShards() {
        Safetensors.write(folder.resolve(FIRST), List.of(States.floats("a", 1, 2), States.floats("b", 3)),
                Map.of("format", "pt"));
        Safetensors.write(folder.resolve(SECOND), List.of(States.floats("c", 4)), Map.of("format", "pt", "note", "x"));
    }

    private Path index(String weightMap) throws IOException {
        Path index = folder.resolve("model.safetensors.index.json");
        return Files.writeString(index, weightMap.replace('\'', '"').replace("FIRST", FIRST).replace("SECOND", SECOND));
    }

    private static final String VALID =
            "{'metadata': {'total_size': 16}, 'weight_map': {'c': 'SECOND', 'a': 'FIRST', 'b': 'FIRST'}}";

    @Test
    void readsTheTensorsOfAllFiles() throws IOException {
        Path index = index(VALID);
        for (Path path : List.of(index, folder)) {
            try (StateFile file = StateFile.open(path)) {
                assertThat(file.names()).containsExactly("c", "a", "b");
                assertThat(file.metadata()).isEqualTo(Map.of("format", "pt", "note", "x"));
                assertThat(StateDigest.of(file.tensors())).isEqualTo(StateDigest.of(
                        List.of(States.floats("a", 1, 2), States.floats("b", 3), States.floats("c", 4))));
                assertThatThrownBy(() -> file.get("d")).hasMessage(index + " has no tensor 'd'; it has c, a, b");
            }
        }
    }

    @Test
    void aFolderMayHoldOneFile() {
        assertThatThrownBy(() -> StateFile.open(folder)).hasMessageContaining("model.safetensors does not exist");
        Safetensors.write(folder.resolve("model.safetensors"), List.of(States.floats("only", 1)), Map.of());
        try (StateFile file = StateFile.open(folder)) {
            assertThat(file.names()).containsExactly("only");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {                                                        | is not the JSON it must be
        []                                                       | has no object 'weight_map'
        {'weight_map': ['a']}                                    | has no object 'weight_map'
        {'weight_map': {'a': 'FIRST'}} x                         | is not the JSON it must be
        {'weight_map': {'a': 'FIRST', 'a': 'SECOND'}}            | is not the JSON it must be
        {'weight_map': {'a': 1}}                                 | has tensor 'a' in 1; it must be the name of a file
        {'weight_map': {'a': '../FIRST'}}                        | it must be the name of a file beside the index
        {'weight_map': {'a': '/etc/passwd'}}                     | it must be the name of a file beside the index
        {'weight_map': {'a': '..'}}                              | it must be the name of a file beside the index
        {'weight_map': {'a': 'none.safetensors'}}                | none.safetensors does not exist
        {'weight_map': {'c': 'FIRST'}}                           | has tensor 'c' in model-00001-of-00002.safetensors, which has none
        {'weight_map': {'a': 'FIRST'}}                           | model-00001-of-00002.safetensors holds tensor 'b', which
        """)
    void rejectsABrokenIndex(String text, String message) throws IOException {
        Path index = index(text);
        assertThatThrownBy(() -> StateFile.open(index)).isInstanceOf(StateFileException.class)
                .hasMessageContaining(message).hasMessageNotContaining("\n");
    }

    @Test
    void rejectsABrokenFile() throws IOException {
        Path index = index(VALID);
        Files.write(folder.resolve(SECOND), new byte[3]);
        assertThatThrownBy(() -> StateFile.open(index)).hasMessageContaining(SECOND + " has 3 bytes");
        Files.delete(index);
        assertThatThrownBy(() -> StateFile.open(index)).hasMessageContaining("can't be read");
    }
}
