package io.ringmaster.proto.codec;

import io.ringmaster.proto.Incarnation;
import io.ringmaster.proto.Member;
import io.ringmaster.proto.Outcome;
import io.ringmaster.proto.wire.CommonWire;
import java.time.Duration;
import java.util.UUID;

/// What several kinds of messages hold.
final class CommonCodec {

    /// Sentences for people are cut to this many UTF-16 units, so that no report is lost for being long.
    static final int SENTENCE_LIMIT = 1024;

    private CommonCodec() {}

    static CommonWire.Incarnation write(Incarnation incarnation) {
        return CommonWire.Incarnation.newBuilder()
            .setHigh(incarnation.id().getMostSignificantBits())
            .setLow(incarnation.id().getLeastSignificantBits())
            .build();
    }

    static Incarnation read(CommonWire.Incarnation wire) {
        return new Incarnation(new UUID(wire.getHigh(), wire.getLow()));
    }

    static CommonWire.Member write(Member member) {
        return CommonWire.Member.newBuilder()
            .setIncarnation(write(member.incarnation()))
            .setNode(member.node())
            .setWorker(member.worker())
            .setPid(member.pid())
            .setDevice(member.device())
            .build();
    }

    static Member read(CommonWire.Member wire) {
        return new Member(
            read(wire.getIncarnation()), wire.getNode(), wire.getWorker(), wire.getPid(), wire.getDevice());
    }

    /// Durations are nanoseconds in 64 bits on the wire: up to 292 years, and no receiver's arithmetic overflows.
    static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            throw new MalformedMessageException("duration is " + duration + "; it must be shorter than 292 years", e);
        }
    }

    static String sentence(String text) {
        if (text.length() <= SENTENCE_LIMIT) {
            return text;
        }
        int end = SENTENCE_LIMIT - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }

    static CommonWire.Outcome write(Outcome outcome) {
        return switch (outcome) {
            case FINISHED -> CommonWire.Outcome.OUTCOME_FINISHED;
            case STOPPED -> CommonWire.Outcome.OUTCOME_STOPPED;
            case FAILED -> CommonWire.Outcome.OUTCOME_FAILED;
            case RELEASED -> CommonWire.Outcome.OUTCOME_RELEASED;
        };
    }

    static Outcome read(CommonWire.Outcome wire) {
        return switch (wire) {
            case OUTCOME_FINISHED -> Outcome.FINISHED;
            case OUTCOME_STOPPED -> Outcome.STOPPED;
            case OUTCOME_FAILED -> Outcome.FAILED;
            case OUTCOME_RELEASED -> Outcome.RELEASED;
            case OUTCOME_UNSPECIFIED, UNRECOGNIZED -> throw new MalformedMessageException(
                "the run's outcome is missing or unknown here");
        };
    }
}
