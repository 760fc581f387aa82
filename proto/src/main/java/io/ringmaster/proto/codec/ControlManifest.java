package io.ringmaster.proto.codec;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The closed set of control messages by the names they have on the wire. A name's meaning never changes.
enum ControlManifest {
    PREPARED("prepared"),
    FORMED("formed"),
    STEP_DONE("step-done"),
    EVALUATED("evaluated"),
    STALLED("stalled"),
    WORKER_FAILED("worker-failed"),
    LEAVE("leave"),
    STOP("stop"),
    PREPARE("prepare"),
    FORM("form"),
    LEASE("lease"),
    FETCH_STATE("fetch-state"),
    END("end"),
    STATE_PART("state-part");

    private static final Map<String, ControlManifest> BY_TEXT =
        Stream.of(values()).collect(Collectors.toUnmodifiableMap(ControlManifest::text, manifest -> manifest));

    private final String text;

    ControlManifest(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    static ControlManifest of(String text) {
        ControlManifest manifest = BY_TEXT.get(text);
        if (manifest == null) {
            throw new MalformedMessageException(
                "control message's manifest is \"%s\"; it must be one of %s".formatted(text, BY_TEXT.keySet()));
        }
        return manifest;
    }
}
