package io.ringmaster.tensor.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.ringmaster.tensor.Shape;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// The rows of a CSV file with a header, as samples.
///
/// Shapes: features [columns], targets [] for classes, [1] for values. Throws [DataException] with file and line where
/// a row is not as the header says, or a field no number.
/// Source: RFC 4180, in UTF-8.
public final class CsvSamples {

    private static final int MOST_VALUES = 1 << 29;
    private static final int MOST_CLASSES = 1 << 16;

    private final Path file;
    private final CsvFormat format;
    private final List<String> header;
    private final int target;
    private final int[] columns;
    private final Map<String, Integer> classes = new HashMap<>();
    private final boolean classesAreKnown;
    private float[] features = new float[1024];
    private int values;
    private final List<Float> targets = new ArrayList<>();
    private long line;

    private CsvSamples(Path file, CsvFormat format, List<String> header, List<String> classNames) {
        this.file = file;
        this.format = format;
        this.header = header;
        this.target = column(format.target());
        this.columns = format.features().isEmpty() ? others() : format.features().stream().mapToInt(this::column).toArray();
        this.classesAreKnown = !classNames.isEmpty();
        classNames.forEach(name -> classes.put(name, classes.size()));
    }

    /// With the classes that the file has.
    public static Dataset read(Path file, CsvFormat format) {
        return read(file, format, List.of());
    }

    /// With the classes of another file, so that evaluation numbers them as training does.
    public static Dataset read(Path file, CsvFormat format, List<String> classNames) {
        try (Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8);
             CsvReader<CsvRecord> rows = CsvReader.builder().fieldSeparator(format.separator())
                 .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                 .missingFieldStrategy(FieldMismatchStrategy.IGNORE).allowUnclosedQuote(false).ofCsvRecord(text)) {
            Iterator<CsvRecord> all = rows.iterator();
            if (!all.hasNext()) {
                throw new DataException("%s is empty; its first row names the columns; give another file", file);
            }
            CsvSamples samples = new CsvSamples(file, format, header(all.next()), classNames);
            all.forEachRemaining(samples::add);
            return samples.dataset();
        } catch (CharacterCodingException e) {
            throw notText(file, e);
        } catch (UncheckedIOException e) {
            throw e.getCause() instanceof CharacterCodingException ? notText(file, e) : unreadable(file, e.getCause());
        } catch (IOException e) {
            throw unreadable(file, e);
        } catch (CsvParseException e) {
            throw new DataException(e, "%s is no sound CSV (%s); correct it there", file, reason(e));
        }
    }

    private static DataException notText(Path file, Exception cause) {
        return new DataException(cause, "%s is not text in UTF-8; save it so", file);
    }

    private static DataException unreadable(Path file, IOException cause) {
        return new DataException(cause, "%s can't be read (%s); check that it is a file you may read", file, cause);
    }

    private static String reason(CsvParseException e) {
        return e.getCause() == null ? e.getMessage() : e.getMessage() + ": " + e.getCause().getMessage();
    }

    private static List<String> header(CsvRecord first) {
        List<String> names = new ArrayList<>(first.getFields().stream().map(String::strip).toList());
        names.set(0, names.getFirst().replace("\uFEFF", ""));   // the mark that some programs put before UTF-8
        return List.copyOf(names);
    }

    private int column(String name) {
        int place = header.indexOf(name);
        if (place < 0 || header.lastIndexOf(name) != place) {
            throw new DataException("%s has %s column \"%s\"; its first row names the columns %s; name one of them that is "
                + "there once", file, place < 0 ? "no" : "more than one", name, header);
        }
        return place;
    }

    private int[] others() {
        return IntStream.range(0, header.size()).filter(place -> place != target).toArray();
    }

    private void add(CsvRecord row) {
        line = row.getStartingLineNumber();
        if (row.getFieldCount() != header.size()) {
            throw new DataException("%s:%d has %d fields where the first row names %d; every row has one for each column; "
                + "correct it", file, line, row.getFieldCount(), header.size());
        }
        if ((long) values + columns.length > MOST_VALUES) {
            throw new DataException("%s:%d goes beyond %d values; split the file, or name fewer features",
                file, line, MOST_VALUES);
        }
        if (values + columns.length > features.length) {
            features = Arrays.copyOf(features, (int) Math.min(MOST_VALUES, Math.max(2L * features.length, columns.length)));
        }
        for (int column : columns) {
            features[values++] = number(row.getField(column), column);
        }
        targets.add(switch (format.kind()) {
            case CLASS -> (float) label(row.getField(target).strip());
            case VALUE -> number(row.getField(target), target);
        });
    }

    private float number(String field, int column) {
        String text = field.strip();
        float value = text.chars().allMatch(each -> "0123456789+-.eE".indexOf(each) >= 0) ? parse(text) : Float.NaN;
        if (!Float.isFinite(value)) {
            throw new DataException("%s:%d has \"%s\" in column \"%s\"; it must be a finite number, such as 0.5; correct it, "
                + "or leave the column out of the features", file, line, shorten(text), header.get(column));
        }
        return value;
    }

    private static float parse(String text) {
        try {
            return Float.parseFloat(text);
        } catch (NumberFormatException _) {
            return Float.NaN;
        }
    }

    private int label(String name) {
        Integer known = classes.get(name);
        if (known != null) {
            return known;
        }
        if (name.isEmpty() || classesAreKnown || classes.size() == MOST_CLASSES) {
            throw new DataException("%s:%d has \"%s\" in column \"%s\"; it must be %s; correct it", file, line, shorten(name),
                format.target(), classesAreKnown ? "one of the classes that training has"
                    : "a class's name, of at most " + MOST_CLASSES + " in all");
        }
        classes.put(name, classes.size());
        return classes.size() - 1;
    }

    private static String shorten(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "..." : text;
    }

    private Dataset dataset() {
        if (targets.isEmpty() || columns.length == 0) {
            throw new DataException("%s holds %d rows of %d features; it must have 1 or more of both; give another file",
                file, targets.size(), columns.length);
        }
        float[] all = Arrays.copyOf(features, values);
        Shape one = Shape.of(columns.length);
        return switch (format.kind()) {
            case CLASS -> {
                List<String> names = classNames();
                long[] places = new long[names.size()];
                for (int place = 0; place < places.length; place++) {
                    places[classes.get(names.get(place))] = place;
                }
                long[] labels = targets.stream().mapToLong(label -> places[label.intValue()]).toArray();
                yield TensorDataset.named(all, one, labels, names);
            }
            case VALUE -> {
                float[] found = new float[targets.size()];
                for (int row = 0; row < found.length; row++) {
                    found[row] = targets.get(row);
                }
                yield TensorDataset.of(all, one, found, Shape.of(1));
            }
        };
    }

    /// In the order of their numbers.
    private List<String> classNames() {
        if (classesAreKnown) {
            return classes.entrySet().stream().sorted(Map.Entry.comparingByValue()).map(Map.Entry::getKey).toList();
        }
        boolean numbers = classes.keySet().stream().allMatch(name -> name.matches("-?\\d{1,18}"));
        return classes.keySet().stream()
            .sorted(numbers ? Comparator.comparingLong(Long::parseLong) : Comparator.naturalOrder()).toList();
    }
}
