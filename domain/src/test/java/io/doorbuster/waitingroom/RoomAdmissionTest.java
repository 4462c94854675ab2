package io.doorbuster.waitingroom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoomAdmissionTest {
    private static final AdmissionSignals OPEN = new AdmissionSignals(true, 50, 1_000, 10_000, 0, 0, 0);
    private static final AdmissionSignals SHUT = new AdmissionSignals(false, 50, 1_000, 10_000, 0, 0, 0);
    private static final DrawSecrets SECRETS = new DrawSecrets(ScriptedLanes.SEED, new byte[32]);

    private final ScriptedLanes lanes = new ScriptedLanes();
    private long nowMillis = 1_000_000;

    private static RoomAdmission room(@Nullable WatermarkStep latest) {
        List<WatermarkStep> recent = latest == null ? List.of() : List.of(latest);
        return new RoomAdmission("acme", OneLane.SALE, false, SECRETS, latest, recent);
    }

    private RoomAdmission.Tick tick(RoomAdmission room, AdmissionSignals signals) {
        nowMillis += 100;
        return room.tick(nowMillis, signals);
    }

    /** Ticks for so long that everybody may have come in. */
    private WatermarkStep last(RoomAdmission room, @Nullable WatermarkStep before) {
        WatermarkStep last = before;
        for (int i = 0; i < 200; i++) {
            RoomAdmission.Tick tick = tick(room, OPEN);
            WatermarkStep step = tick.step();
            if (step != null) {
                assertThat(step.step()).isEqualTo(last == null ? 1 : last.step() + 1);
                assertThat(last == null || step.watermark().isAfter(last.watermark()))
                        .isTrue();
                assertThat(tick.view().step()).isEqualTo(step.step());
                assertThat(tick.view().watermark()).isEqualTo(step.watermark());
                assertThat(tick.view().admitted()).isEqualTo(step.admitted());
                last = step;
            }
        }
        return java.util.Objects.requireNonNull(last);
    }

    @Test
    void stepsOnUntilEverybodyIsIn() {
        for (int i = 0; i < 120; i++) {
            lanes.join(i % LaneKey.LANES, 0);
        }
        lanes.closeAll(0);
        RoomAdmission room = room(null);
        lanes.tell(room);
        WatermarkStep last = last(room, null);
        assertThat(last.watermark()).isEqualTo(Place.endOf(0));
        assertThat(last.admitted()).isEqualTo(120);
        RoomView view = tick(room, OPEN).view();
        assertThat(view.waiting()).isZero();
        assertThat(view.arrivals()).isEqualTo(120);
        assertThat(view.isDrawn(0)).isTrue();
        assertThat(view.isDrawn(1)).isFalse();
    }

    @Test
    void nothingMovesWhileTheSaleIsShut() {
        RoomAdmission room = room(null);
        lanes.closeAll(3);
        lanes.tell(room);
        for (int i = 0; i < 50; i++) {
            RoomAdmission.Tick tick = tick(room, SHUT);
            assertThat(tick.step()).isNull();
            assertThat(tick.view().watermark()).isEqualTo(Place.BEFORE_ALL);
            assertThat(tick.view().closedThrough()).isEqualTo(3);
        }
        assertThat(last(room, null).watermark()).isEqualTo(Place.endOf(3));
    }

    @Test
    void nobodyIsAdmittedBeforeAllLanesHaveReported() {
        lanes.join(0, 0);
        lanes.closeAll(0);
        RoomAdmission room = room(null);
        for (int lane = 0; lane < LaneKey.LANES - 1; lane++) {
            room.accept(lanes.slice(lane, 0, 10));
            assertThat(tick(room, OPEN).step()).isNull();
            assertThat(room.isComplete()).isFalse();
        }
        room.accept(lanes.slice(LaneKey.LANES - 1, 0, 10));
        assertThat(room.isComplete()).isTrue();
        assertThat(last(room, null).admitted()).isEqualTo(1);
    }

    @Test
    void anEmptyRoomStepsOnceASecond() {
        RoomAdmission room = room(null);
        int steps = 0;
        for (int i = 0; i < 100; i++) {
            lanes.closeAll(i);
            lanes.tell(room);
            steps += tick(room, OPEN).step() == null ? 0 : 1;
        }
        assertThat(steps).isEqualTo(10);
    }

    @Test
    void goesOnAfterARestart() {
        for (int i = 0; i < 400; i++) {
            lanes.join(i % LaneKey.LANES, i / 100);
        }
        lanes.closeAll(3);
        RoomAdmission room = room(null);
        lanes.tell(room);
        WatermarkStep latest = tick(room, OPEN).step();
        while (latest == null) {
            latest = tick(room, OPEN).step();
        }
        RoomAdmission next = room(latest);
        RoomView early = tick(next, OPEN).view();
        assertThat(early.watermark()).isEqualTo(latest.watermark());
        assertThat(early.admitted()).isEqualTo(latest.admitted());
        lanes.tell(next);
        assertThat(last(next, latest).admitted()).isEqualTo(400);
    }

    @Test
    void whatWasPublishedIsNotTakenBackWhenTicketsWereLost() {
        WatermarkStep latest = new WatermarkStep("acme", OneLane.SALE, 7, nowMillis + 60_000, Place.endOf(2), 500);
        RoomAdmission room = room(latest);
        lanes.closeAll(2);
        lanes.join(1, 3);
        lanes.closeAll(3);
        lanes.tell(room);
        WatermarkStep last = last(room, latest);
        assertThat(last.admitted()).isEqualTo(500);
        assertThat(last.watermark()).isEqualTo(Place.endOf(3));
        assertThat(last.atMillis()).as("times ascend").isGreaterThanOrEqualTo(latest.atMillis());
    }

    @Test
    void theViewTellsWhoLeft() {
        lanes.join(5, 0);
        lanes.leave(5, 1);
        RoomAdmission room = room(null);
        lanes.tell(room);
        RoomView view = tick(room, SHUT).view();
        assertThat(view.isLeft(new TicketId(5, 1, 1))).isTrue();
        assertThat(view.waiting()).isZero();
    }
}
