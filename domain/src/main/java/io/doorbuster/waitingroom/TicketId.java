package io.doorbuster.waitingroom;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names a ticket within its sale. Lanes number their tickets in order of arrival, so that no id can be chosen.
 *
 * @param lane 0-based
 * @param generation 1, and one more each time the lane was rebuilt from the ledger: what was given out just before a loss
 *     of the whole grid is never given out again
 * @param number 1, 2, 3 … within the lane
 */
public record TicketId(int lane, int generation, int number) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,3})-(\\d{1,9})-(\\d{1,9})");

    /** The id that {@link #toString} wrote, or null if the text is none. */
    public static @Nullable TicketId parse(String text) {
        Matcher parts = TEXT.matcher(text);
        return parts.matches()
                ? new TicketId(
                        Integer.parseInt(parts.group(1)),
                        Integer.parseInt(parts.group(2)),
                        Integer.parseInt(parts.group(3)))
                : null;
    }

    @Override
    public String toString() {
        return lane + "-" + generation + "-" + number;
    }
}
