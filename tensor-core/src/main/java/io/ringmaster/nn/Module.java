package io.ringmaster.nn;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.random.RandomStream;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// A part of a net: a forward function with named parameters and named children.
///
/// ```java
/// public final class Shifted extends Module {
///
///     private final Parameter shift;
///
///     public Shifted(long size) {
///         shift = parameter("shift", Shape.of(size), Initializer.constant(0));
///     }
///
///     @Override
///     public Tensor forward(Tensor x) {
///         return x.add(shift.tensor());
///     }
/// }
/// ```
/// Names of parameters are paths: `0.weight`, `encoder.1.bias`. A tied parameter has the path it was met at first.
/// State: the parameters, freed by [#close].
@SuppressWarnings("JavaLangClash")   // the field's name for it; java.lang.Module is not for users of nets
public abstract class Module implements AutoCloseable {

    /// Initial values are drawn at the step before the first, where nothing else draws.
    private static final long INITIAL_STEP = -1;

    private final Map<String, Module> children = new LinkedHashMap<>();
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private boolean training = true;

    public abstract Tensor forward(Tensor x);

    /// Names a part of this module; to be called once for each in the constructor.
    protected final <M extends Module> M child(String name, M module) {
        requireNew(name);
        children.put(name, module);
        return module;
    }

    protected final Parameter parameter(String name, Shape shape, Initializer initializer) {
        return parameter(name, new Parameter(shape, initializer));
    }

    /// Ties a parameter of another module to this one.
    protected final Parameter parameter(String name, Parameter tied) {
        requireNew(name);
        parameters.put(name, tied);
        return tied;
    }

    private void requireNew(String name) {
        if (name.isEmpty() || name.contains(".") || children.containsKey(name) || parameters.containsKey(name)) {
            throw new IllegalArgumentException("a part named '%s' in %s; names have no dot and are used once"
                .formatted(name, getClass().getSimpleName()));
        }
    }

    // Parts

    public Map<String, Module> children() {
        return Collections.unmodifiableMap(children);
    }

    /// All parameters, this module's before its children's, each once.
    public Map<String, Parameter> parameters() {
        Map<String, Parameter> all = new LinkedHashMap<>();
        collect("", all, Collections.newSetFromMap(new IdentityHashMap<>()));
        return all;
    }

    private void collect(String prefix, Map<String, Parameter> all, Set<Parameter> met) {
        parameters.forEach((name, parameter) -> {
            if (met.add(parameter)) {
                all.put(prefix + name, parameter);
            }
        });
        children.forEach((name, child) -> child.collect(prefix + name + ".", all, met));
    }

    /// How many numbers the parameters are.
    public long parameterCount() {
        return parameters().values().stream().mapToLong(parameter -> parameter.shape().elements()).sum();
    }

    /// The parameter at a path: `0.bias`.
    public Parameter get(String path) {
        int dot = path.lastIndexOf('.');
        Module owner = dot < 0 ? this : module(path.substring(0, dot));
        return Optional.ofNullable(owner.parameters.get(path.substring(dot + 1))).orElseThrow(() ->
            new IllegalArgumentException("no parameter '%s'; there are %s".formatted(path, parameters().keySet())));
    }

    /// The module at a path: `encoder.1`.
    public Module module(String path) {
        Module at = this;
        for (String name : path.split("\\.", -1)) {
            Module next = at.children.get(name);
            if (next == null) {
                throw new IllegalArgumentException("no module '%s': '%s' is not among %s of %s"
                    .formatted(path, name, at.children.keySet(), at.getClass().getSimpleName()));
            }
            at = next;
        }
        return at;
    }

    /// Visits every module below this one, then this one.
    public void apply(Consumer<Module> visitor) {
        children.values().forEach(child -> child.apply(visitor));
        visitor.accept(this);
    }

    // Modes and places

    public boolean isTraining() {
        return training;
    }

    /// Dropout drops, batch norm learns.
    public Module train() {
        apply(module -> module.training = true);
        return this;
    }

    /// The whole net is a plain function of its input.
    public Module eval() {
        apply(module -> module.training = false);
        return this;
    }

    /// Moves all parameters, or says where they will be.
    public Module to(Device device, DType dtype) {
        parameters().values().forEach(parameter -> parameter.moveTo(device, dtype));
        return this;
    }

    public Module to(Device device) {
        parameters().values().forEach(parameter -> parameter.moveTo(device, parameter.dtype()));
        return this;
    }

    // Values

    /// Draws the first values of all parameters, the same bits on every device. The n-th parameter draws from site n.
    public Module initialize(long seed) {
        int site = 0;
        for (Parameter parameter : parameters().values()) {
            parameter.initialize(new RandomStream(seed, INITIAL_STEP, 0, site++));
        }
        return this;
    }

    /// The values by path, as views that follow the training. Not to be closed.
    public Map<String, Tensor> stateDict() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        parameters().forEach((name, parameter) -> state.put(name, parameter.tensor().detach()));
        return state;
    }

    /// Takes over values by path. Throws [StateDictException], with nothing changed, where names or shapes differ.
    public void loadStateDict(Map<String, Tensor> state) {
        Map<String, Parameter> wanted = parameters();
        StateDictException.check(wanted, state);
        wanted.forEach((name, parameter) -> parameter.assign(state.get(name)));
    }

    /// Frees the parameters' memory.
    @Override
    public void close() {
        parameters().values().forEach(Parameter::close);
    }

    // Text

    /// What stands in brackets after the name in [#toString].
    protected String describe() {
        return "";
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        print("", "", text);
        return text.append("%,d parameters".formatted(parameterCount())).toString();
    }

    private void print(String indent, String name, StringBuilder text) {
        text.append(indent).append(name).append(getClass().getSimpleName());
        text.append(describe().isEmpty() ? "" : "(" + describe() + ")").append('\n');
        parameters.forEach((part, parameter) -> text.append("%s  %s %s, %,d\n".formatted(
            indent, part, parameter.shape(), parameter.shape().elements())));
        children.forEach((part, child) -> child.print(indent + "  ", part + ": ", text));
    }
}
