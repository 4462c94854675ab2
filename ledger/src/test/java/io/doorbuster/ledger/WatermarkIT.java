package io.doorbuster.ledger;

import static io.doorbuster.ledger.Fixtures.ORG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.doorbuster.waitingroom.Place;
import io.doorbuster.waitingroom.WatermarkStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatermarkIT {
    private static final long AT_MILLIS = Fixtures.START.toEpochMilli();

    @RegisterExtension
    final LedgerDatabase database = new LedgerDatabase();

    private RoomStore rooms() {
        return new RoomStore(database.postgres());
    }

    private static WatermarkStep step(long step, int window, long key) {
        return step("sal_1", step, window, key);
    }

    private static WatermarkStep step(String saleId, long step, int window, long key) {
        return new WatermarkStep(ORG, saleId, step, AT_MILLIS + 100 * step, new Place(window, key), step * 10);
    }

    /** Unsigned, the keys' order is another one than signed. */
    @Test
    void historyComesBackAscending() {
        List<WatermarkStep> history = List.of(
                new WatermarkStep(ORG, "sal_1", 1, AT_MILLIS + 1, Place.BEFORE_ALL, 0),
                step(2, 0, 0),
                step(3, 0, Long.MAX_VALUE),
                step(4, 0, Long.MIN_VALUE),
                step(5, 0, -1),
                step(6, 0, -1),
                step(7, 3, 5));
        assertThat(rooms().latestStep(ORG, "sal_1")).isEmpty();
        assertThat(rooms().stepsSince(ORG, "sal_1", 0)).isEmpty();
        history.forEach(step -> {
            rooms().append(List.of(step));
            assertThat(rooms().latestStep(ORG, "sal_1")).contains(step);
        });
        assertThat(rooms().steps(ORG, "sal_1", 0, 100)).isEqualTo(history);
        assertThat(rooms().steps(ORG, "sal_1", 2, 3)).isEqualTo(history.subList(2, 5));
        assertThat(rooms().steps("other", "sal_1", 0, 100)).isEmpty();
        assertThat(rooms().stepsSince(ORG, "sal_1", AT_MILLIS + 500)).isEqualTo(history.subList(4, 7));
    }

    @Test
    void nothingToAppendIsNothing() {
        rooms().append(List.of());
        assertThat(database.count("SELECT count(*) FROM watermark_steps")).isZero();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void appendingAgainInOtherPiecesIsNoNews(long seed) {
        Random random = new Random(seed);
        List<WatermarkStep> history = new ArrayList<>();
        Place place = Place.BEFORE_ALL;
        for (int step = 1; step <= 200; step++) {
            Place candidate = new Place(step / 20, random.nextLong());
            place = candidate.isAfter(place) ? candidate : place;
            history.add(step(step, place.window(), place.key()));
        }
        int written = 0;
        for (int end = 1; end <= history.size(); end += 1 + random.nextInt(20)) {
            rooms().append(history.subList(random.nextInt(1 + written), end));
            written = end;
        }
        rooms().append(history.subList(150, 200));
        rooms().append(history);
        assertThat(rooms().steps(ORG, "sal_1", 0, 1_000)).isEqualTo(history);
    }

    @Test
    void salesMayBeMixed() {
        rooms().append(List.of(step("sal_2", 1, 0, 7), step("sal_1", 1, 0, 5), step("sal_2", 2, 0, 8)));
        assertThat(rooms().latestStep(ORG, "sal_1")).contains(step("sal_1", 1, 0, 5));
        assertThat(rooms().latestStep(ORG, "sal_2")).contains(step("sal_2", 2, 0, 8));
    }

    @Test
    void refusesAnotherStepUnderTheSameNumber() {
        rooms().append(List.of(step(1, 0, 5)));
        assertRefused(List.of(step(1, 0, 6)), "step 1 of sale sal_1 was written before and is another one");
        assertRefused(
                List.of(new WatermarkStep(ORG, "sal_1", 1, AT_MILLIS + 100, new Place(0, 5), 11)),
                "step 1 of sale sal_1 was written before and is another one");
        assertRefused(
                List.of(new WatermarkStep(ORG, "sal_1", 1, AT_MILLIS + 101, new Place(0, 5), 10)),
                "step 1 of sale sal_1 was written before and is another one");
        assertRefused(
                List.of(step(2, 0, 6), step(2, 0, 7)), "step 2 of sale sal_1 was written before and is another one");
        assertThat(rooms().steps(ORG, "sal_1", 0, 10)).containsExactly(step(1, 0, 5));
    }

    @Test
    void refusesToMoveBack() {
        rooms().append(List.of(step(1, 2, Long.MIN_VALUE)));
        assertRefused(List.of(step(2, 1, -1)), "step 2 of sale sal_1 moves the watermark back");
        assertRefused(List.of(step(2, 2, Long.MAX_VALUE)), "step 2 of sale sal_1 moves the watermark back");
        assertRefused(
                List.of(step(2, 2, Long.MIN_VALUE), step(3, 2, -1), step(4, 2, -2)),
                "step 4 of sale sal_1 moves the watermark back");
        assertThat(rooms().steps(ORG, "sal_1", 0, 10)).containsExactly(step(1, 2, Long.MIN_VALUE));
    }

    @Test
    void refusesAGap() {
        assertRefused(List.of(step(2, 0, 5)), "step 2 of sale sal_1 leaves a gap");
        assertRefused(List.of(step(1, 0, 5), step(3, 0, 5)), "step 3 of sale sal_1 leaves a gap");
        assertThat(rooms().latestStep(ORG, "sal_1")).isEmpty();
    }

    private void assertRefused(List<WatermarkStep> steps, String message) {
        assertThatThrownBy(() -> rooms().append(steps))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
    }

    /** Two jobs that both believe that a sale is theirs: at each step one goes on, and the other learns of it. */
    @Test
    void ofTwoWhoAdvanceASaleOneGoesOn() {
        for (int number = 1; number <= 20; number++) {
            int step = number;
            List<WatermarkStep> done = IntStream.range(0, 4)
                    .parallel()
                    .mapToObj(writer -> step(step, step, writer))
                    .filter(this::isAppended)
                    .toList();
            assertThat(done).hasSize(1);
            assertThat(rooms().latestStep(ORG, "sal_1")).contains(done.get(0));
        }
    }

    private boolean isAppended(WatermarkStep step) {
        try {
            rooms().append(List.of(step));
            return true;
        } catch (IllegalStateException refused) {
            return false;
        }
    }

    @Test
    void recentHistoryIsBounded() {
        List<WatermarkStep> history = IntStream.rangeClosed(1, RoomStore.RECENT_STEPS + 5)
                .mapToObj(step -> step(step, step, 0))
                .toList();
        rooms().append(history);
        assertThat(rooms().stepsSince(ORG, "sal_1", 0)).isEqualTo(history.subList(5, history.size()));
    }
}
