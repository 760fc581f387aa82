package io.ringmaster.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;

class NearestTest {

    @Property(tries = 200)
    void slipsAreADistance(
        @ForAll @AlphaChars @StringLength(max = 12) String a, @ForAll @AlphaChars @StringLength(max = 12) String b) {
        int slips = Nearest.slips(a, b);

        assertThat(slips).isEqualTo(Nearest.slips(b, a));
        assertThat(slips == 0).isEqualTo(a.equals(b));
        assertThat(slips).isBetween(Math.abs(a.length() - b.length()), Math.max(a.length(), b.length()));
    }

    @Property
    void aKeyIsNearestToItself(@ForAll("keys") Key<?> key) {
        assertThat(Nearest.key(key.path(), Keys.ALL)).isEqualTo(key.path());
    }

    @Property
    void oneStrangeLetterStillFindsTheKey(@ForAll("keys") Key<?> key, @ForAll int place) {
        int at = Math.floorMod(place, key.path().length() + 1);
        String written = key.path().substring(0, at) + "~" + key.path().substring(at);

        assertThat(Nearest.key(written, Keys.ALL)).isEqualTo(key.path());
    }

    @Property
    void aLeafThatOnlyOneSectionHasFindsItsFullPath(@ForAll("keys") Key<?> key) {
        boolean alone = Keys.ALL.stream().filter(other -> other.leaf().equals(key.leaf())).count() == 1;
        if (alone) {
            assertThat(Nearest.key(key.leaf(), Keys.ALL)).isEqualTo(key.path());
        }
    }

    @Property(tries = 1)
    void swappedLettersAreOneSlip() {
        assertThat(Nearest.slips("shrads", "shards")).isEqualTo(1);
        assertThat(Nearest.slips("abcd", "badc")).isEqualTo(2);
        assertThat(Nearest.slips("", "abc")).isEqualTo(3);
    }

    @Provide
    Arbitrary<Key<?>> keys() {
        return Arbitraries.of(Keys.ALL);
    }
}
