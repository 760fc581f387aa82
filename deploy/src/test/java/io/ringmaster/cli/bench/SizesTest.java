package io.ringmaster.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringmaster.proto.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizesTest {

    @Test
    void eachIsAMultipleOfTheLast() {
        assertThat(Sizes.between("8", "64", 2)).containsExactly(8L, 16L, 32L, 64L);
        assertThat(Sizes.between("4 KiB", "1M", 4)).containsExactly(4096L, 16_384L, 65_536L, 262_144L, 1_048_576L);
        assertThat(Sizes.between("4M", "4M", 2)).containsExactly(4L << 20);
        assertThat(Sizes.between("12", "100", 4)).containsExactly(12L, 48L);
        assertThat(Sizes.between("8", "256M", 2)).hasSize(26).last().isEqualTo(256L << 20);
    }

    @ParameterizedTest
    @CsvSource({
        "x, 64, 2, --from is \"x\"", "8, -, 2, --to is \"-\"", "6, 64, 2, multiple of 4", "0, 64, 2, 4 bytes to 4 GiB",
        "8, 5G, 2, --to is 5368709120 bytes", "64, 8, 2, must not be above", "8, 64, 1, --factor is 1"})
    void whatIsNoSizeIsRefused(String from, String to, int factor, String because) {
        assertThatThrownBy(() -> Sizes.between(from, to, factor))
            .isInstanceOf(ConfigException.class).hasMessageContaining(because);
    }
}
