package io.doorbuster.waitingroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

class AdmissionQueueTest {
    private final ScriptedLanes lanes = new ScriptedLanes();
    private final AdmissionQueue queue = new AdmissionQueue(ScriptedLanes.keys(false));

    private static LaneArrivals slice(int[] generationStarts, int first, int[] windows, int closedThrough) {
        short[] weights = new short[windows.length];
        java.util.Arrays.fill(weights, (short) 1);
        return new LaneArrivals(2, generationStarts, first, windows, weights, closedThrough, new RoaringBitmap(), 0);
    }

    @Test
    void drawsNothingBeforeEveryLaneHasClosedTheWindow() {
        lanes.join(0, 0);
        lanes.closeAll(0);
        for (int lane = 0; lane < LaneKey.LANES - 1; lane++) {
            queue.accept(lanes.slice(lane, 0, 10));
        }
        assertThat(queue.isComplete()).isFalse();
        assertThat(queue.advance(10)).isEqualTo(Place.BEFORE_ALL);
        queue.accept(lanes.slice(LaneKey.LANES - 1, 0, 10));
        assertThat(queue.waiting()).isEqualTo(1);
        assertThat(queue.closedThrough()).isZero();
    }

    @Test
    void emptyWindowsArePassedToTheirEnd() {
        lanes.closeAll(6);
        lanes.join(1, 7);
        lanes.tell(queue);
        assertThat(queue.advance(0)).isEqualTo(Place.endOf(6));
        assertThat(queue.admitted()).isZero();
    }

    @Test
    void givenBackTicketsCostNothing() {
        for (int i = 0; i < 3; i++) {
            lanes.join(4, 0);
        }
        lanes.closeAll(0);
        lanes.leave(4, 1);
        lanes.leave(4, 2);
        lanes.tell(queue);
        assertThat(queue.waiting()).isEqualTo(1);
        assertThat(queue.advance(1)).isEqualTo(Place.endOf(0));
        assertThat(queue.admitted()).isEqualTo(3);
    }

    @Test
    void whoLeavesInTheQueueNoLongerWaits() {
        lanes.join(4, 0);
        lanes.closeAll(0);
        lanes.tell(queue);
        assertThat(queue.waiting()).isEqualTo(1);
        lanes.leave(4, 1);
        lanes.tell(queue);
        assertThat(queue.waiting()).isZero();
        assertThat(queue.left().get(4).contains(1)).isTrue();
    }

    @Test
    void afterARestartNobodyIsAdmittedTwice() {
        for (int i = 0; i < 100; i++) {
            lanes.join(i % LaneKey.LANES, i / 40);
        }
        lanes.closeAll(2);
        lanes.tell(queue);
        Place watermark = queue.advance(30);
        AdmissionQueue next = new AdmissionQueue(ScriptedLanes.keys(false));
        next.restore(watermark);
        lanes.tell(next);
        assertThat(next.watermark()).isEqualTo(watermark);
        assertThat(next.admitted()).isEqualTo(30);
        assertThat(next.waiting()).isEqualTo(70);
        assertThat(next.advance(5)).isEqualTo(queue.advance(5));
    }

    @Test
    void afterARestartTheAdmittedAreNotCountedAsWaiting() {
        lanes.join(0, 0);
        lanes.closeAll(0);
        lanes.tell(queue);
        AdmissionQueue next = new AdmissionQueue(ScriptedLanes.keys(false));
        next.restore(queue.advance(1));
        lanes.tell(next);
        assertThat(next.ranks(64).waiting()).isZero();
        assertThatThrownBy(() -> next.restore(Place.BEFORE_ALL)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aRebuiltLaneStartsEverythingAnew() {
        queue.accept(slice(new int[] {1}, 1, new int[] {0, 0, 0}, -1));
        assertThatThrownBy(() -> queue.accept(slice(new int[] {1, 3}, 4, new int[] {0}, -1)))
                .hasMessage("lane 2 was rebuilt");
        assertThatThrownBy(() -> queue.accept(slice(new int[] {1}, 3, new int[0], LaneArrivals.NO_NEWS)))
                .hasMessage("lane 2 was rebuilt");
        assertThatThrownBy(() -> queue.accept(slice(new int[] {1}, 5, new int[] {0}, -1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("lane 2: ticket 4 is missing before 5");
        assertThat(queue.arrivals()).isEqualTo(3);
    }

    @Test
    void aLaneThatLostNothingGoesOn() {
        queue.accept(slice(new int[] {1}, 1, new int[] {0, 0, 0}, -1));
        queue.accept(slice(new int[] {1, 4}, 4, new int[] {0}, -1));
        queue.accept(slice(new int[] {1}, 1, new int[] {0, 0, 0}, -1));
        assertThat(queue.arrivals()).isEqualTo(4);
        assertThatThrownBy(() -> queue.accept(slice(new int[] {1}, 4, new int[] {0, 0}, -1)))
                .hasMessage("lane 2 was rebuilt");
        assertThatThrownBy(() -> queue.accept(slice(new int[] {1, 3}, 5, new int[] {0}, -1)))
                .hasMessage("lane 2 was rebuilt");
    }

    @Test
    void nobodyComesIntoAWindowThatALaneHasClosed() {
        queue.accept(slice(new int[] {1}, 1, new int[] {0}, 3));
        assertThatThrownBy(() -> queue.accept(slice(new int[] {1}, 2, new int[] {3}, 3)))
                .hasMessage("lane 2 was rebuilt");
    }
}
