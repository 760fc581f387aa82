package io.ringmaster.worker;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringmaster.proto.StateKind;
import io.ringmaster.proto.config.GradientReduction;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.state.SafetensorsFile;
import io.ringmaster.tensor.state.StateFileException;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

final class ReplicaTest {

    private static final String EXPONENTS = "reduction.exponents";

    private static Replica replica(GradientReduction reduction) {
        JobConfig job = TestRun.job(reduction, 0.05);
        return Replica.build(job, TrainingData.open(job, ""), Device.CPU);
    }

    /// Where in an image a tensor is, to be written.
    private static MemorySegment data(MemorySegment image, String tensor) {
        try (SafetensorsFile file = SafetensorsFile.of("image", image)) {
            MemorySegment data = file.get(tensor).data();
            return image.asSlice(data.address() - image.address(), data.byteSize());
        }
    }

    @Test
    void theFullStateHasTheExponentsAndTheModelHasNot() {
        try (Replica donor = replica(GradientReduction.EXACT); Replica joiner = replica(GradientReduction.EXACT)) {
            MemorySegment image = donor.encode(StateKind.FULL);
            MemorySegment changed = data(image, EXPONENTS);
            changed.set(JAVA_INT_UNALIGNED, 0, 7);
            joiner.restore("image", image);
            assertThat(data(joiner.encode(StateKind.FULL), EXPONENTS).toArray(JAVA_INT_UNALIGNED))
                .isEqualTo(changed.toArray(JAVA_INT_UNALIGNED)).startsWith(7, -149);
            try (SafetensorsFile model = SafetensorsFile.of("model", donor.encode(StateKind.MODEL))) {
                assertThat(model.names()).doesNotContain(EXPONENTS).contains("0.weight");
            }
        }
    }

    @Test
    void exponentsThatNoGridHasAreRefusedAndNothingIsTaken() {
        try (Replica replica = replica(GradientReduction.EXACT)) {
            String before = replica.digest();
            for (int exponent : new int[] {-150, 129, Integer.MIN_VALUE}) {
                MemorySegment image = replica.encode(StateKind.FULL);
                data(image, EXPONENTS).set(JAVA_INT_UNALIGNED, 4, exponent);
                data(image, "model.0.bias").fill((byte) 1);
                assertThatThrownBy(() -> replica.restore("image", image)).isInstanceOf(StateFileException.class)
                    .hasMessageContaining("image has " + exponent + " in 'reduction.exponents'");
            }
            assertThat(replica.digest()).isEqualTo(before);
        }
    }

    @Test
    void theStateOfAJobThatSumsOtherwiseIsRefused() {
        try (Replica exact = replica(GradientReduction.EXACT); Replica float32 = replica(GradientReduction.FLOAT32)) {
            assertThatThrownBy(() -> float32.restore("image", exact.encode(StateKind.FULL)))
                .isInstanceOf(StateFileException.class).hasMessageContaining("reduction.exponents");
            assertThatThrownBy(() -> exact.restore("image", float32.encode(StateKind.FULL)))
                .isInstanceOf(StateFileException.class).hasMessageContaining("reduction.exponents");
        }
    }
}
