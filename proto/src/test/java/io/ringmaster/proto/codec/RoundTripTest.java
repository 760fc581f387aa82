package io.ringmaster.proto.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ringmaster.proto.CoordinatorMessage.Leave;
import io.ringmaster.proto.CoordinatorMessage.Stalled;
import io.ringmaster.proto.CoordinatorMessage.WorkerFailed;
import io.ringmaster.proto.Member;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.ShardSlice;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Work;
import io.ringmaster.proto.WorkerMessage;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

class RoundTripTest {

    @Provide
    Arbitrary<Object> messages() {
        return Messages.all();
    }

    @Property(tries = 2000, seed = "20261123", shrinking = ShrinkingMode.BOUNDED)
    void everyMessageComesBackAsItWas(@ForAll("messages") Object message) {
        Frame frame = Frame.of(message);
        Object back = frame.decode();

        assertThat(Contents.of(back)).isEqualTo(Contents.of(message));
        assertThat(Frame.of(back).bytes()).isEqualTo(frame.bytes());
    }

    @Test
    void aLongSentenceIsCutBetweenCharactersRatherThanLost() {
        String reason = "🧵".repeat(CommonCodec.SENTENCE_LIMIT);

        Leave back = (Leave) Frame.of(new Leave(Examples.RUN, Examples.incarnation(1), reason)).decode();

        assertThat(back.reason()).isEqualTo("🧵".repeat(CommonCodec.SENTENCE_LIMIT / 2 - 1) + "…");
    }

    @Test
    void aNameThatIsTooLongIsRefusedBeforeItIsSent() {
        Member member = new Member(Examples.incarnation(1), "x".repeat(WireRules.TEXT_LIMIT + 1), 0, 1, "cpu");

        assertThatExceptionOfType(MalformedMessageException.class)
            .isThrownBy(() -> Frame.of(new WorkerFailed(Examples.RUN, member, Step.INITIAL, "")))
            .withMessageContaining("ringmaster.v1.Member.node has 4097 characters");
    }

    @Test
    void aMessageThatIsTooLargeIsRefusedBeforeItIsSent() {
        Work plan = new Work.StepPlan(new Step(1), 1, 100_000, Collections.nCopies(60_000, new ShardSlice(0, 0, 1)));

        assertThatExceptionOfType(MalformedMessageException.class)
            .isThrownBy(() -> Frame.of(new WorkerMessage.Lease(Examples.RUN, Examples.GENERATION, List.of(plan))))
            .withMessageContaining("\"lease\" has")
            .withMessageContaining("at most " + ControlSerializer.LIMIT_BYTES);
    }

    @Test
    void aDurationBeyondNanosecondsIsRefusedBeforeItIsSent() {
        Stalled stalled = new Stalled(Examples.RUN, Examples.GENERATION, new Rank(0), new Step(1), new Rank(1), "",
            Duration.ofSeconds(Long.MAX_VALUE));

        assertThatExceptionOfType(MalformedMessageException.class)
            .isThrownBy(() -> Frame.of(stalled))
            .withMessageContaining("292 years");
    }
}
