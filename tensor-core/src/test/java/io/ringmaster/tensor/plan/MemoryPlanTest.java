package io.ringmaster.tensor.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.tensor.plan.MemoryPlan.Use;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class MemoryPlanTest {

    @Property
    void blocksOfOneTimeNeverOverlap(@ForAll("uses") List<Use> uses) {
        MemoryPlan plan = MemoryPlan.of(uses.size(), uses);
        for (Use one : uses) {
            assertThat(plan.has(one.slot())).isEqualTo(one.first() <= one.last());
            for (Use other : uses) {
                boolean together = one.slot() != other.slot() && one.first() <= other.last() && other.first() <= one.last();
                if (together && plan.has(one.slot()) && plan.has(other.slot())) {
                    long from = plan.offsets().get(one.slot());
                    long from2 = plan.offsets().get(other.slot());
                    assertThat(from + one.bytes() <= from2 || from2 + other.bytes() <= from).isTrue();
                }
            }
        }
    }

    @Property
    void placesAreAlignedAndWithin(@ForAll("uses") List<Use> uses) {
        MemoryPlan plan = MemoryPlan.of(uses.size(), uses);
        for (Use use : uses) {
            if (plan.has(use.slot())) {
                assertThat(plan.offsets().get(use.slot()) % 64).isZero();
                assertThat(plan.offsets().get(use.slot()) + use.bytes()).isLessThanOrEqualTo(plan.bytes());
            }
        }
    }

    @Provide
    Arbitrary<List<Use>> uses() {
        return Combinators.combine(
            Arbitraries.longs().between(0, 5000), Arbitraries.integers().between(0, 30), Arbitraries.integers().between(-1, 10))
            .as((bytes, first, length) -> new Use(0, bytes, first, first + length))
            .list().ofMaxSize(40).map(MemoryPlanTest::numbered);
    }

    private static List<Use> numbered(List<Use> uses) {
        List<Use> numbered = new ArrayList<>();
        uses.forEach(use -> numbered.add(new Use(numbered.size(), use.bytes(), use.first(), use.last())));
        return numbered;
    }

    @Test
    void aChainTakesTwoPlaces() {
        List<Use> chain = new ArrayList<>();
        for (int slot = 0; slot < 10; slot++) {
            chain.add(new Use(slot, 1000, slot, slot + 1));
        }
        assertThat(MemoryPlan.of(10, chain).bytes()).isEqualTo(2 * 1024);
    }
}
