package io.ringmaster.nn;

import java.util.Iterator;
import java.util.List;

/// Modules in a list, named `0`, `1`, ...: for a forward that walks them its own way.
public final class ModuleList<M extends Module> extends Module implements Iterable<M> {

    private final List<M> modules;

    public ModuleList(List<? extends M> modules) {
        this.modules = List.copyOf(modules);
        for (int i = 0; i < modules.size(); i++) {
            child(Integer.toString(i), modules.get(i));
        }
    }

    /// @param index counted from the front, or with -1 and below from the back
    public M get(int index) {
        return at(modules, index);
    }

    /// As [#get], of any list of a module's parts.
    static <M extends Module> M at(List<M> modules, int index) {
        int place = index < 0 ? index + modules.size() : index;
        if (place < 0 || place >= modules.size()) {
            throw new IllegalArgumentException("no module %d; there are %d, counted from 0 or back from -1"
                .formatted(index, modules.size()));
        }
        return modules.get(place);
    }

    public int size() {
        return modules.size();
    }

    @Override
    public Iterator<M> iterator() {
        return modules.iterator();
    }
}
