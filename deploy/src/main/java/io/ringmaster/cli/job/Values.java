package io.ringmaster.cli.job;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.ringmaster.proto.config.ConfigException;
import io.ringmaster.proto.config.DataConfig.Download;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What each key was given, and where. Later gifts replace earlier ones; none gets past its key's name and type.
final class Values {

    private static final int DEEPEST = 3;
    private static final String OF_CLASS = Type.word(Keys.ModelKind.JOB);

    /// @param origin where, as errors name it
    private record Given(String origin, ConfigValue value) {}

    private final Map<Key<?>, Given> given = new LinkedHashMap<>();

    /// Takes all that a file says.
    void take(JobFile file) {
        takeAll(Hocon.parse(file.origin(), file.text()), "", value -> Hocon.origin(file.origin(), value));
    }

    void take(Setting setting) {
        take(setting.key(), setting.value(), _ -> setting.origin());
    }

    /// Names the job where nobody has.
    void name(String origin, String name) {
        given.putIfAbsent(Keys.NAME, new Given(origin, ConfigValueFactory.fromAnyRef(name)));
    }

    /// Where a class says what is trained, it makes the model and the data too, unless somebody says otherwise.
    void letClassMakeTheRest() {
        if (!get(Keys.CODE_JOB).isEmpty()) {
            String origin = given.get(Keys.CODE_JOB).origin();
            List.of(Keys.MODEL_KIND, Keys.DATA_KIND).forEach(
                kind -> given.putIfAbsent(kind, new Given(origin, ConfigValueFactory.fromAnyRef(OF_CLASS))));
        }
    }

    /// Where a key's value is from; empty where it is the default.
    Optional<String> origin(String path) {
        return Keys.at(path).map(given::get).map(Given::origin);
    }

    /// The value given, or else the default.
    ///
    /// Throws [ConfigException] where there is neither.
    <T> T get(Key<T> key) {
        Optional<ConfigValue> value = Optional.ofNullable(given.get(key)).map(Given::value);
        return value.or(() -> Defaults.value(key, kind(key))).flatMap(key.type().read()).orElseThrow(() -> missing(key));
    }

    /// Refuses what was given to keys that only another kind has.
    void requireKindsAgree() {
        given.forEach((key, each) -> {
            if (!key.kinds().isEmpty() && !key.kinds().contains(get(Keys.kindFor(key)))) {
                throw otherKind(key, each);
            }
        });
    }

    /// The kind in force in a key's section; empty where all kinds have the key.
    private String kind(Key<?> key) {
        return key.kinds().isEmpty() ? "" : Type.word(get(Keys.kindFor(key)));
    }

    private void takeAll(ConfigObject section, String prefix, Function<ConfigValue, String> origin) {
        section.entrySet().stream()
            .sorted(Comparator.comparingInt(each -> each.getValue().origin().lineNumber()))
            .forEach(each -> take(prefix + plain(each.getKey()), each.getValue(), origin));
    }

    private void take(String path, ConfigValue value, Function<ConfigValue, String> origin) {
        Given gift = new Given(origin.apply(value), value);
        Optional<Key<?>> key = Keys.at(path);
        if (key.isPresent()) {
            requireType(key.get(), gift);
            given.put(key.get(), gift);
        } else if (value instanceof ConfigObject section && !section.isEmpty() && depth(path) < DEEPEST) {
            takeAll(section, path + ".", origin);
        } else if (Keys.of(path).isEmpty()) {
            throw unknown(path, gift);
        } else if (!(value instanceof ConfigObject)) {
            throw notASection(path, gift);
        }
    }

    private static long depth(String path) {
        return 1 + path.chars().filter(each -> each == '.').count();
    }

    /// A key's name as a path has it: quoted only where it must be.
    private static String plain(String name) {
        return ConfigUtil.joinPath(name);
    }

    private static void requireType(Key<?> key, Given gift) {
        if (key.type().read().apply(gift.value()).isEmpty()) {
            throw refusal(gift.origin(), key.path(),
                "is " + Message.show(gift.value()) + "; it must be " + key.type().rule());
        }
    }

    private static ConfigException unknown(String path, Given gift) {
        return refusal(gift.origin(), path, "is " + Message.show(gift.value())
            + ", but there is no such key; did you mean " + Nearest.key(path, Keys.ALL) + "?");
    }

    private static ConfigException notASection(String path, Given gift) {
        return refusal(gift.origin(), path, "is " + Message.show(gift.value())
            + ", but it is a section; set a key in it, such as " + Keys.of(path).getFirst().path());
    }

    private ConfigException otherKind(Key<?> key, Given gift) {
        Key<? extends Enum<?>> kind = Keys.kindFor(key);
        List<String> owners = key.kinds().stream().map(Type::word).sorted().toList();
        return refusal(gift.origin(), key.path(), "is " + Message.show(gift.value()) + ", but " + kind.path() + " is "
            + Type.word(get(kind)) + " and only " + Message.oneOf(owners) + (owners.size() == 1 ? " has" : " have")
            + " that key; remove it, or set " + kind.path() + " = " + Message.oneOf(owners));
    }

    private ConfigException missing(Key<?> key) {
        String why = key.kinds().isEmpty() ? "" : " but " + Keys.kindFor(key).path() + " = " + kind(key) + " needs it";
        String remedy = key.equals(Keys.DIRECTORY)
            ? "name the folder that holds the data files" + (fetches() ? ", or that they are to be fetched into," : "")
                + " with --data DIR"
            : "it must be " + key.type().rule() + ": use --set " + key.path() + "=VALUE";
        return new ConfigException(key.path(), key.path() + " is not set" + why + "; " + remedy);
    }

    private boolean fetches() {
        return Keys.DOWNLOAD.kinds().contains(get(Keys.DATA_KIND)) && get(Keys.DOWNLOAD) != Download.NONE;
    }

    private static ConfigException refusal(String origin, String path, String rest) {
        return new ConfigException(path, origin + ": " + Message.shorten(path) + " " + rest);
    }
}
