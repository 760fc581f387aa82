package io.ringmaster.nn;

import io.ringmaster.tensor.Tensor;
import java.util.List;

/// Modules one after another, named `0`, `1`, ...
public final class Sequential extends Module {

    private final List<Module> modules;

    public Sequential(Module... modules) {
        this(List.of(modules));
    }

    public Sequential(List<? extends Module> modules) {
        this.modules = List.copyOf(modules);
        for (int i = 0; i < modules.size(); i++) {
            child(Integer.toString(i), modules.get(i));
        }
    }

    public Module get(int index) {
        return modules.get(index);
    }

    public int size() {
        return modules.size();
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor y = x;
        for (Module module : modules) {
            y = module.forward(y);
        }
        return y;
    }
}
