package io.doorbuster.waitingroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RankTableTest {
    private static final Places NONE = new Places();

    private static boolean nobody(int ticket) {
        return ticket < 0;
    }

    /** Tickets numbered in order of their places, with random keys, so many in a window. */
    private static Places queue(int size, int perWindow, boolean weighted) {
        Random random = new Random(7);
        Places unsorted = new Places();
        for (int i = 0; i < size; i++) {
            long key = weighted
                    ? Double.doubleToLongBits(-Math.log(random.nextDouble()) / (1 + random.nextInt(3)))
                    : random.nextLong();
            unsorted.add(i / perWindow, key, 0);
        }
        unsorted.sort(0);
        Places queue = new Places();
        for (int i = 0; i < size; i++) {
            queue.add(unsorted.window(i), unsorted.key(i), i);
        }
        return queue;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 1_000})
    void isExactWhileEverybodyIsASample(int perWindow) {
        Places queue = queue(1_000, perWindow, false);
        RankTable ranks = new Ranks(1_024).of(queue, 1_000, RankTableTest::nobody, NONE, 0);
        for (int i = 0; i < queue.size(); i++) {
            assertThat(ranks.ahead(queue.place(i))).isEqualTo(i);
            // Nobody of the queue, but right behind.
            assertThat(ranks.ahead(new Place(queue.window(i), queue.key(i) + 1)))
                    .isEqualTo(i + 1);
        }
        assertThat(ranks.ahead(Place.BEFORE_ALL)).isZero();
        assertThat(ranks.ahead(Place.endOf(5_000))).isEqualTo(1_000);
        assertThat(ranks.in(0)).isEqualTo(perWindow);
    }

    @Test
    void theGivenBackAreNobody() {
        Places queue = queue(900, 900, false);
        RankTable ranks = new Ranks(1_024).of(queue, 600, ticket -> ticket % 3 == 0, NONE, 0);
        for (int i = 0; i < queue.size(); i++) {
            assertThat(ranks.ahead(queue.place(i))).isEqualTo(i - (i + 2) / 3);
        }
        assertThat(ranks.waiting()).isEqualTo(600);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 300, 1_000_000})
    void farBackItIsOffByLessThanOneInAHundred(int perWindow) {
        for (boolean weighted : new boolean[] {false, true}) {
            Places queue = queue(1_000_000, perWindow, weighted);
            RankTable ranks =
                    new Ranks(RoomAdmission.RANK_SAMPLES).of(queue, queue.size(), RankTableTest::nobody, NONE, 0);
            assertThat(ranks.windows()).hasSizeLessThanOrEqualTo(RoomAdmission.RANK_SAMPLES);
            int last = 0;
            for (int i = 0; i < queue.size(); i++) {
                int ahead = ranks.ahead(queue.place(i));
                if (i < 100 ? ahead != i : Math.abs(ahead - i) > i / 100) {
                    assertThat(ahead).as("%s per window", perWindow).isEqualTo(i);
                }
                assertThat(ahead >= last).isTrue();
                last = ahead;
            }
        }
    }

    @Test
    void inALongQueueTheGivenBackAreSpreadEvenly() {
        Places queue = queue(100_000, 100_000, false);
        RankTable ranks = new Ranks(2_048).of(queue, 75_000, ticket -> ticket % 4 == 0, NONE, 0);
        for (int i = 0; i < queue.size(); i += 17) {
            assertThat(ranks.ahead(queue.place(i))).isCloseTo(i * 3 / 4, within(2 + i / 100));
        }
        assertThat(ranks.ahead(Place.endOf(9))).isEqualTo(75_000);
    }

    @Test
    void windowsThatAreNotDrawnStandBehind() {
        Places queue = queue(10, 10, false);
        Places pending = new Places();
        for (int i = 0; i < 60; i++) {
            pending.add(i < 20 ? 5 : 7, i, i);
        }
        RankTable ranks = new Ranks(64).of(queue, 10, RankTableTest::nobody, pending, 60);
        assertThat(ranks.waiting()).isEqualTo(70);
        assertThat(ranks.in(0)).isEqualTo(10);
        assertThat(ranks.ahead(new Place(5, 0))).isEqualTo(10);
        assertThat(ranks.in(5)).isEqualTo(20);
        assertThat(ranks.in(6)).isZero();
        assertThat(ranks.ahead(new Place(7, 0))).isEqualTo(30);
        assertThat(ranks.in(7)).isEqualTo(40);
        assertThat(ranks.ahead(new Place(7, Long.MIN_VALUE))).isCloseTo(50, within(1));
    }

    @Test
    void manyOpenWindowsShareTheirSamples() {
        Places pending = new Places();
        for (int i = 0; i < 10_000; i++) {
            pending.add(100 + i, i, i);
        }
        RankTable ranks = new Ranks(256).of(NONE, 0, RankTableTest::nobody, pending, 5_000);
        assertThat(ranks.windows()).hasSizeLessThanOrEqualTo(256);
        assertThat(ranks.waiting()).isEqualTo(5_000);
        for (int i = 0; i < 10_000; i++) {
            assertThat(ranks.ahead(new Place(100 + i, 0))).isCloseTo(i / 2, within(2 * 10_000 / 64));
        }
    }

    @Test
    void keysAreUnsigned() {
        RankTable ranks = new RankTable(new int[] {0, 0}, new long[] {5, -5}, new int[] {0, 100}, 200);
        assertThat(ranks.ahead(new Place(0, Long.MIN_VALUE))).isCloseTo(50, within(1));
        assertThat(ranks.ahead(new Place(0, 6))).isEqualTo(1);
        assertThat(ranks.ahead(new Place(0, -1))).isBetween(101, 200);
        assertThat(RankTable.EMPTY.ahead(Place.endOf(3))).isZero();
    }

    @Test
    void fewerSamplesThanItTakesAreRefused() {
        assertThatThrownBy(() -> new Ranks(Ranks.MIN_SAMPLES - 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
