package io.ringmaster.proto.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.sun.management.ThreadMXBean;
import io.ringmaster.proto.CollectiveId;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.RingMessage.Chunk;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.wire.CoordinatorWire;
import io.ringmaster.proto.wire.WorkerWire;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever the bytes: a valid message or a [MalformedMessageException], and no more memory than the bytes warrant.
class MalformedBytesTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// For exceptions, their texts, and what protobuf sets up; far less than the largest payload.
    private static final long MEMORY_FLOOR_BYTES = 1 << 20;
    private static final long MEMORY_PER_BYTE = 256;

    static List<String> names() {
        return List.copyOf(Examples.all().keySet());
    }

    @Provide
    Arbitrary<String> golden() {
        return Arbitraries.of(names());
    }

    @Property(tries = 6000, seed = "1")
    void randomBytes(@ForAll("golden") String name, @ForAll byte[] bytes) {
        assertDecodesOrFails(Frame.golden(name).with(bytes));
    }

    @Property(tries = 10_000, seed = "2")
    void flippedBits(@ForAll("golden") String name, @ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int flips) {
        Random random = new Random(seed);
        byte[] bytes = Frame.golden(name).bytes();
        for (int i = 0; i < flips; i++) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        assertDecodesOrFails(Frame.golden(name).with(bytes));
    }

    @Property(tries = 6000, seed = "3")
    void aPieceReplacedByAPieceOfAnother(@ForAll("golden") String name, @ForAll("golden") String other, @ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = Frame.golden(name).bytes();
        byte[] others = Frame.golden(other).bytes();
        int from = random.nextInt(bytes.length);
        int otherFrom = random.nextInt(others.length);
        int count = random.nextInt(1 + Math.min(bytes.length - from, others.length - otherFrom));
        System.arraycopy(others, otherFrom, bytes, from, count);
        assertDecodesOrFails(Frame.golden(name).with(bytes));
        assertDecodesOrFails(Frame.golden(name).with(others));
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyTruncationOfAMessageIsMalformed(String name) {
        byte[] bytes = Frame.golden(name).bytes();
        for (int length = 0; length < bytes.length; length++) {
            Frame cut = Frame.golden(name).with(Arrays.copyOf(bytes, length));
            assertDecodesOrFails(cut);
            if (!name.equals("Lease")) {   // which ends with one of several works: a shorter lease
                assertThat(cut.decodes()).as("%d bytes of %d", length, bytes.length).isFalse();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void aTrailingByteIsMalformed(String name) {
        byte[] bytes = Frame.golden(name).bytes();

        assertThat(Frame.golden(name).with(Arrays.copyOf(bytes, bytes.length + 1)).decodes()).isFalse();
    }

    @Test
    void everySingleMissingFieldIsMalformed() throws InvalidProtocolBufferException {
        Message whole = CoordinatorWire.StepDone.parseFrom(Frame.golden("StepDone").bytes());
        for (FieldDescriptor field : whole.getDescriptorForType().getFields()) {
            if (field.isRepeated()) {
                continue;   // none is a number of elements like any other
            }
            byte[] bytes = whole.toBuilder().clearField(field).build().toByteArray();
            assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(Frame.golden("StepDone").with(bytes)::decode)
                .withMessageContaining(field.getFullName() + " is missing");
        }
    }

    @Test
    void aVariantThatIsUnknownIsMalformed() throws InvalidProtocolBufferException {
        WorkerWire.End end = WorkerWire.End.parseFrom(Frame.golden("End-FAILED").bytes());

        assertThat(Frame.golden("End-FAILED").with(end.toBuilder().clearOutcome().build().toByteArray()).decodes()).isFalse();
        for (int outcome : new int[] {0, 5, 127}) {   // the tag of field 2, then its number
            byte[] changed = {0x10, (byte) outcome};
            assertThat(Frame.golden("End-FAILED").with(joined(end.toByteArray(), changed)).decodes()).isFalse();
        }
        byte[] noKind = WorkerWire.Lease.newBuilder().setRun("r").setGeneration(1)
            .addWork(WorkerWire.Work.getDefaultInstance()).build().toByteArray();
        assertThat(Frame.golden("Lease").with(noKind).decodes()).isFalse();
    }

    @Test
    void aFieldOfALaterVersionIsSkipped() {
        byte[] later = {(byte) 0xf8, 0x07, 42};   // field 127, a varint

        Frame frame = Frame.golden("Formed");
        assertThat(frame.with(joined(frame.bytes(), later)).decode()).isEqualTo(Examples.all().get("Formed"));
    }

    @Test
    void unknownManifestsAreMalformed() {
        for (String manifest : List.of("", "chunk ", "java.lang.Runtime", "PREPARED", "x".repeat(100_000))) {
            assertThat(new Frame(ControlSerializer.IDENTIFIER, manifest, new byte[0]).decodes()).isFalse();
            assertThat(new Frame(ChunkSerializer.IDENTIFIER, manifest, new byte[0]).decodes()).isFalse();
        }
    }

    @Test
    void nestingBeyondAnyMessageOfOursIsMalformed() {
        byte[] groups = new byte[200_000];
        Arrays.fill(groups, (byte) 0x7b);   // field 15 begins a group, which holds field 15, which ...
        for (String name : names()) {
            assertDecodesOrFails(Frame.golden(name).with(groups));
            assertThat(Frame.golden(name).with(groups).decodes()).isFalse();
        }
    }

    @Test
    void oversizedMessagesAreMalformedBeforeTheyAreRead() {
        byte[] bytes = new byte[Chunk.LIMIT_BYTES + ChunkSerializer.OVERHEAD_LIMIT_BYTES + 1];
        Arrays.fill(bytes, (byte) 0x0a);
        for (String name : names()) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            Frame frame = Frame.golden(name).with(bytes);
            assertThat(frame.decodes()).isFalse();
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(MEMORY_FLOOR_BYTES);
        }
    }

    @Test
    void aChunkThatClaimsMoreThanItHasTakesNoMemoryForIt() {
        CollectiveId collective = new CollectiveId(Examples.RUN, Examples.GENERATION, new Step(1), 0, 0);
        Frame large = Frame.of(new Chunk(collective, new Rank(0), 0, 0, Examples.bytes(Chunk.LIMIT_BYTES)));
        Frame cut = large.with(Arrays.copyOf(large.bytes(), 400));

        long before = THREADS.getCurrentThreadAllocatedBytes();
        assertThat(cut.decodes()).isFalse();
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(MEMORY_FLOOR_BYTES);
    }

    @Test
    void actorReferencesThatAreNoneAreMalformed() throws InvalidProtocolBufferException {
        CoordinatorWire.Prepared wire = CoordinatorWire.Prepared.parseFrom(Frame.golden("Prepared").bytes());
        for (String ref : List.of("", "worker", "/user/worker", "http://", "akka://a b@c/user", "%", "akka://s@h:port/user/x",
            "akka://ringmaster@10.1.2.3:25520/user/" + "x".repeat(ActorRefs.LIMIT))) {
            byte[] bytes = wire.toBuilder().setWorker(ref).build().toByteArray();
            assertThatExceptionOfType(MalformedMessageException.class)
                .as(ref)
                .isThrownBy(Frame.golden("Prepared").with(bytes)::decode)
                .withMessageContaining("actor reference");
        }
    }

    private static void assertDecodesOrFails(Frame frame) {
        byte[] bytes = frame.bytes();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            frame.decodes();
        } catch (RuntimeException e) {
            fail("%d bytes of \"%s\" threw something else".formatted(bytes.length, frame.manifest()), e);
        }
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
            .isLessThan(MEMORY_FLOOR_BYTES + MEMORY_PER_BYTE * bytes.length);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
