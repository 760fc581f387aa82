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
    private final boolean[] shortened;
    private final double[] values;
    private final DType dtype;
    private final Format format;

    private Printer(Tensor tensor) {
        dims = tensor.shape().dims();
        shortened = new boolean[dims.length];
        for (int dim = 0; dim < dims.length; dim++) {
            shortened[dim] = tensor.elements() > SUMMARIZED_ABOVE && dims[dim] > 2 * EDGE_ITEMS;
        }
        values = shown(tensor);
        dtype = tensor.dtype();
        format = Format.of(dtype, Arrays.stream(values).boxed().toList());
    }

    /// The elements that are not left out, row by row.
    private double[] shown(Tensor tensor) {
        try (NoGrad _ = NoGrad.open(); Scope _ = Scope.open()) {
            Tensor shown = tensor.detach();
            for (int dim = 0; dim < dims.length; dim++) {
                if (shortened[dim]) {
                    shown = Tensor.cat(
                        dim, shown.narrow(dim, 0, EDGE_ITEMS), shown.narrow(dim, dims[dim] - EDGE_ITEMS, EDGE_ITEMS));
                    dims[dim] = 2 * EDGE_ITEMS;
                }
            }
            return shown.toDoubleArray();
        }
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
            suffix.append(tensor.origin().map(node -> ", grad_fn=<" + node.title() + ">").orElse(", requires_grad=True"));
        }
        return suffix.toString();
    }

    private String rows(int dim, long first, int indent, int tail) {
        if (values.length == 0) {
            return "[]";
        }
        if (dim == dims.length) {
            return format.of(values[(int) first]);
        }
        List<String> items = new ArrayList<>();
        for (long index = 0; index < dims[dim]; index++) {
            if (shortened[dim] && index == EDGE_ITEMS) {
                items.add(dim == dims.length - 1 ? " ..." : "...");
            }
            items.add(rows(dim + 1, first * dims[dim] + index, indent + 1, tail));
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
