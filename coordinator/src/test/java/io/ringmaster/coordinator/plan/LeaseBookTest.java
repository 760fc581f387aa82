package io.ringmaster.coordinator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ringmaster.proto.Rank;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaseBookTest {

    private static final Rank FIRST = new Rank(0);
    private static final Rank SECOND = new Rank(1);

    @Test
    void anItemIsDoneOnceAllHaveDoneIt() {
        LeaseBook book = new LeaseBook(2, 0, 10);
        assertThat(book.extend(4)).containsExactly(0L, 1L, 2L, 3L);
        assertThat(book.report(FIRST, 0)).isEmpty();
        assertThat(book.report(FIRST, 1)).isEmpty();
        assertThat(book.behind()).containsExactly(SECOND);
        assertThat(book.report(SECOND, 0)).containsExactly(0L);
        assertThat(book.report(SECOND, 1)).containsExactly(1L);
        assertThat(book.committed()).isEqualTo(2);
    }

    @Test
    void moreIsLeasedWhenHalfIsUsedAndNothingPastTheEnd() {
        LeaseBook book = new LeaseBook(1, 3, 8);
        assertThat(book.extend(4)).containsExactly(3L, 4L, 5L, 6L);
        book.report(FIRST, 3);
        assertThat(book.extend(4)).isEmpty();
        book.report(FIRST, 4);
        assertThat(book.extend(4)).containsExactly(7L);
        assertThat(book.isDrained()).isFalse();
        List.of(5L, 6L, 7L).forEach(item -> book.report(FIRST, item));
        assertThat(book.isDrained()).isTrue();
        assertThat(book.isFinished()).isTrue();
        assertThat(book.extend(4)).isEmpty();
    }

    @Test
    void aLeaseOfOneStepGoesOn() {
        LeaseBook book = new LeaseBook(1, 0, 2);
        assertThat(book.extend(1)).containsExactly(0L);
        assertThat(book.extend(1)).isEmpty();
        book.report(FIRST, 0);
        assertThat(book.extend(1)).containsExactly(1L);
    }

    @Test
    void whatWasNotLeasedCannotBeReported() {
        LeaseBook book = new LeaseBook(1, 0, 2);
        assertThatIllegalArgumentException().isThrownBy(() -> book.report(FIRST, 0))
            .withMessageContaining("rank 0 reports item 0");
    }

    @Test
    void anItemIsReportedOnceByEach() {
        LeaseBook book = new LeaseBook(2, 0, 4);
        book.extend(4);
        book.report(FIRST, 1);
        assertThat(book.awaits(FIRST, 1)).isFalse();
        assertThat(book.awaits(SECOND, 1)).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> book.report(FIRST, 1)).withMessageContaining("reported once");
    }
}
