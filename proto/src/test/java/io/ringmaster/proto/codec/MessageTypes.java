package io.ringmaster.proto.codec;

import io.ringmaster.proto.CoordinatorMessage;
import io.ringmaster.proto.RingMessage;
import io.ringmaster.proto.StatePart;
import io.ringmaster.proto.WorkerMessage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// All types of ours that messages can hold, found from their declarations, and those that given messages do hold.
final class MessageTypes {

    private static final List<Class<?>> ROOTS =
        List.of(CoordinatorMessage.class, WorkerMessage.class, StatePart.class, RingMessage.class);

    private MessageTypes() {}

    /// Every record that can be in a message, and every constant of every enum.
    static Set<Object> declared() {
        Set<Object> found = new HashSet<>();
        ROOTS.forEach(root -> declared(root, found));
        return found;
    }

    /// Every record that is in one of these messages, and every constant.
    static Set<Object> held(Iterable<?> messages) {
        Set<Object> found = new HashSet<>();
        messages.forEach(message -> held(message, found));
        return found;
    }

    private static void declared(Type type, Set<Object> found) {
        switch (type) {
            case ParameterizedType list when list.getRawType() == List.class ->
                declared(list.getActualTypeArguments()[0], found);
            case Class<?> sealed when sealed.isSealed() && isOurs(sealed) -> {
                for (Class<?> permitted : sealed.getPermittedSubclasses()) {
                    declared(permitted, found);
                }
            }
            case Class<?> choice when choice.isEnum() -> found.addAll(List.of(choice.getEnumConstants()));
            case Class<?> record when record.isRecord() -> {
                found.add(record);
                for (RecordComponent component : record.getRecordComponents()) {
                    declared(component.getGenericType(), found);
                }
            }
            default -> {}
        }
    }

    private static void held(Object value, Set<Object> found) {
        switch (value) {
            case List<?> list -> list.forEach(element -> held(element, found));
            case Enum<?> constant -> found.add(constant);
            case Record record -> {
                found.add(record.getClass());
                for (RecordComponent component : record.getClass().getRecordComponents()) {
                    held(get(record, component), found);
                }
            }
            default -> {}
        }
    }

    private static Object get(Record record, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new LinkageError(component + " cannot be read", e);
        }
    }

    private static boolean isOurs(Class<?> type) {
        return type.getName().startsWith("io.ringmaster.");
    }
}
