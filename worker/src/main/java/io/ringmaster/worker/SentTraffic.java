package io.ringmaster.worker;

import io.ringmaster.proto.Rank;
import io.ringmaster.proto.Traffic;
import io.ringmaster.proto.codec.WireMeter;

/// What a worker has sent since it started, over all ranks it had.
///
/// @param before what it had sent when it took its rank
/// @param base   what that rank had sent by then, whoever held it
record SentTraffic(WireMeter meter, Rank rank, Traffic before, Traffic base) {

    static SentTraffic from(WireMeter meter, Rank rank, Traffic before) {
        return new SentTraffic(meter, rank, before, meter.sent(rank));
    }

    Traffic traffic() {
        Traffic now = meter.sent(rank);
        return before.plus(new Traffic(
            Math.max(0, now.chunks() - base.chunks()), Math.max(0, now.bytes() - base.bytes())));
    }
}
