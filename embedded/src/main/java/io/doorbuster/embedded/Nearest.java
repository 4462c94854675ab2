package io.doorbuster.embedded;

import static java.util.Comparator.comparingInt;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** What somebody probably meant. */
final class Nearest {
    /** More slips than this in one name is another name. */
    private static final int MAX_SLIPS = 2;

    /** One slip in so many characters is likely; in fewer it is another word. */
    private static final int CHARACTERS_PER_SLIP = 3;

    private Nearest() {}

    /** The name that differs from {@code given} by the fewest slips of a hand, if they are few. Case, - and _ do not count. */
    static Optional<String> to(String given, Collection<String> names) {
        String meant = plain(given);
        int slips = Math.min(MAX_SLIPS, meant.length() / CHARACTERS_PER_SLIP);
        return names.stream()
                .filter(name -> slips(meant, plain(name)) <= slips)
                .min(comparingInt(name -> slips(meant, plain(name))));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
    }

    /** Characters to insert, leave out, replace, or swap with their neighbour (optimal string alignment). */
    static int slips(String from, String to) {
        int[][] slips = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    slips[i][j] = i + j;
                    continue;
                }
                int replaced = slips[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                slips[i][j] = Math.min(replaced, 1 + Math.min(slips[i - 1][j], slips[i][j - 1]));
                if (i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1)) {
                    slips[i][j] = Math.min(slips[i][j], slips[i - 2][j - 2] + 1);
                }
            }
        }
        return slips[from.length()][to.length()];
    }
}
