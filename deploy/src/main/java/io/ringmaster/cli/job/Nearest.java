package io.ringmaster.cli.job;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// What someone who wrote an unknown word most likely meant.
public final class Nearest {

    private static final int LONGEST_COMPARED = 64;
    private static final int SLIP = 2;
    private static final int WRONG_SECTION = 3;

    private Nearest() {}

    /// The candidate the fewest typing slips away; the first of them where several are.
    ///
    /// @param candidates at least one
    public static String word(String written, Collection<String> candidates) {
        return candidates.stream().min(Comparator.comparingInt(each -> slips(written, each))).orElseThrow();
    }

    /// The question after an error, `; did you mean train?`; empty where every candidate is too far away to be meant.
    public static String question(String written, Collection<String> candidates) {
        return candidates.stream().filter(each -> SLIP * slips(written, each) < Math.max(written.length(), each.length()))
            .min(Comparator.comparingInt(each -> slips(written, each)))
            .map(each -> "; did you mean " + each + "?").orElse("");
    }

    /// The key the fewest slips away, where leaving out or mistaking the section is worse than one slip and better
    /// than two, and one word or the initials stand for the leaf at the price of one.
    static String key(String written, List<Key<?>> candidates) {
        return candidates.stream()
            .min(Comparator.comparingInt(each -> distance(written, each)))
            .orElseThrow()
            .path();
    }

    private static int distance(String written, Key<?> key) {
        String leaf = written.substring(written.lastIndexOf('.') + 1);
        int section = written.equals(key.section() + "." + leaf) ? 0 : WRONG_SECTION;
        int whole = SLIP * slips(written, key.path());
        int byLeaf = section + SLIP * slips(leaf, key.leaf());
        int byPart = isPartOf(leaf, key.leaf()) ? section + SLIP : Integer.MAX_VALUE;
        return Math.min(whole, Math.min(byLeaf, byPart));
    }

    /// Whether `leaf` has these initials, or this word: `lr` and `rate` for `learning-rate`.
    private static boolean isPartOf(String part, String leaf) {
        List<String> words = List.of(leaf.split("-"));
        StringBuilder initials = new StringBuilder();
        words.forEach(word -> initials.append(word.charAt(0)));
        return words.size() > 1 && (part.contentEquals(initials) || words.contains(part));
    }

    /// How many letters must be added, dropped, changed or swapped with the next to get from one to the other.
    ///
    /// Source: Damerau 1964, in the form that edits no place twice.
    static int slips(String from, String to) {
        String a = from.substring(0, Math.min(from.length(), LONGEST_COMPARED));
        String b = to.substring(0, Math.min(to.length(), LONGEST_COMPARED));
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapest(int[][] cost, String a, String b, int i, int j) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int best = Math.min(cost[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
