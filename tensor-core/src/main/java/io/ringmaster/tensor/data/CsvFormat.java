package io.ringmaster.tensor.data;

import java.util.List;

/// Which columns of a CSV file are what.
///
/// @param target    the column of the targets, by its name in the file's first row
/// @param kind      what they are
/// @param features  the columns of the features, in this order; empty: all the others
/// @param separator between two fields
public record CsvFormat(String target, Kind kind, List<String> features, char separator) {

    /// What a target is.
    public enum Kind {
        /// A class's name or number. Classes are numbered in the order of their names, or by size where all are whole
        /// numbers.
        CLASS,
        /// A number that is to be found.
        VALUE
    }

    public CsvFormat {
        features = List.copyOf(features);
        if (features.contains(target)) {
            throw new DataException("the column \"%s\" is both target and feature; it can be one of them", target);
        }
    }

    /// A class from all other columns, separated by commas.
    public static CsvFormat classes(String target) {
        return new CsvFormat(target, Kind.CLASS, List.of(), ',');
    }

    /// A value from all other columns, separated by commas.
    public static CsvFormat values(String target) {
        return new CsvFormat(target, Kind.VALUE, List.of(), ',');
    }
}
