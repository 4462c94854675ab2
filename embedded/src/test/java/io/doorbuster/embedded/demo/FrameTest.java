package io.doorbuster.embedded.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FrameTest {
    private static final RoomCounts NOBODY = new RoomCounts(0, 0, 0);
    private static final SaleCounts HALF_SOLD =
            new SaleCounts("OPEN", 1_000, 350, 100, 40, 10, 500, 12, new RoomCounts(4_812, 3_000, 1_812));

    private static Progress progress(SaleCounts counts) {
        return new Progress(counts, false, 5_000, 1_203, 977, 0, 48_112, 6_214, 1.94, 14.25, 72_400);
    }

    @Test
    void drawsABlock() {
        assertThat(String.join("\n", Frame.block(progress(HALF_SOLD), false)))
                .isEqualTo("""
                  DOORBUSTER                                    OPEN     01:12
                  ██████████████████████████████▓▓▓▓▓▓▓▓▓░░░░░░░░░░░░░░░░░░░░░
                  sold 500   held 150   free 350   of 1,000
                  buyers 1,203 of 5,000 done   977 waiting for a unit to come back
                  requests 48,112   6,214/s   p50 1.9 ms   p99 14.3 ms""".indent(2).stripTrailing());
    }

    @Test
    void drawsALine() {
        assertThat(Frame.line(progress(HALF_SOLD)))
                .isEqualTo("01:12 OPEN sold 500 held 150 free 350 of 1000, buyers done 1203 of 5000 waiting 977, "
                        + "48112 requests 6214/s p50 1.9 ms p99 14.3 ms");
    }

    @Test
    void showsTheWaitingRoomWhereThereIsOne() {
        Progress room = new Progress(HALF_SOLD, true, 5_000, 1_203, 977, 412, 48_112, 6_214, 1.94, 14.25, 72_400);
        assertThat(Frame.block(room, false))
                .contains(
                        "  in the room 3,000   admitted 1,812 of 4,812   412/s",
                        "  buyers 1,203 of 5,000 done   977 waiting");
        assertThat(Frame.line(room)).contains("of 1000, in the room 3,000 admitted 1,812 of 4,812 412/s, buyers done");
        SaleCounts lobby = new SaleCounts("LOBBY", 7, 7, 0, 0, 0, 0, 0, new RoomCounts(12, 12, 0));
        assertThat(Frame.line(new Progress(lobby, true, 50, 0, 12, 0, 12, 12, 1, 1, 100)))
                .contains("in the lobby 12 admitted 0 of 12 0/s,");
    }

    @Test
    void barIsFullOnlyWhenEverythingIsSold() {
        assertThat(bar(new SaleCounts("OPEN", 100_000, 0, 1, 0, 0, 99_999, 0, NOBODY)))
                .endsWith("█▓");
        assertThat(bar(new SaleCounts("SOLD_OUT", 1, 0, 0, 0, 0, 1, 0, NOBODY))).isEqualTo("█".repeat(60));
        assertThat(bar(SaleCounts.none(7))).isEqualTo("░".repeat(60));
    }

    private static String bar(SaleCounts counts) {
        return Frame.block(progress(counts), false).get(1).strip();
    }

    @Test
    void coloursOnlyOnATerminal() {
        assertThat(Frame.block(progress(HALF_SOLD), true).get(1)).contains("\u001b[32m");
        assertThat(Frame.block(progress(HALF_SOLD), false)).noneMatch(line -> line.contains("\u001b"));
    }
}
