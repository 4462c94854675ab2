package io.doorbuster.embedded.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Turns progress into text: a block for a terminal, or one plain line. Pure. */
final class Frame {
    private static final int BAR_CELLS = 60;
    private static final String SOLD = "\u001b[32m";
    private static final String HELD = "\u001b[33m";
    private static final String FAINT = "\u001b[2m";
    private static final String BOLD = "\u001b[1m";
    private static final String RESET = "\u001b[0m";

    private Frame() {}

    static List<String> block(Progress progress, boolean colour) {
        SaleCounts counts = progress.counts();
        int inHands = counts.held() + counts.paying() + counts.unknown();
        String headline = String.format(
                Locale.ROOT, "%-12s%38s%10s", "DOORBUSTER", counts.phase(), clock(progress.elapsedMillis()));
        List<String> lines = new ArrayList<>(List.of(
                "  " + paint(headline, BOLD, colour),
                "  " + bar(counts.sold(), inHands, counts.initial(), colour),
                text(
                        "  sold %,d   held %,d   free %,d   of %,d",
                        counts.sold(), inHands, counts.free(), counts.initial())));
        if (progress.room()) {
            lines.add(room(progress));
        }
        String waitingFor = progress.room() ? "waiting" : "waiting for a unit to come back";
        lines.add(text(
                "  buyers %,d of %,d done   %,d %s",
                progress.done(), progress.buyers(), progress.waiting(), waitingFor));
        lines.add(text(
                "  requests %,d   %,d/s   p50 %.1f ms   p99 %.1f ms",
                progress.requests(), progress.requestsPerSecond(), progress.p50Ms(), progress.p99Ms()));
        return lines;
    }

    private static String room(Progress progress) {
        RoomCounts room = progress.counts().room();
        return text(
                "  %s %,d   admitted %,d of %,d   %,d/s",
                progress.counts().phase().equals("LOBBY") ? "in the lobby" : "in the room",
                room.waiting(),
                room.admitted(),
                room.arrivals(),
                progress.admittedPerSecond());
    }

    static String line(Progress progress) {
        SaleCounts counts = progress.counts();
        return text(
                "%s %s sold %d held %d free %d of %d,%s buyers done %d of %d waiting %d, %d requests %d/s p50 %.1f ms p99 %.1f ms",
                clock(progress.elapsedMillis()),
                counts.phase(),
                counts.sold(),
                counts.held() + counts.paying() + counts.unknown(),
                counts.free(),
                counts.initial(),
                progress.room() ? room(progress).replace("   ", " ").replaceFirst("^ *", " ") + "," : "",
                progress.done(),
                progress.buyers(),
                progress.waiting(),
                progress.requests(),
                progress.requestsPerSecond(),
                progress.p50Ms(),
                progress.p99Ms());
    }

    /** Rounds down, so that the bar is full only when everything is sold, but shows at least one cell of anything. */
    private static String bar(int sold, int held, int stock, boolean colour) {
        int soldCells = cells(sold, stock, BAR_CELLS);
        int heldCells = cells(held, stock, BAR_CELLS - soldCells);
        return paint("█".repeat(soldCells), SOLD, colour)
                + paint("▓".repeat(heldCells), HELD, colour)
                + paint("░".repeat(BAR_CELLS - soldCells - heldCells), FAINT, colour);
    }

    private static int cells(int part, int whole, int room) {
        if (part <= 0 || whole <= 0) {
            return 0;
        }
        return Math.min(room, Math.max(1, (int) ((long) part * BAR_CELLS / whole)));
    }

    private static String clock(long millis) {
        long seconds = Math.max(0, millis) / 1000;
        return text("%02d:%02d", seconds / 60, seconds % 60);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static String paint(String text, String style, boolean colour) {
        return colour && !text.isEmpty() ? style + text + RESET : text;
    }
}
