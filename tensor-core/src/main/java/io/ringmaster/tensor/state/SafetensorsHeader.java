package io.ringmaster.tensor.state;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Shape;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What stands before the data of a safetensors file.
///
/// @param tensors in the order of the header
record SafetensorsHeader(Map<String, String> metadata, Map<String, Entry> tensors) {

    /// The longest header that any reader of the format takes.
    static final long MOST_BYTES = 100_000_000;

    /// The header's length stands first, in as many bytes.
    static final int LENGTH_BYTES = Long.BYTES;

    /// What the elements of a tensor are in a file.
    ///
    /// @param half whether it is float16, which no tensor here has and which is read as float32
    record Stored(DType dtype, boolean half) {

        private static final String HALF = "F16";

        /// Of the name in the header.
        static Optional<Stored> of(String name) {
            return name.equals(HALF)
                ? Optional.of(new Stored(DType.FLOAT32, true))
                : Arrays.stream(DType.values()).filter(dtype -> dtype.stored().equals(name)).findFirst()
                    .map(dtype -> new Stored(dtype, false));
        }

        /// All names, for messages.
        static String names() {
            return Stream.concat(Arrays.stream(DType.values()).map(DType::stored), Stream.of(HALF))
                .collect(Collectors.joining(", "));
        }

        /// What a tensor takes in the file; -1 where that is more than a long can count.
        long bytes(Shape shape) {
            long bytes = StoredTensor.bytes(dtype, shape);
            return half && bytes > 0 ? bytes / 2 : bytes;
        }

        @Override
        public String toString() {
            return half ? "float16" : dtype.toString();
        }
    }

    /// @param begin the place of the first byte, counted from the end of the header
    /// @param end   the place after the last byte
    record Entry(Stored stored, Shape shape, long begin, long end) {}
}
