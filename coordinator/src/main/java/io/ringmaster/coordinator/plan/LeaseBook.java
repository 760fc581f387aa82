package io.ringmaster.coordinator.plan;

import io.ringmaster.proto.Rank;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;

/// What has been leased to a generation's members, and how far each has come.
///
/// Thread: confined to the coordinator's.
public final class LeaseBook {

    private final int members;
    private final long end;
    private final TreeMap<Long, BitSet> reported = new TreeMap<>();
    private long leased;
    private long committed;

    /// @param done how many items were done when the generation began
    /// @param end  how many there are
    public LeaseBook(int members, long done, long end) {
        this.members = members;
        this.end = end;
        leased = done;
        committed = done;
    }

    /// The items to lease now, so that `ahead` are outstanding; none while more than half of them still are.
    public List<Long> extend(int ahead) {
        if (leased - committed > ahead / 2) {
            return List.of();
        }
        long until = Math.min(end, committed + ahead);
        List<Long> items = LongStream.range(leased, until).boxed().toList();
        leased = Math.max(leased, until);
        return items;
    }

    /// Whether a member may report an item: it is leased to all, not done by all, and the member has not reported it yet.
    public boolean awaits(Rank rank, long item) {
        return committed <= item && item < leased && rank.index() < members
            && !reported.getOrDefault(item, new BitSet()).get(rank.index());
    }

    /// A member has done an item. Throws [IllegalArgumentException] where the book does not [#awaits] it.
    ///
    /// @return the items that are done by all since, in order
    public List<Long> report(Rank rank, long item) {
        if (!awaits(rank, item)) {
            throw new IllegalArgumentException("rank %s reports item %d; %d to %d are leased to %d ranks, each to be reported once"
                .formatted(rank, item, committed, leased - 1, members));
        }
        reported.computeIfAbsent(item, _ -> new BitSet()).set(rank.index());
        List<Long> done = new ArrayList<>();
        while (!reported.isEmpty() && reported.firstKey() == committed && reported.firstEntry().getValue().cardinality() == members) {
            reported.pollFirstEntry();
            done.add(committed++);
        }
        return done;
    }

    /// Who has not yet done the oldest outstanding item.
    public List<Rank> behind() {
        BitSet there = reported.getOrDefault(committed, new BitSet());
        List<Rank> behind = new ArrayList<>();
        for (int rank = there.nextClearBit(0); rank < members; rank = there.nextClearBit(rank + 1)) {
            behind.add(new Rank(rank));
        }
        return behind;
    }

    public long committed() {
        return committed;
    }

    /// Whether all that was leased is done.
    public boolean isDrained() {
        return committed == leased;
    }

    public boolean isFinished() {
        return committed == end;
    }
}
