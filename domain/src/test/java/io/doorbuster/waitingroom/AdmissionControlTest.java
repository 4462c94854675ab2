package io.doorbuster.waitingroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionControlTest {
    private static final long START = 1_000_000;
    private static final int CROWD = 1_000_000;
    private static final double PLENTY = 1_000_000;

    private final AdmissionControl control = new AdmissionControl();
    private long now = START;

    @Test
    void letsInNoMoreThanThereIsStockForUntilItKnowsBetter() {
        AdmissionSignals nobodyCameYet = signals(10_000, 100, 0, 0);
        assertThat(run(500, nobodyCameYet)).isBetween(100, 101);
        assertThat(run(2_500, nobodyCameYet)).isLessThan(10);
    }

    @Test
    void keepsToTheRateAtAnyInterval() {
        for (int interval : new int[] {1, 7, 100, 190}) {
            AdmissionControl fresh = new AdmissionControl();
            int in = 0;
            for (long at = 0; at <= 1_900; at += interval) {
                in += fresh.admit(START + at, signals(1_000, 100_000, 0, 0), CROWD);
            }
            assertThat(in).as("every %d ms", interval).isBetween(1_700, 1_900);
        }
    }

    @Test
    void anIdleTimeSavesUpNoMoreThanTheBurst() {
        admit(signals(1_000, 100_000, 0, 0), 0);
        now += 60_000;
        assertThat(admit(signals(1_000, 100_000, 0, 0), CROWD)).isEqualTo(200);
    }

    @Test
    void aNewRateActsWithTheNextTick() {
        run(1_000, signals(1_000, 1_000_000, 0, 0));
        assertThat(tick(signals(10, 1_000_000, 0, 0))).isLessThanOrEqualTo(2);
        assertThat(run(1_000, signals(10, 1_000_000, 0, 0))).isBetween(9, 11);
        assertThat(tick(signals(5_000, 1_000_000, 0, 0))).isBetween(499, 501);
    }

    @Test
    void aPauseActsAtOnceAndSavesNothingUp() {
        AdmissionSignals open = signals(1_000, 100_000, 0, 0);
        AdmissionSignals paused = new AdmissionSignals(false, 1_000, PLENTY, 100_000, 0, 0, 0);
        run(1_000, open);
        assertThat(run(60_000, paused)).isZero();
        assertThat(tick(open)).isEqualTo(100);
    }

    @Test
    void whoWasLetInBeforeAPauseStillCountsAfterIt() {
        AdmissionSignals open = signals(10_000, 100, 0, 0);
        assertThat(run(500, open)).isBetween(100, 101);
        run(600_000, new AdmissionSignals(false, 10_000, PLENTY, 100, 0, 0, 0));
        assertThat(run(1_000, open)).isLessThan(5);
        assertThat(run(AdmissionControl.NO_SHOW_MILLIS, open)).isGreaterThan(100);
    }

    @Test
    void aLineOfPeopleWhoHaveGoneIsPassedInMinutes() {
        for (int unit = 0; unit < 500; unit++) {
            run(100, signals(10_000, 500 - unit, 0, unit));
        }
        AdmissionSignals nobodyComes = signals(10_000, 1, 0, 499);
        assertThat(run(30_000, nobodyComes)).isLessThan(100);
        assertThat(run(120_000, nobodyComes)).isGreaterThan(50_000);
    }

    @Test
    void anEmptyRoomIsNoLineOfPeopleWhoHaveGone() {
        AdmissionSignals nobodyCameYet = signals(10_000, 100, 0, 0);
        for (int tick = 0; tick < 6_000; tick++) {
            now += 100;
            admit(nobodyCameYet, 0);
        }
        assertThat(run(500, nobodyCameYet)).isBetween(100, 101);
        assertThat(run(2_500, nobodyCameYet)).isLessThan(10);
    }

    @Test
    void nobodyIsLetInWhileAllIsHeld() {
        assertThat(run(60_000, signals(10_000, 0, 0, 100))).isZero();
        assertThat(tick(signals(10_000, 3, 0, 100))).isEqualTo(3);
    }

    @Test
    void noShowsGiveTheirSlotsBackAfterTheirTime() {
        AdmissionSignals nobodyComes = signals(10_000, 100, 0, 0);
        run(200, nobodyComes);
        assertThat(run(AdmissionControl.NO_SHOW_MILLIS, nobodyComes)).isPositive();
    }

    @Test
    void learnsConversionAndBelievesNoLessThanTheFloor() {
        assertThat(control.conversion()).isEqualTo(1, within(1e-9));
        AdmissionSignals nobodyComes = signals(10_000, 1_000, 0, 0);
        run(40_000, nobodyComes);
        assertThat(control.conversion()).isEqualTo(UndecidedTickets.MIN_CONVERSION);
        now += AdmissionControl.NO_SHOW_MILLIS;
        assertThat(run(10_000, nobodyComes)).isBetween(33_000, 34_000);
    }

    @Test
    void forgetsWhatIsNoLongerTrue() {
        long reserved = 0;
        for (int i = 0; i < 400; i++) {
            tick(signals(100, 100_000, 0, 0));
        }
        assertThat(control.conversion()).isLessThan(0.1);
        for (int i = 0; i < 1_800; i++) {
            reserved += tick(signals(100, 100_000, 0, reserved));
        }
        assertThat(control.conversion()).isBetween(0.8, 1.2);
    }

    @Test
    void aBacklogOfPaymentsLeavesATrickle() {
        AdmissionSignals easy = new AdmissionSignals(true, 10_000, 100, 100_000, 300, 0, 0);
        tick(easy);
        assertThat(run(1_000, easy)).isBetween(99, 102);
        AdmissionSignals full = new AdmissionSignals(true, 10_000, 100, 100_000, 5_000, 0, 0);
        assertThat(run(10_000, full)).isBetween(100, 140);
    }

    @Test
    void aProviderThatTakesNothingDoesNotStopTheSaleForGood() {
        AdmissionSignals stopped = new AdmissionSignals(true, 10_000, 0, 100, 50, 0, 0);
        assertThat(run(10_000, stopped)).isBetween(9, 11);
    }

    @Test
    void aRestartLetsInNoSecondWave() {
        List<WatermarkStep> steps =
                List.of(step(1, START - 60_000, 500), step(2, START - 2_000, 560), step(3, START - 1_000, 600));
        control.restore(steps.subList(1, 3));
        assertThat(run(500, signals(10_000, 100, 0, 500))).isBetween(60, 61);
        AdmissionControl whole = new AdmissionControl();
        whole.restore(steps);
        assertThat(whole.admit(START, signals(10_000, 100, 0, 500), CROWD)).isZero();
        assertThat(whole.admit(START + 1_000, signals(10_000, 100, 0, 500), CROWD))
                .isZero();
        assertThat(whole.admit(START + 14_500, signals(10_000, 100, 0, 500), CROWD))
                .as("and the probes of a drought of 14.5 s")
                .isEqualTo(102);
    }

    @Test
    void aClockThatRunsBackLetsNobodyIn() {
        run(1_000, signals(1_000, 100_000, 0, 0));
        now -= 500;
        assertThat(admit(signals(1_000, 100_000, 0, 0), CROWD)).isZero();
        assertThat(run(500, signals(1_000, 100_000, 0, 0))).isLessThanOrEqualTo(1);
    }

    @Test
    void measuresTheOutflowOfTheTimeInWhichTheSaleWasOpen() {
        assertThat(control.admittedPerSec(now)).isZero();
        run(20_000, signals(50, 100_000, 0, 0));
        assertThat(control.admittedPerSec(now)).isEqualTo(50, within(2.0));
        run(60_000, new AdmissionSignals(false, 50, PLENTY, 100_000, 0, 0, 0));
        assertThat(control.admittedPerSec(now)).isEqualTo(50, within(2.0));
    }

    private static WatermarkStep step(long number, long atMillis, long admitted) {
        return new WatermarkStep("org", "sale", number, atMillis, Place.endOf((int) number), admitted);
    }

    private static AdmissionSignals signals(int perSec, int free, int paying, long reserved) {
        return new AdmissionSignals(true, perSec, PLENTY, free, paying, reserved, 0);
    }

    private int run(long millis, AdmissionSignals signals) {
        int in = 0;
        for (long end = now + millis; now < end; ) {
            in += tick(signals);
        }
        return in;
    }

    private int tick(AdmissionSignals signals) {
        now += 100;
        return admit(signals, CROWD);
    }

    private int admit(AdmissionSignals signals, int waiting) {
        return control.admit(now, signals, waiting);
    }
}
