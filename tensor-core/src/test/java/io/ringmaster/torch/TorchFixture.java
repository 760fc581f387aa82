package io.ringmaster.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.state.SafetensorsFile;
import io.ringmaster.tensor.state.StoredTensor;
import java.lang.foreign.ValueLayout;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/// What PyTorch computed, by case and name; `src/test/python/fixtures.py` says how.
public final class TorchFixture {

    private final SafetensorsFile file;

    private TorchFixture(SafetensorsFile file) {
        this.file = file;
    }

    /// @param group `tensors`, `layers`, `losses`, `optimizers`, `schedules` or `models`
    public static TorchFixture read(String group) {
        try {
            return open(Path.of(TorchFixture.class.getResource("/torch/" + group + ".safetensors").toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static TorchFixture open(Path file) {
        return new TorchFixture(SafetensorsFile.open(file));
    }

    /// What the file says about its cases, by case.
    Map<String, String> settings() {
        return file.metadata();
    }

    public Set<String> cases() {
        return file.names().stream().map(name -> name.replaceAll("/.*", "")).collect(Collectors.toSet());
    }

    /// The rests of a case's names, of those that begin so.
    public List<String> namesOf(String test, String beginning) {
        String prefix = test + "/";
        return file.names().stream().filter(name -> name.startsWith(prefix + beginning))
            .map(name -> name.substring(prefix.length())).toList();
    }

    public boolean has(String name) {
        return file.names().contains(name);
    }

    public Shape shape(String name) {
        return file.get(name).shape();
    }

    /// Elements of any dtype that fixtures have, as doubles.
    public double[] doubles(String name) {
        StoredTensor stored = file.get(name);
        double[] values = new double[Math.toIntExact(stored.shape().elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (stored.dtype()) {
                case FLOAT64 -> stored.data().get(ValueLayout.JAVA_DOUBLE_UNALIGNED, i * 8L);
                case FLOAT32 -> stored.data().get(ValueLayout.JAVA_FLOAT_UNALIGNED, i * 4L);
                case INT64 -> (double) stored.data().get(ValueLayout.JAVA_LONG_UNALIGNED, i * 8L);
                case INT32 -> stored.data().get(ValueLayout.JAVA_INT_UNALIGNED, i * 4L);
                case BFLOAT16 -> Float.intBitsToFloat(stored.data().get(ValueLayout.JAVA_SHORT_UNALIGNED, i * 2L) << 16);
                case BOOL -> stored.data().get(ValueLayout.JAVA_BYTE, i);
                case UINT8 -> Byte.toUnsignedInt(stored.data().get(ValueLayout.JAVA_BYTE, i));
            };
        }
        return values;
    }

    /// A tensor on the CPU, of the scope that is open.
    public Tensor tensor(String name) {
        return file.get(name).toTensor().copy();
    }

    DType dtype(String name) {
        return file.get(name).dtype();
    }

    /// All tensors of a case whose names begin with `kind` and a dot, by the rest of the name.
    public Map<String, Tensor> tensors(String test, String kind) {
        String prefix = test + "/" + kind + ".";
        Map<String, Tensor> found = new LinkedHashMap<>();
        file.names().stream().filter(name -> name.startsWith(prefix)).sorted()
            .forEach(name -> found.put(name.substring(prefix.length()), tensor(name)));
        return found;
    }

    /// As near as float32 gets, over the tensor's largest value: 1e-5 where nothing else is said.
    public void assertNear(String name, Tensor found, double tolerance) {
        assertThat(found.shape()).as(name).isEqualTo(shape(name));
        assertThat(found.dtype()).as(name).isEqualTo(dtype(name));
        assertNear(name, found.toDoubleArray(), tolerance);
    }

    /// What is no number is the same there.
    public void assertNear(String name, double[] found, double tolerance) {
        double[] expected = doubles(name);
        assertThat(found).as(name).hasSameSizeAs(expected);
        double worst = 0;
        int at = 0;
        for (int i = 0; i < expected.length; i++) {
            double error = Double.isFinite(expected[i]) || Double.compare(found[i], expected[i]) != 0
                ? Math.abs(found[i] - expected[i]) : 0;
            if (!(error <= worst)) {
                worst = error;
                at = i;
            }
        }
        assertThat(worst).as("%s: element %d is %s, PyTorch has %s", name, at,
            found.length == 0 ? "" : found[at], expected.length == 0 ? "" : expected[at])
            .isLessThanOrEqualTo(tolerance * largest(name));
    }

    /// What errors are measured against.
    double largest(String name) {
        double largest = 1e-6;
        for (double value : doubles(name)) {
            largest = Double.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest;
        }
        return largest;
    }

    /// The numbers that `fill` of fixtures.py makes for a name.
    public static float[] fill(Shape shape, String name, double scale) {
        CRC32 checksum = new CRC32();
        checksum.update(name.getBytes(StandardCharsets.UTF_8));
        long seed = checksum.getValue();
        float[] values = new float[Math.toIntExact(shape.elements())];
        for (int i = 0; i < values.length; i++) {
            long bits = (i * 2654435761L + seed * 40503L + 12345L) & 0xFFFFFFFFL;
            bits = ((bits ^ (bits >> 15)) * 2246822519L) & 0xFFFFFFFFL;
            bits = (bits ^ (bits >> 13)) & 0xFFFFFFL;
            values[i] = (float) (((double) bits / (1 << 23) - 1) * scale);
        }
        return values;
    }
}
