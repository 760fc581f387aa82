package io.ringmaster.nn;

import java.util.Map;
import java.util.Optional;

/// A module as text: a line for each part, indented by depth, with shapes and numbers of parameters.
final class ModuleTree {

    private final StringBuilder text = new StringBuilder();
    private final Map<String, String> aliases;

    private ModuleTree(Map<String, String> aliases) {
        this.aliases = aliases;
    }

    static String print(Module module) {
        ModuleTree tree = new ModuleTree(StatePaths.of(module).aliases());
        tree.module("", "", "", module);
        return tree.text.append(totals(module)).toString();
    }

    private void module(String indent, String name, String path, Module module) {
        text.append(indent).append(name).append(module.getClass().getSimpleName());
        text.append(module.describe().isEmpty() ? "" : "(" + module.describe() + ")");
        text.append(module.children().isEmpty() || path.isEmpty() ? "" : ", %,d".formatted(module.parameterCount()));
        text.append('\n');
        module.ownParameters().forEach((part, parameter) -> line(indent, path + part, part, parameter,
            "%,d%s".formatted(parameter.shape().elements(), parameter.requiresGrad() ? "" : ", frozen")));
        module.ownBuffers().forEach((part, buffer) -> line(indent, path + part, part, buffer, "buffer"));
        module.children().forEach((part, child) -> module(indent + "  ", part + ": ", path + part + ".", child));
    }

    private void line(String indent, String path, String part, StateTensor tensor, String remark) {
        String what = Optional.ofNullable(aliases.get(path)).map(first -> "tied to " + first).orElse(remark);
        text.append("%s  %s %s, %s\n".formatted(indent, part, tensor.shape(), what));
    }

    private static String totals(Module module) {
        long frozen = module.parameters((_, parameter) -> !parameter.requiresGrad()).values().stream()
            .mapToLong(parameter -> parameter.shape().elements()).sum();
        return "%,d parameters".formatted(module.parameterCount()) + (frozen == 0 ? "" : ", %,d of them frozen".formatted(frozen));
    }
}
