package io.ringmaster.proto.codec;

import akka.actor.ExtendedActorSystem;
import akka.serialization.SerializerWithStringManifest;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.ringmaster.proto.CoordinatorMessage;
import io.ringmaster.proto.StatePart;
import io.ringmaster.proto.WorkerMessage;
import io.ringmaster.proto.wire.CoordinatorWire;
import io.ringmaster.proto.wire.WorkerWire;

/// Coordinator's and workers' messages and parts of state files as protobuf.
///
/// Throws: [MalformedMessageException] for whatever is not a valid message, and nothing else.
/// Thread: any; it keeps no state.
public final class ControlSerializer extends SerializerWithStringManifest {

    /// Stands in every frame; never changes.
    public static final int IDENTIFIER = 931;

    /// The largest message, so that it fits the transport's ordinary frame of 256 KiB with its envelope.
    public static final int LIMIT_BYTES = 240 << 10;

    private final CoordinatorCodec coordinator;
    private final WorkerCodec worker;

    public ControlSerializer(ExtendedActorSystem system) {
        ActorRefs refs = new ActorRefs(system);
        coordinator = new CoordinatorCodec(refs);
        worker = new WorkerCodec(refs);
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object message) {
        return manifestOf(message).text();
    }

    private static ControlManifest manifestOf(Object message) {
        return switch (message) {
            case CoordinatorMessage toCoordinator -> CoordinatorCodec.manifest(toCoordinator);
            case WorkerMessage toWorker -> WorkerCodec.manifest(toWorker);
            case StatePart _ -> ControlManifest.STATE_PART;
            default -> throw foreign(message);
        };
    }

    @Override
    public byte[] toBinary(Object message) {
        Message wire = WireRules.checked(switch (message) {
            case CoordinatorMessage toCoordinator -> coordinator.write(toCoordinator);
            case WorkerMessage toWorker -> worker.write(toWorker);
            case StatePart part -> StateCodec.write(part);
            default -> throw foreign(message);
        });
        requireFits(manifestOf(message), wire.getSerializedSize());
        return wire.toByteArray();
    }

    @Override
    public Object fromBinary(byte[] bytes, String name) {
        ControlManifest manifest = ControlManifest.of(name);
        requireFits(manifest, bytes.length);
        try {
            return read(manifest, bytes);
        } catch (MalformedMessageException e) {
            throw e;
        } catch (InvalidProtocolBufferException | RuntimeException e) {   // records refuse values by various exceptions
            throw new MalformedMessageException(
                "message \"%s\" of %d bytes is malformed: %s".formatted(name, bytes.length, e.getMessage()), e);
        }
    }

    private Object read(ControlManifest manifest, byte[] bytes) throws InvalidProtocolBufferException {
        return switch (manifest) {
            case PREPARED -> coordinator.read(WireRules.checked(CoordinatorWire.Prepared.parseFrom(bytes)));
            case FORMED -> CoordinatorCodec.read(WireRules.checked(CoordinatorWire.Formed.parseFrom(bytes)));
            case STEP_DONE -> CoordinatorCodec.read(WireRules.checked(CoordinatorWire.StepDone.parseFrom(bytes)));
            case EVALUATED -> CoordinatorCodec.read(WireRules.checked(CoordinatorWire.Evaluated.parseFrom(bytes)));
            case STALLED -> CoordinatorCodec.read(WireRules.checked(CoordinatorWire.Stalled.parseFrom(bytes)));
            case WORKER_FAILED -> CoordinatorCodec.read(WireRules.checked(CoordinatorWire.WorkerFailed.parseFrom(bytes)));
            case LEAVE -> CoordinatorCodec.read(WireRules.checked(CoordinatorWire.Leave.parseFrom(bytes)));
            case STOP -> CoordinatorCodec.read(WireRules.checked(CoordinatorWire.Stop.parseFrom(bytes)));
            case PREPARE -> worker.read(WireRules.checked(WorkerWire.Prepare.parseFrom(bytes)));
            case FORM -> worker.read(WireRules.checked(WorkerWire.Form.parseFrom(bytes)));
            case LEASE -> WorkerCodec.read(WireRules.checked(WorkerWire.Lease.parseFrom(bytes)));
            case FETCH_STATE -> worker.read(WireRules.checked(WorkerWire.FetchState.parseFrom(bytes)));
            case END -> WorkerCodec.read(WireRules.checked(WorkerWire.End.parseFrom(bytes)));
            case STATE_PART -> StateCodec.read(WireRules.checked(WorkerWire.StatePart.parseFrom(bytes)));
        };
    }

    private static void requireFits(ControlManifest manifest, int bytes) {
        if (bytes > LIMIT_BYTES) {
            throw new MalformedMessageException("message \"%s\" has %d bytes; a control message has at most %d: put less into one"
                .formatted(manifest.text(), bytes, LIMIT_BYTES));
        }
    }

    private static MalformedMessageException foreign(Object message) {
        return new MalformedMessageException("%s is no control message; only those of CoordinatorMessage, WorkerMessage and StatePart are"
            .formatted(message.getClass().getName()));
    }
}
