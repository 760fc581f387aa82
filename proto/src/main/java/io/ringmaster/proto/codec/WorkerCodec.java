package io.ringmaster.proto.codec;

import com.google.protobuf.Message;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.RingMember;
import io.ringmaster.proto.RunId;
import io.ringmaster.proto.StateSource;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.WorkerMessage;
import io.ringmaster.proto.WorkerMessage.End;
import io.ringmaster.proto.WorkerMessage.FetchState;
import io.ringmaster.proto.WorkerMessage.Form;
import io.ringmaster.proto.WorkerMessage.Lease;
import io.ringmaster.proto.WorkerMessage.Prepare;
import io.ringmaster.proto.wire.WorkerWire;

/// The workers' messages.
final class WorkerCodec {

    private final ActorRefs refs;

    WorkerCodec(ActorRefs refs) {
        this.refs = refs;
    }

    static ControlManifest manifest(WorkerMessage message) {
        return switch (message) {
            case Prepare _ -> ControlManifest.PREPARE;
            case Form _ -> ControlManifest.FORM;
            case Lease _ -> ControlManifest.LEASE;
            case FetchState _ -> ControlManifest.FETCH_STATE;
            case End _ -> ControlManifest.END;
        };
    }

    Message write(WorkerMessage message) {
        return switch (message) {
            case Prepare prepare -> write(prepare);
            case Form form -> write(form);
            case Lease lease -> write(lease);
            case FetchState fetch -> write(fetch);
            case End end -> write(end);
        };
    }

    private WorkerWire.Prepare write(Prepare prepare) {
        return WorkerWire.Prepare.newBuilder()
            .setRun(prepare.run().value())
            .setJob(JobCodec.write(prepare.job()))
            .setCoordinator(refs.write(prepare.coordinator()))
            .build();
    }

    Prepare read(WorkerWire.Prepare wire) {
        return new Prepare(new RunId(wire.getRun()), JobCodec.read(wire.getJob()), refs.read(wire.getCoordinator()));
    }

    private WorkerWire.Form write(Form form) {
        WorkerWire.Form.Builder wire = WorkerWire.Form.newBuilder()
            .setRun(form.run().value())
            .setGeneration(form.generation().number())
            .setRank(form.rank().index())
            .setCommitted(form.committed().number())
            .setState(write(form.state()));
        for (RingMember place : form.ring()) {
            wire.addRingBuilder().setMember(CommonCodec.write(place.member())).setRing(refs.write(place.ring()));
        }
        return wire.build();
    }

    Form read(WorkerWire.Form wire) {
        return new Form(
            new RunId(wire.getRun()),
            new Generation(wire.getGeneration()),
            new Rank(wire.getRank()),
            wire.getRingList().stream()
                .map(place -> new RingMember(CommonCodec.read(place.getMember()), refs.read(place.getRing())))
                .toList(),
            new Step(wire.getCommitted()),
            read(wire.getState()));
    }

    private WorkerWire.StateSource write(StateSource source) {
        WorkerWire.StateSource.Builder wire = WorkerWire.StateSource.newBuilder();
        switch (source) {
            case StateSource.Own _ -> wire.getOwnBuilder();
            case StateSource.Peer(var donor) -> wire.getPeerBuilder().setDonor(refs.write(donor));
        }
        return wire.build();
    }

    private StateSource read(WorkerWire.StateSource wire) {
        return switch (wire.getKindCase()) {
            case OWN -> new StateSource.Own();
            case PEER -> new StateSource.Peer(refs.read(wire.getPeer().getDonor()));
            case KIND_NOT_SET -> throw new MalformedMessageException(
                "the source of the state is missing or of a kind that is unknown here");
        };
    }

    private static WorkerWire.Lease write(Lease lease) {
        WorkerWire.Lease.Builder wire = WorkerWire.Lease.newBuilder()
            .setRun(lease.run().value())
            .setGeneration(lease.generation().number());
        lease.work().forEach(work -> wire.addWork(WorkCodec.write(work)));
        return wire.build();
    }

    static Lease read(WorkerWire.Lease wire) {
        return new Lease(
            new RunId(wire.getRun()),
            new Generation(wire.getGeneration()),
            wire.getWorkList().stream().map(WorkCodec::read).toList());
    }

    private WorkerWire.FetchState write(FetchState fetch) {
        return WorkerWire.FetchState.newBuilder()
            .setRun(fetch.run().value())
            .setGeneration(fetch.generation().number())
            .setKind(StateCodec.write(fetch.kind()))
            .setOffset(fetch.offset())
            .setReplyTo(refs.write(fetch.replyTo()))
            .build();
    }

    FetchState read(WorkerWire.FetchState wire) {
        return new FetchState(
            new RunId(wire.getRun()),
            new Generation(wire.getGeneration()),
            StateCodec.read(wire.getKind()),
            wire.getOffset(),
            refs.read(wire.getReplyTo()));
    }

    private static WorkerWire.End write(End end) {
        return WorkerWire.End.newBuilder()
            .setRun(end.run().value())
            .setOutcome(CommonCodec.write(end.outcome()))
            .setReason(CommonCodec.sentence(end.reason()))
            .build();
    }

    static End read(WorkerWire.End wire) {
        return new End(new RunId(wire.getRun()), CommonCodec.read(wire.getOutcome()), wire.getReason());
    }
}
