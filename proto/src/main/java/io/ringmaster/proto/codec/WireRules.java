package io.ringmaster.proto.codec;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import java.util.List;

/// What `common.proto` says of every message: all fields are there, enums have a known value, texts are bounded.
final class WireRules {

    /// The longest string of any field, in UTF-16 units. Paths are the longest that we have.
    static final int TEXT_LIMIT = 4096;

    private WireRules() {}

    /// @return the message itself
    static <M extends Message> M checked(M message) {
        for (OneofDescriptor choice : message.getDescriptorForType().getOneofs()) {
            require(message.hasOneof(choice), choice.getFullName());
        }
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            if (field.isRepeated()) {
                ((List<?>) message.getField(field)).forEach(value -> check(field, value));
            } else if (message.hasField(field)) {
                check(field, message.getField(field));
            } else {
                require(!field.hasPresence() || field.getContainingOneof() != null, field.getFullName());
            }
        }
        return message;
    }

    private static void check(FieldDescriptor field, Object value) {
        switch (value) {
            case Message message -> checked(message);
            case String text when text.length() > TEXT_LIMIT -> throw new MalformedMessageException(
                "%s has %d characters; a text has at most %d".formatted(field.getFullName(), text.length(), TEXT_LIMIT));
            case EnumValueDescriptor choice -> require(isKnown(field, choice), field.getFullName());
            default -> {}
        }
    }

    private static boolean isKnown(FieldDescriptor field, EnumValueDescriptor choice) {
        return choice.getNumber() != 0 && field.getEnumType().findValueByNumber(choice.getNumber()) != null;
    }

    private static void require(boolean there, String name) {
        if (!there) {
            throw new MalformedMessageException(name + " is missing or unknown; every field must be there with a known value");
        }
    }
}
