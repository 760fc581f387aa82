package io.ringmaster.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// A tensor's values as PyTorch prints them.
final class Printer {

    private static final int SUMMARIZED_ABOVE = 1000;
    private static final int EDGE_ITEMS = 3;
    private static final int LINE_WIDTH = 80;
    private static final int PRECISION = 4;
    private static final String HEAD = "tensor(";

    private final long[] dims;
    private final double[] values;
    private final DType dtype;
    private final boolean summarized;
    private final Format format;

    private Printer(Tensor tensor) {
        dims = tensor.shape().dims();
        values = tensor.toDoubleArray();
        dtype = tensor.dtype();
        summarized = tensor.elements() > SUMMARIZED_ABOVE;
        List<Double> shown = new ArrayList<>();
        collect(0, 0, shown);
        format = Format.of(dtype, shown);
    }

    static String print(Tensor tensor) {
        Printer printer = new Printer(tensor);
        String suffix = printer.suffix(tensor);
        return HEAD + printer.rows(0, 0, HEAD.length(), suffix.length()) + suffix + ")";
    }

    private String suffix(Tensor tensor) {
        StringBuilder suffix = new StringBuilder();
        if (tensor.elements() == 0 && dims.length != 1) {
            suffix.append(", size=(").append(Arrays.stream(dims).mapToObj(Long::toString)
                .collect(Collectors.joining(", "))).append(")");
        }
        if (!tensor.device().equals(Device.CPU)) {
            suffix.append(", device='").append(tensor.device()).append("'");
        }
        boolean plain = dtype == DType.FLOAT32
            || tensor.elements() > 0 && (dtype == DType.INT64 || dtype == DType.BOOL);
        if (!plain) {
            suffix.append(", dtype=").append(dtype);
        }
        if (tensor.requiresGrad()) {
            suffix.append(", requires_grad=True");
        }
        return suffix.toString();
    }

    /// The elements that are not left out.
    private void collect(int dim, long first, List<Double> shown) {
        if (dim == dims.length) {
            if (values.length > 0) {
                shown.add(values[(int) first]);
            }
            return;
        }
        for (long index : indices(dim)) {
            if (index >= 0) {
                collect(dim + 1, (first * dims[dim]) + index, shown);
            }
        }
    }

    /// The indices of a dim that are shown; -1 for those left out.
    private long[] indices(int dim) {
        long size = dims[dim];
        if (!summarized || size <= 2 * EDGE_ITEMS) {
            long[] all = new long[Math.toIntExact(size)];
            Arrays.setAll(all, index -> index);
            return all;
        }
        long[] edges = new long[2 * EDGE_ITEMS + 1];
        Arrays.setAll(edges, at -> at < EDGE_ITEMS ? at : at == EDGE_ITEMS ? -1 : size - (2 * EDGE_ITEMS + 1 - at));
        return edges;
    }

    private String rows(int dim, long first, int indent, int tail) {
        if (values.length == 0) {
            return "[]";
        }
        if (dim == dims.length) {
            return format.of(values[(int) first]);
        }
        List<String> items = new ArrayList<>();
        for (long index : indices(dim)) {
            items.add(index < 0 ? (dim == dims.length - 1 ? " ..." : "...")
                : rows(dim + 1, first * dims[dim] + index, indent + 1, tail));
        }
        return "[" + (dim == dims.length - 1 ? line(items, indent) : String.join(
            "," + "\n".repeat(dims.length - dim - 1) + " ".repeat(indent + 1), items)) + "]";
    }

    /// Numbers side by side, as many as fit the width.
    private String line(List<String> items, int indent) {
        int perLine = Math.max(1, (LINE_WIDTH - indent) / (format.width + 2));
        List<String> lines = new ArrayList<>();
        for (int from = 0; from < items.size(); from += perLine) {
            lines.add(String.join(", ", items.subList(from, Math.min(items.size(), from + perLine))));
        }
        return String.join(",\n" + " ".repeat(indent + 1), lines);
    }

    /// How all numbers of a tensor are written, so that they stand in columns.
    private record Format(Style style, int width) {

        private enum Style { BOOL, INTEGER, WHOLE, FIXED, SCIENTIFIC }

        static Format of(DType dtype, List<Double> shown) {
            List<Double> numbers = dtype.isFloating()
                ? shown.stream().filter(value -> Double.isFinite(value) && value != 0).toList() : shown;
            Style style = style(dtype, numbers);
            int width = numbers.stream().mapToInt(value -> text(style, value).length()).max().orElse(1);
            return new Format(style, width);
        }

        private static Style style(DType dtype, List<Double> numbers) {
            if (dtype == DType.BOOL) {
                return Style.BOOL;
            }
            if (!dtype.isFloating()) {
                return Style.INTEGER;
            }
            double largest = numbers.stream().mapToDouble(Math::abs).max().orElse(0);
            double smallest = numbers.stream().mapToDouble(Math::abs).min().orElse(1);
            boolean whole = numbers.stream().allMatch(value -> value == Math.rint(value));
            if (whole) {
                return largest / smallest > 1000 || largest > 1e8 ? Style.SCIENTIFIC : Style.WHOLE;
            }
            return largest / smallest > 1000 || largest > 1e8 || smallest < 1e-4 ? Style.SCIENTIFIC : Style.FIXED;
        }

        private static String text(Style style, double value) {
            if (Double.isNaN(value)) {
                return "nan";
            }
            if (Double.isInfinite(value)) {
                return value > 0 ? "inf" : "-inf";
            }
            return switch (style) {
                case BOOL -> value == 0 ? "False" : "True";
                case INTEGER -> Long.toString((long) value);
                case WHOLE -> (long) value + ".";
                case FIXED -> String.format(Locale.ROOT, "%." + PRECISION + "f", value);
                case SCIENTIFIC -> String.format(Locale.ROOT, "%." + PRECISION + "e", value);
            };
        }

        String of(double value) {
            String text = text(style, value);
            return " ".repeat(Math.max(0, width - text.length())) + text;
        }
    }
}
