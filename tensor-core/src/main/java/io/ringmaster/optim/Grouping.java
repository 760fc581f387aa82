package io.ringmaster.optim;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Which parameters step by which hyperparameters.
///
/// @param rest for the parameters that no group takes
record Grouping(List<ParameterGroup> groups, Algorithm rest) {

    /// Slots with one algorithm, in the order of the parameters.
    record Group(Algorithm algorithm, List<Slot> slots) {}

    static Grouping of(Algorithm rest, ParameterGroup... groups) {
        for (ParameterGroup group : groups) {
            if (!group.algorithm().getClass().equals(rest.getClass())) {
                throw new IllegalArgumentException("a group by %s in an optimizer by %s; groups differ in hyperparameters "
                    .formatted(group.algorithm(), rest) + "only, so make an optimizer for each algorithm");
            }
        }
        return new Grouping(List.of(groups), rest);
    }

    List<Group> split(List<Slot> slots) {
        List<Group> split = new ArrayList<>();
        Set<Slot> left = new LinkedHashSet<>(slots);
        for (ParameterGroup group : groups) {
            List<Slot> members = left.stream().filter(slot -> group.members().test(slot.name(), slot.shape())).toList();
            if (members.isEmpty() && !group.mayBeEmpty()) {
                throw new IllegalArgumentException("a group by %s takes none of the parameters %s that are left to it; mend what "
                    .formatted(group.algorithm(), left.stream().map(Slot::name).toList()) + "it takes, or leave it out");
            }
            members.forEach(left::remove);
            split.add(new Group(group.algorithm(), members));
        }
        split.add(new Group(rest, List.copyOf(left)));
        return split.stream().filter(group -> !group.slots().isEmpty()).toList();
    }
}
