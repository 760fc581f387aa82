package io.ringmaster.tensor.state;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.state.SafetensorsHeader.Entry;
import io.ringmaster.tensor.state.SafetensorsHeader.Stored;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/// Reads the JSON of a safetensors header token by token and takes nothing that the format does not have.
final class HeaderParser implements AutoCloseable {

    private static final int MOST_DIMS = 64;

    /// Of bounded depth and length, for text that comes from a file.
    static final JsonFactory JSON = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(8)
                    .maxNumberLength(20)
                    .maxNameLength(65_536)
                    .maxStringLength((int) SafetensorsHeader.MOST_BYTES)
                    .build())
            // Names come from a file: they must not stay in a table that all parsers share.
            .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, false)
            .build();

    private final String file;
    private final JsonParser json;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Map<String, Entry> tensors = new LinkedHashMap<>();

    private HeaderParser(String file, JsonParser json) {
        this.file = file;
        this.json = json;
    }

    /// @param file how errors name the file
    static SafetensorsHeader parse(String file, byte[] header) {
        if (header.length == 0 || header[0] != '{') {
            throw new StateFileException("%s: the header does not start with '{'; it must be a JSON object", file);
        }
        Reader text = new InputStreamReader(new ByteArrayInputStream(header), StandardCharsets.UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT));
        try (HeaderParser parser = new HeaderParser(file, JSON.createParser(text))) {
            return parser.header();
        } catch (CharacterCodingException e) {
            throw new StateFileException(e, "%s: the header is not UTF-8", file);
        } catch (IOException e) {
            throw new StateFileException(e, "%s: the header is not the JSON it must be: %s", file, firstLine(e));
        }
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable");
    }

    @Override
    public void close() throws IOException {
        json.close();
    }

    private SafetensorsHeader header() throws IOException {
        json.nextToken();
        boolean metadataSeen = false;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            if (!name.equals(StoredTensor.RESERVED)) {
                tensor(name);
            } else if (metadataSeen) {
                throw broken("%s stands twice; each key stands once", StoredTensor.RESERVED);
            } else {
                metadataSeen = true;
                metadata();
            }
        }
        if (json.nextToken() != null) {
            throw broken("something follows the JSON object; only spaces may");
        }
        return new SafetensorsHeader(metadata, tensors);
    }

    /// In names the parser refuses half a surrogate pair, in texts it does not.
    private String unicode(String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw broken("the text '%s' holds half a surrogate pair; it must be Unicode", text);
        }
        return text;
    }

    private void metadata() throws IOException {
        require(json.nextToken(), JsonToken.START_OBJECT, StoredTensor.RESERVED, "an object of texts");
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            require(json.nextToken(), JsonToken.VALUE_STRING, StoredTensor.RESERVED + "." + key, "a text");
            if (metadata.put(key, unicode(json.getText())) != null) {
                throw broken("%s has the key '%s' twice; each key stands once", StoredTensor.RESERVED, key);
            }
        }
    }

    private void tensor(String name) throws IOException {
        require(json.nextToken(), JsonToken.START_OBJECT, name, "an object of dtype, shape and data_offsets");
        Stored dtype = null;
        Shape shape = null;
        long[] offsets = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            Object before = switch (field) {
                case "dtype" -> dtype;
                case "shape" -> shape;
                case "data_offsets" -> offsets;
                default -> throw broken("tensor '%s' has the field '%s'; a tensor has dtype, shape and data_offsets",
                        name, field);
            };
            if (before != null) {
                throw broken("tensor '%s' has the field %s twice; each stands once", name, field);
            }
            switch (field) {
                case "dtype" -> dtype = dtype(name);
                case "shape" -> shape = shape(name);
                default -> offsets = offsets(name);
            }
        }
        if (dtype == null || shape == null || offsets == null) {
            throw broken("tensor '%s' lacks one of dtype, shape and data_offsets; all three are needed", name);
        }
        if (tensors.put(name, new Entry(dtype, shape, offsets[0], offsets[1])) != null) {
            throw broken("tensor '%s' stands twice; each name stands once", name);
        }
    }

    private Stored dtype(String tensor) throws IOException {
        require(json.currentToken(), JsonToken.VALUE_STRING, tensor + ".dtype", "a text");
        String name = json.getText();
        return Stored.of(name).orElseThrow(() ->
                broken("tensor '%s' has the dtype %s; those read here are %s", tensor, name, Stored.names()));
    }

    private Shape shape(String tensor) throws IOException {
        return Shape.of(numbers(tensor, "shape", MOST_DIMS));
    }

    private long[] offsets(String tensor) throws IOException {
        long[] offsets = numbers(tensor, "data_offsets", 2);
        if (offsets.length != 2) {
            throw broken("tensor '%s' has %d data_offsets; there are two, begin and end", tensor, offsets.length);
        }
        return offsets;
    }

    private long[] numbers(String tensor, String field, int most) throws IOException {
        String what = tensor + "." + field;
        require(json.currentToken(), JsonToken.START_ARRAY, what, "an array of whole numbers");
        long[] numbers = new long[most];
        int count = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            require(json.currentToken(), JsonToken.VALUE_NUMBER_INT, what, "an array of whole numbers");
            if (count == most) {
                throw broken("'%s' has more than %d numbers", what, most);
            }
            numbers[count] = json.getLongValue();
            if (numbers[count] < 0) {
                throw broken("'%s' holds %d; sizes and offsets are 0 or more", what, numbers[count]);
            }
            count++;
        }
        return Arrays.copyOf(numbers, count);
    }

    private void require(JsonToken found, JsonToken wanted, String what, String rule) {
        if (found != wanted) {
            throw broken("'%s' is a JSON %s; it must be %s", what, found, rule);
        }
    }

    private StateFileException broken(String format, Object... arguments) {
        Object[] all = Stream.concat(Stream.of(file), Arrays.stream(arguments)).toArray();
        return new StateFileException("%s: " + format, all);
    }
}
