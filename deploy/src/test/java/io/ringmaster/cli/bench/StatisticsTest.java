package io.ringmaster.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {

    @Test
    void theMedianIsTheMiddle() {
        assertThat(Statistics.median(List.of(3.0, 1.0, 2.0))).isEqualTo(2);
        assertThat(Statistics.median(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(2.5);
    }

    @Test
    void aQuantileIsTheLeastThatSoManyDoNotExceed() {
        List<Double> ten = List.of(10.0, 9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0);

        assertThat(Statistics.quantile(ten, 0.1)).isEqualTo(1);
        assertThat(Statistics.quantile(ten, 0.9)).isEqualTo(9);
        assertThat(Statistics.quantile(ten, 1)).isEqualTo(10);
        assertThat(Statistics.quantile(List.of(5.0), 0.1)).isEqualTo(5);
        assertThatThrownBy(() -> Statistics.quantile(List.of(), 0.5)).hasMessageContaining("one value or more");
    }
}
