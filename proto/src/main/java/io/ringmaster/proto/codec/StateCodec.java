package io.ringmaster.proto.codec;

import com.google.protobuf.UnsafeByteOperations;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.RunId;
import io.ringmaster.proto.StateKind;
import io.ringmaster.proto.StatePart;
import io.ringmaster.proto.wire.WorkerWire;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Pieces of state files.
final class StateCodec {

    private StateCodec() {}

    static WorkerWire.StatePart write(StatePart part) {
        return WorkerWire.StatePart.newBuilder()
            .setRun(part.run().value())
            .setGeneration(part.generation().number())
            .setKind(write(part.kind()))
            .setOffset(part.offset())
            .setTotalBytes(part.totalBytes())
            .setBytes(UnsafeByteOperations.unsafeWrap(part.bytes().toArray(ValueLayout.JAVA_BYTE)))
            .build();
    }

    static StatePart read(WorkerWire.StatePart wire) {
        return new StatePart(
            new RunId(wire.getRun()),
            new Generation(wire.getGeneration()),
            read(wire.getKind()),
            wire.getOffset(),
            wire.getTotalBytes(),
            MemorySegment.ofBuffer(wire.getBytes().asReadOnlyByteBuffer()));
    }

    static WorkerWire.StateKind write(StateKind kind) {
        return switch (kind) {
            case MODEL -> WorkerWire.StateKind.STATE_KIND_MODEL;
            case FULL -> WorkerWire.StateKind.STATE_KIND_FULL;
        };
    }

    static StateKind read(WorkerWire.StateKind wire) {
        return switch (wire) {
            case STATE_KIND_MODEL -> StateKind.MODEL;
            case STATE_KIND_FULL -> StateKind.FULL;
            case STATE_KIND_UNSPECIFIED, UNRECOGNIZED -> throw new MalformedMessageException(
                "the kind of state is missing or unknown here");
        };
    }
}
