package io.doorbuster.waitingroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.doorbuster.sale.Phase;
import io.doorbuster.waitingroom.Standing.Status;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class StandingTest {
    private static final long START = 1_000_000_000;
    private static final Place NEXT = place(0, 0);

    @Example
    void followsThePhase() {
        RoomView view = drawn(100, 10, 1);
        assertThat(status(view, Phase.SCHEDULED, 50)).isEqualTo(Status.LOBBY);
        assertThat(status(view, Phase.LOBBY, 50)).isEqualTo(Status.LOBBY);
        assertThat(status(view, Phase.OPEN, 50)).isEqualTo(Status.WAITING);
        assertThat(status(view, Phase.OPEN, 0)).isEqualTo(Status.STANDBY);
        assertThat(status(view, Phase.RECOVERING, 0)).isEqualTo(Status.WAITING);
        assertThat(status(view, Phase.PAUSED, 50)).isEqualTo(Status.PAUSED);
        assertThat(status(view, Phase.SOLD_OUT, 0)).isEqualTo(Status.SOLD_OUT);
        assertThat(status(view, Phase.ENDED, 50)).isEqualTo(Status.ENDED);
        assertThat(status(view, Phase.CANCELLED, 50)).isEqualTo(Status.ENDED);
        assertThat(Status.SOLD_OUT.word()).isEqualTo("sold_out");
    }

    @Example
    void recoveryBeforeTheStartIsTheLobby() {
        Standing standing =
                Standing.of(drawn(10, 0, 1), new SaleFacts(Phase.RECOVERING, 5, 5, START), NEXT, START - 1, 0.5);
        assertThat(standing.status()).isEqualTo(Status.LOBBY);
    }

    @Example
    void whoIsAtOrBeforeTheWatermarkIsAdmittedEvenIfAllIsHeld() {
        RoomView view = view(place(0, 7), RankTable.EMPTY, 0, 10, 1);
        Standing standing = Standing.of(view, facts(Phase.OPEN, 0, 50), place(0, 7), START, 0.5);
        assertThat(standing.status()).isEqualTo(Status.ADMITTED);
        assertThat(standing.position()).isZero();
        assertThat(standing.etaSec()).isZero();
        assertThat(standing.odds()).isPositive();
    }

    @Example
    void aDrawnPlaceIsExact() {
        Standing standing = Standing.of(drawn(100, 10, 1), facts(Phase.OPEN, 50, 50), place(0, 42), START, 0.5);
        assertThat(standing.drawn()).isTrue();
        assertThat(standing.ahead()).isEqualTo(42);
        assertThat(standing.position()).isEqualTo(43);
        assertThat(standing.etaSec()).isEqualTo(5);
    }

    @Example
    void beforeTheDrawOneExpectsHalfOfOnesOwnWindowAhead() {
        RoomView view = view(Place.BEFORE_ALL, ranks(100, 1_000), 0, 10, 1);
        Standing standing = Standing.of(view, facts(Phase.OPEN, 50, 50), place(1, 999), START, 0.5);
        assertThat(standing.drawn()).isFalse();
        assertThat(standing.ahead()).isEqualTo(600);
        assertThat(standing.etaSec()).isEqualTo(61);
    }

    @Example
    void theLobbyCountsTheTimeToTheStartAndPlansWithTheStock() {
        RoomView view = view(Place.BEFORE_ALL, ranks(300), -1, 0, 1);
        Standing standing = Standing.of(view, new SaleFacts(Phase.LOBBY, 150, 150, START), NEXT, START - 60_000, 0.5);
        assertThat(standing.etaSec()).isEqualTo(60 + 16);
        assertThat(standing.odds()).isEqualTo(0.5, within(0.01));
    }

    @Example
    void theOddsOfAllAddUpToTheUnits() {
        RoomView view = drawn(5_000, 10, 0.5);
        double sum = IntStream.range(0, 5_000)
                .mapToDouble(key -> Standing.of(view, facts(Phase.OPEN, 200, 200), place(0, key), START, 0)
                        .odds())
                .sum();
        assertThat(sum).isEqualTo(400, within(1.0));
    }

    @Example
    void withAllHeldTheOddsAreWhatMayComeBack() {
        RoomView view = drawn(1_000, 10, 1);
        assertThat(Standing.of(view, facts(Phase.OPEN, 0, 100), NEXT, START, 0).odds())
                .isEqualTo(1);
        assertThat(Standing.of(view, facts(Phase.OPEN, 0, 100), place(0, 50), START, 0)
                        .odds())
                .isZero();
        assertThat(Standing.of(view, facts(Phase.OPEN, 0, 1), NEXT, START, 0).odds())
                .isEqualTo(0.25);
    }

    @Example
    void asksOftenNearTheFrontAndSeldomFarAway() {
        RoomView view = drawn(1_000_000, 1_000, 1);
        assertThat(poll(view, 0, 0)).isEqualTo(1_000);
        assertThat(poll(view, 0, 1)).isEqualTo(1_500);
        assertThat(poll(view, 20_000, 0.5)).isBetween(4_990, 5_010);
        assertThat(poll(view, 900_000, 0)).isBetween(13_000, 13_400);
        assertThat(poll(view, 900_000, 1)).isBetween(19_990, 20_000);
    }

    @Example
    void aLobbyComesBackSoonAfterTheStartAndSpread() {
        RoomView crowd = view(Place.BEFORE_ALL, ranks(100_000), -1, 0, 1);
        long toStart = 3_000;
        int[] perSecond = new int[20];
        for (int i = 0; i < 1_000; i++) {
            Standing standing =
                    Standing.of(crowd, new SaleFacts(Phase.LOBBY, 9, 9, START), NEXT, START - toStart, i / 1_000.0);
            perSecond[(int) ((standing.pollAfterMillis() - toStart) / 1_000)]++;
        }
        assertThat(perSecond).startsWith(200, 200, 200, 200, 200, 0);
    }

    @Property
    void staysWithinItsLimits(
            @ForAll Phase phase,
            @ForAll @IntRange(max = 5_000) int free,
            @ForAll @IntRange(max = 5_000) int held,
            @ForAll @IntRange(max = 100_000) int first,
            @ForAll @IntRange(max = 100_000) int second,
            @ForAll @IntRange(min = -1, max = 1) int closedThrough,
            @ForAll @IntRange(max = 2) int window,
            @ForAll @IntRange(max = 100_000) int key,
            @ForAll @LongRange(min = -700_000, max = 700_000) long sinceStart,
            @ForAll @DoubleRange(max = 20_000) double perSec,
            @ForAll @DoubleRange(max = 5) double conversion,
            @ForAll @DoubleRange(max = 1, maxIncluded = false) double random) {
        RoomView view = view(Place.BEFORE_ALL, ranks(first, second), closedThrough, perSec, conversion);
        SaleFacts sale = facts(phase, free, free + held);
        Standing standing = Standing.of(view, sale, place(window, key), START + sinceStart, random);
        assertThat(standing.odds()).isBetween(0.0, 1.0);
        assertThat(standing.pollAfterMillis()).isBetween(Standing.MIN_POLL_MILLIS, Standing.MAX_POLL_MILLIS);
        assertThat(standing.etaSec()).isBetween(0L, Standing.MAX_ETA_SEC);
        assertThat(standing.ahead()).isBetween(0, first + second);
        if (standing.status() == Status.SOLD_OUT || free + held == 0) {
            assertThat(standing.odds()).isZero();
        }
    }

    @Property
    void whoIsFurtherBackIsNotToldMore(
            @ForAll @IntRange(max = 999) int one,
            @ForAll @IntRange(max = 999) int other,
            @ForAll @IntRange(max = 2_000) int free,
            @ForAll @IntRange(max = 2_000) int held,
            @ForAll @DoubleRange(max = 1_000) double perSec,
            @ForAll @DoubleRange(max = 3) double conversion,
            @ForAll @DoubleRange(max = 1, maxIncluded = false) double random) {
        RoomView view = drawn(1_000, perSec, conversion);
        SaleFacts sale = facts(Phase.OPEN, free, free + held);
        Standing front = Standing.of(view, sale, place(0, Math.min(one, other)), START, random);
        Standing back = Standing.of(view, sale, place(0, Math.max(one, other)), START, random);
        assertThat(front.odds()).isGreaterThanOrEqualTo(back.odds());
        assertThat(front.etaSec()).isLessThanOrEqualTo(back.etaSec());
        assertThat(front.pollAfterMillis()).isLessThanOrEqualTo(back.pollAfterMillis());
    }

    private static int poll(RoomView view, int key, double random) {
        return Standing.of(view, facts(Phase.OPEN, 50, 50), place(0, key), START, random)
                .pollAfterMillis();
    }

    private static Status status(RoomView view, Phase phase, int free) {
        return Standing.of(view, facts(phase, free, 50), NEXT, START, 0.5).status();
    }

    private static SaleFacts facts(Phase phase, int free, int unsold) {
        return new SaleFacts(phase, free, unsold, START);
    }

    private static Place place(int window, long key) {
        return new Place(window, key);
    }

    private static RoomView drawn(int waiting, double perSec, double conversion) {
        return view(Place.BEFORE_ALL, ranks(waiting), 0, perSec, conversion);
    }

    /** A table with every place: window i has keys 0, 1, 2 … */
    private static RankTable ranks(int... waitingByWindow) {
        int waiting = IntStream.of(waitingByWindow).sum();
        int[] windows = new int[waiting];
        long[] keys = new long[waiting];
        int rank = 0;
        for (int window = 0; window < waitingByWindow.length; window++) {
            for (int key = 0; key < waitingByWindow[window]; key++) {
                windows[rank] = window;
                keys[rank++] = key;
            }
        }
        return new RankTable(windows, keys, IntStream.range(0, waiting).toArray(), waiting);
    }

    private static RoomView view(
            Place watermark, RankTable ranks, int closedThrough, double perSec, double conversion) {
        DrawSecrets secrets = new DrawSecrets(new byte[32], new byte[32]);
        return new RoomView(
                "org", "sale", 1, watermark, 0, 0, closedThrough, ranks, perSec, conversion, List.of(), secrets, START);
    }
}
