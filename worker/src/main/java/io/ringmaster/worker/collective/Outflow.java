package io.ringmaster.worker.collective;

import io.ringmaster.proto.RingMessage.Chunk;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Shares out among a ring's collectives what may be on its way to the successor.
///
/// A chunk is on its way until it is acknowledged. The successor acknowledges it when it has used it, which it can only
/// once it has begun the chunk's collective itself. So there are two windows:
///
/// - Collectives that the successor has *met*, as its first acknowledgement tells, share one `window`; who was begun
///   first goes first. Their chunks are used as they come, so this credit always returns.
/// - Those that it hasn't met, it may not begin before others are done. Such a collective may always have one chunk on
///   its way, which takes no credit, and all of them share `window - 1` more. However long these stay unacknowledged,
///   what both sides have begun doesn't wait for them: no order of beginning can bring the ring to a halt.
///
/// At most [#most] chunks are on their way, and no more than `window` of one collective before the successor meets it.
///
/// Thread: confined to its ring's.
final class Outflow {

    /// One collective's place.
    static final class Lane {

        private final AllReduce source;
        private final long order;
        private boolean begun;
        private boolean met;
        private int ahead;
        private int inWindow;

        private Lane(AllReduce source, long order) {
            this.source = source;
            this.order = order;
        }
    }

    private static final Comparator<Lane> FIRST_BEGUN = Comparator.comparingLong(lane -> lane.order);

    private final int window;
    private final Consumer<Chunk> successor;
    private final NavigableSet<Lane> metAndWaiting = new TreeSet<>(FIRST_BEGUN);
    private final NavigableSet<Lane> unmetAndWaiting = new TreeSet<>(FIRST_BEGUN);
    private long lanes;
    private int inWindow;
    private int ahead;

    Outflow(int window, Consumer<Chunk> successor) {
        this.window = window;
        this.successor = successor;
    }

    /// The most chunks that are on their way at a time.
    static int most(int window, int collectives) {
        return 2 * window - 1 + collectives;
    }

    /// Makes room for a collective that is begun after all others; [#advance] sends.
    Lane open(AllReduce source) {
        return new Lane(source, lanes++);
    }

    /// Sends what this collective has to send and may.
    void advance(Lane lane) {
        while (lane.source.hasNext() && admits(lane)) {
            send(lane);
        }
        if (lane.source.hasNext()) {
            waiting(lane).add(lane);
        } else {
            waiting(lane).remove(lane);
        }
    }

    private boolean admits(Lane lane) {
        return lane.met ? inWindow < window : !lane.begun || ahead < window - 1;
    }

    private void send(Lane lane) {
        if (lane.met) {
            lane.inWindow++;
            inWindow++;
        } else if (lane.begun) {
            lane.ahead++;
            ahead++;
        }
        lane.begun = true;
        successor.accept(lane.source.next());
    }

    private NavigableSet<Lane> waiting(Lane lane) {
        return lane.met ? metAndWaiting : unmetAndWaiting;
    }

    /// The successor has used that many chunks of this collective, the oldest ones. Sends what now may be sent.
    void acknowledged(Lane lane, int chunks) {
        int paid = chunks;
        if (!lane.met) {
            unmetAndWaiting.remove(lane);
            lane.met = true;
            paid--;   // the first took no credit
        }
        release(lane, Math.min(paid, lane.ahead), Math.max(0, paid - lane.ahead));
        if (lane.source.hasNext()) {
            metAndWaiting.add(lane);
        }
        serve();
    }

    /// The collective is over, whatever is on its way. Sends what now may be sent of others.
    void close(Lane lane) {
        waiting(lane).remove(lane);
        release(lane, lane.ahead, lane.inWindow);
        serve();
    }

    private void release(Lane lane, int fromAhead, int fromWindow) {
        lane.ahead -= fromAhead;
        ahead -= fromAhead;
        lane.inWindow -= fromWindow;
        inWindow -= fromWindow;
    }

    private void serve() {
        serve(metAndWaiting);
        serve(unmetAndWaiting);
    }

    private void serve(NavigableSet<Lane> waiting) {
        while (!waiting.isEmpty() && admits(waiting.first())) {
            advance(waiting.pollFirst());
        }
    }

    /// Whether this collective has chunks to send and none on their way: it waits for others' credit.
    boolean isStarved(Lane lane) {
        return metAndWaiting.contains(lane) && lane.ahead + lane.inWindow == 0;
    }
}
