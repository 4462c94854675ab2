package io.doorbuster.waitingroom;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Admission to one sale: takes in what the lanes tell, and lets people in tick by tick. Not thread-safe. */
public final class RoomAdmission {
    /**
     * Of the queue, in every published view: 32 KB, for ranks that are off by less than one in a hundred, see {@link
     * RankTable}.
     */
    static final int RANK_SAMPLES = 2_048;

    /**
     * An empty room's watermark moves on this often at most, and not with every tick: each move is a row in the ledger. Only
     * holders of tickets that were lost with the whole grid wait for it.
     */
    static final long EMPTY_STEP_MILLIS = 1_000;

    private final String orgId;
    private final String saleId;
    private final DrawSecrets secrets;
    private final AdmissionQueue queue;
    private final AdmissionControl control = new AdmissionControl();
    private @Nullable WatermarkStep latest;

    /**
     * What a tick made.
     *
     * @param view to be published; only once {@link RoomAdmission#isComplete}, because before it lacks people
     * @param step to be written down before the view is published; null if the watermark did not move
     */
    public record Tick(RoomView view, @Nullable WatermarkStep step) {}

    /**
     * @param weighted whether the sale's rule is WEIGHTED
     * @param latest the newest step that was written down or published; null if there is none
     * @param recent the last steps, ascending
     */
    public RoomAdmission(
            String orgId,
            String saleId,
            boolean weighted,
            DrawSecrets secrets,
            @Nullable WatermarkStep latest,
            List<WatermarkStep> recent) {
        this.orgId = orgId;
        this.saleId = saleId;
        this.secrets = secrets;
        this.latest = latest;
        queue = new AdmissionQueue(new DrawKeys(secrets.seed(), saleId, weighted));
        if (latest != null) {
            queue.restore(latest.watermark());
        }
        control.restore(recent);
    }

    /**
     * Takes in what a lane told; the same again does no harm.
     *
     * @throws IllegalStateException if the lane was rebuilt: all lanes must be read anew, into a new instance
     */
    public void accept(LaneArrivals arrivals) {
        queue.accept(arrivals);
    }

    /** Whether every lane has been read to its end at least once; until then nobody is admitted. */
    public boolean isComplete() {
        return queue.isComplete();
    }

    /** Lets in as many as the signals allow at this moment. */
    public Tick tick(long nowMillis, AdmissionSignals signals) {
        boolean open = signals.open() && queue.isComplete();
        int count = control.admit(nowMillis, signals, open ? queue.waiting() : 0);
        WatermarkStep step = null;
        if (open && (count > 0 || isEmptyStepDue(nowMillis))) {
            step = step(nowMillis, count);
        }
        return new Tick(view(nowMillis), step);
    }

    /** A clock that was set back must not hold the watermark up. */
    private boolean isEmptyStepDue(long nowMillis) {
        return latest == null || Math.abs(nowMillis - latest.atMillis()) >= EMPTY_STEP_MILLIS;
    }

    private @Nullable WatermarkStep step(long nowMillis, int count) {
        Place before = queue.watermark();
        Place watermark = queue.advance(count);
        if (!watermark.isAfter(before)) {
            return null;
        }
        WatermarkStep step = new WatermarkStep(
                orgId, saleId, number() + 1, Math.max(nowMillis, lastMillis()), watermark, admitted());
        latest = step;
        return step;
    }

    private long number() {
        return latest == null ? 0 : latest.step();
    }

    private long lastMillis() {
        return latest == null ? Long.MIN_VALUE : latest.atMillis();
    }

    /** What was published once is not taken back, not even when the grid was lost and the ledger knows fewer tickets. */
    private long admitted() {
        return Math.max(queue.admitted(), latest == null ? 0 : latest.admitted());
    }

    private RoomView view(long nowMillis) {
        return new RoomView(
                orgId,
                saleId,
                number(),
                queue.watermark(),
                queue.arrivals(),
                admitted(),
                queue.closedThrough(),
                queue.ranks(RANK_SAMPLES),
                control.admittedPerSec(nowMillis),
                control.conversion(),
                queue.left(),
                secrets,
                nowMillis);
    }
}
