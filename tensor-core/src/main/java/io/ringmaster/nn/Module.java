package io.ringmaster.nn;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.random.RandomStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/// A part of a net: named parameters, named buffers and named children, and a `forward` over them with whatever inputs and
/// outputs it has. Where that is one tensor to one, it is a [Layer].
///
/// ```java
/// public final class Attentive extends Module {
///
///     private final Linear score = child("score", new Linear(64, 1));
///     private final Parameter bias = parameter("bias", Shape.of(1), Initializer.constant(0));
///
///     public Tensor forward(Tensor keys, Tensor values) {
///         ...
///     }
/// }
/// ```
/// Names are paths: `0.weight`, `encoder.1.bias`. What is tied has the path it is met at first: a module's parameters
/// before its buffers before its children.
/// State: parameters and buffers, freed by [#close].
@SuppressWarnings("JavaLangClash")   // the field's name for it; java.lang.Module is not for users of nets
public abstract class Module implements AutoCloseable {

    /// Initial values are drawn at the step before the first, where nothing else draws.
    private static final long INITIAL_STEP = -1;

    private final Map<String, Module> children = new LinkedHashMap<>();
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final Map<String, Buffer> buffers = new LinkedHashMap<>();
    private boolean training = true;

    /// Names a part of this module; the same part may have several names, here and elsewhere.
    protected final <M extends Module> M child(String name, M module) {
        requireNew(name);
        children.put(name, module);
        return module;
    }

    protected final Parameter parameter(String name, Shape shape, Initializer initializer) {
        return parameter(name, new Parameter(shape, initializer));
    }

    /// A parameter that is the module's where `wanted`, and else nobody's: for what a layer may lack, such as a bias.
    protected final Parameter parameterIf(boolean wanted, String name, Shape shape, Initializer initializer) {
        Parameter parameter = new Parameter(shape, initializer);
        return wanted ? parameter(name, parameter) : parameter;
    }

    /// Ties a parameter of another module to this one.
    protected final Parameter parameter(String name, Parameter tied) {
        requireNew(name);
        parameters.put(name, tied);
        return tied;
    }

    /// Values that are saved with the parameters but have no gradient.
    protected final Buffer buffer(String name, Shape shape, Initializer initializer) {
        return buffer(name, new Buffer(shape, DType.FLOAT32, initializer));
    }

    protected final <B extends Buffer> B buffer(String name, B buffer) {
        requireNew(name);
        buffers.put(name, buffer);
        return buffer;
    }

    private void requireNew(String name) {
        if (name.isEmpty() || name.contains(".") || children.containsKey(name) || parameters.containsKey(name)
            || buffers.containsKey(name)) {
            throw new IllegalArgumentException("a part named '%s' in %s; names have no dot and are used once"
                .formatted(name, getClass().getSimpleName()));
        }
    }

    // Parts

    public final Map<String, Module> children() {
        return Collections.unmodifiableMap(children);
    }

    /// All parameters by path, each once.
    public final Map<String, Parameter> parameters() {
        return StatePaths.of(this).first(Parameter.class);
    }

    /// The parameters that `wanted` wants, by path: for an optimizer's groups, or to freeze.
    public final Map<String, Parameter> parameters(BiPredicate<String, Parameter> wanted) {
        Map<String, Parameter> chosen = parameters();
        chosen.entrySet().removeIf(named -> !wanted.test(named.getKey(), named.getValue()));
        return chosen;
    }

    /// All buffers by path, each once.
    public final Map<String, Buffer> buffers() {
        return StatePaths.of(this).first(Buffer.class);
    }

    /// How many numbers the parameters are.
    public final long parameterCount() {
        return parameters().values().stream().mapToLong(parameter -> parameter.shape().elements()).sum();
    }

    /// The parameter at a path: `0.bias`.
    public final Parameter get(String path) {
        return Optional.ofNullable(owner(path).parameters.get(lastName(path))).orElseThrow(() ->
            new IllegalArgumentException("no parameter '%s'; there are %s".formatted(path, parameters().keySet())));
    }

    /// The buffer at a path: `1.running_mean`.
    public final Buffer getBuffer(String path) {
        return Optional.ofNullable(owner(path).buffers.get(lastName(path))).orElseThrow(() ->
            new IllegalArgumentException("no buffer '%s'; there are %s".formatted(path, buffers().keySet())));
    }

    private Module owner(String path) {
        int dot = path.lastIndexOf('.');
        return dot < 0 ? this : module(path.substring(0, dot));
    }

    private static String lastName(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /// The module at a path: `encoder.1`.
    public final Module module(String path) {
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

    /// The module of that kind at a path.
    public final <M extends Module> M module(String path, Class<M> kind) {
        Module found = module(path);
        if (!kind.isInstance(found)) {
            throw new IllegalArgumentException("module '%s' is a %s, not a %s"
                .formatted(path, found.getClass().getSimpleName(), kind.getSimpleName()));
        }
        return kind.cast(found);
    }

    /// Visits every module below this one, then this one.
    public final Module apply(Consumer<Module> visitor) {
        children.values().forEach(child -> child.apply(visitor));
        visitor.accept(this);
        return this;
    }

    /// Visits every module of a kind.
    public final <M extends Module> Module apply(Class<M> kind, Consumer<M> visitor) {
        return apply(module -> {
            if (kind.isInstance(module)) {
                visitor.accept(kind.cast(module));
            }
        });
    }

    final Map<String, Parameter> ownParameters() {
        return parameters;
    }

    final Map<String, Buffer> ownBuffers() {
        return buffers;
    }

    // Modes and places

    public final boolean isTraining() {
        return training;
    }

    /// Dropout drops, batch norm learns.
    public Module train() {
        return apply(module -> module.training = true);
    }

    /// The whole net is a plain function of its input.
    public Module eval() {
        return apply(module -> module.training = false);
    }

    /// Freezes all parameters, or lets them train again.
    public Module requiresGrad(boolean wanted) {
        parameters().values().forEach(parameter -> parameter.requiresGrad(wanted));
        return this;
    }

    /// Moves parameters and buffers, or says where they will be.
    public Module to(Device device, DType dtype) {
        StatePaths.of(this).first(StateTensor.class).values().forEach(tensor -> tensor.moveTo(device, dtype));
        return this;
    }

    public Module to(Device device) {
        StatePaths.of(this).first(StateTensor.class).values().forEach(tensor -> tensor.moveTo(device, tensor.dtype()));
        return this;
    }

    // Values

    /// Draws the first values of all parameters, the same bits on every device. The n-th parameter draws from site n, the
    /// buffers from the sites behind.
    public Module initialize(long seed) {
        int site = 0;
        for (StateTensor parameter : parameters().values()) {
            parameter.initialize(new RandomStream(seed, INITIAL_STEP, 0, site++));
        }
        for (StateTensor buffer : buffers().values()) {
            buffer.initialize(new RandomStream(seed, INITIAL_STEP, 0, site++));
        }
        return this;
    }

    /// Forgets the gradients of a module that lies in no [ParameterBuffer].
    public void zeroGradients() {
        parameters().values().forEach(parameter -> parameter.tensor().zeroGradient());
    }

    /// The values by path, as views that follow the training. Not to be closed. What is tied is there once.
    public Map<String, Tensor> stateDict() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        StatePaths.of(this).first(StateTensor.class).forEach((path, tensor) -> state.put(path, tensor.tensor().detach()));
        return state;
    }

    /// Takes over values by path, of any dtype; what is tied may stand under one of its paths or several.
    ///
    /// Throws [StateDictException], with nothing changed, where names or shapes differ.
    public void loadStateDict(Map<String, Tensor> state) {
        load("the state", state);
    }

    private void load(String source, Map<String, Tensor> state) {
        StateMatch match = StateMatch.of(this, state);
        match.requireWhole(source);
        match.assign();
    }

    /// Takes over what fits by path and shape and tells what did not.
    public StateReport loadMatching(Map<String, Tensor> state) {
        StateMatch match = StateMatch.of(this, state);
        match.assign();
        return match.report();
    }

    /// The path that a name in a state means to this module, the one that loads it: for files that name things otherwise.
    /// Empty where the module knows that it has no use for it.
    protected Optional<String> pathOf(String name) {
        return Optional.of(name);
    }

    /// Writes the state as safetensors, which PyTorch's and Hugging Face's libraries read as they are.
    public void save(Path file) {
        ModuleFile.write(this, file);
    }

    /// As [#loadStateDict], from a file or a folder as [io.ringmaster.tensor.state.StateFile#open] takes it.
    public void load(Path file) {
        ModuleFile.read(file, state -> {
            load(file.toString(), state);
            return this;
        });
    }

    /// As [#loadMatching(Map)], from a file or a folder as [io.ringmaster.tensor.state.StateFile#open] takes it.
    public StateReport loadMatching(Path file) {
        return ModuleFile.read(file, this::loadMatching);
    }

    /// Frees the memory of parameters and buffers.
    @Override
    public void close() {
        StatePaths.of(this).first(StateTensor.class).values().forEach(StateTensor::close);
    }

    // Text

    /// What stands in brackets after the name in [#toString].
    protected String describe() {
        return "";
    }

    @Override
    public String toString() {
        return ModuleTree.print(this);
    }
}
