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

    public M get(int index) {
        return modules.get(index);
    }

    public int size() {
        return modules.size();
    }

    @Override
    public Iterator<M> iterator() {
        return modules.iterator();
    }
}
