package io.doorbuster.waitingroom;

import java.util.List;

/**
 * Decides how many tickets of one sale to let in. A closed loop: it sees what those who were let in have reserved, and lets
 * in only as many more as there is stock for. The law and its constants are explained in {@code docs/admission.md}. It may
 * be asked at any interval. Not thread-safe.
 */
public final class AdmissionControl {
    /** After this time a ticket that was let in and not used keeps nobody else out. */
    static final long NO_SHOW_MILLIS = UndecidedTickets.NO_SHOW_MILLIS;

    /** What an idle moment may save up: two ticks of 100 ms, so that one late tick costs nothing. */
    static final long BURST_MILLIS = 200;

    /** The outflow is measured over this time; shorter jumps about, longer lags behind. */
    private static final long OUTFLOW_MILLIS = 10_000;

    private static final double ROUNDING = 1e-6;

    private final UndecidedTickets undecided = new UndecidedTickets();
    private final Drought drought = new Drought();
    private final PaymentBudget payments = new PaymentBudget();
    private boolean started;
    private boolean open;
    private long lastMillis;
    private long openedAtMillis;
    private long reservedUnits;
    private long paidOrders;
    private double tokens;

    /**
     * After a restart, before the first {@link #admit}: those let in lately are on their way and count.
     *
     * @param recent the last steps, ascending, with one from before {@link #NO_SHOW_MILLIS} ago if there is one; what the
     *     first of them let in is known only if it is step 1
     */
    public void restore(List<WatermarkStep> recent) {
        long before =
                !recent.isEmpty() && recent.get(0).step() > 1 ? recent.get(0).admitted() : 0;
        for (WatermarkStep step : recent) {
            if (step.admitted() > before) {
                undecided.restore(step.atMillis(), (int) Math.min(Integer.MAX_VALUE, step.admitted() - before));
                before = step.admitted();
            }
        }
    }

    /**
     * How many to let in now; they count as let in.
     *
     * @param waiting tickets that could be let in
     * @return 0 to {@code waiting}
     */
    public int admit(long nowMillis, AdmissionSignals signals, int waiting) {
        long elapsedMillis = started ? Math.max(0, nowMillis - lastMillis) : 0;
        observe(nowMillis, elapsedMillis, signals);
        if (!signals.open()) {
            tokens = 0;
            return 0;
        }
        refill(elapsedMillis, signals);
        if (signals.free() <= 0) {
            return 0;
        }
        double room = signals.free() - undecided.claims();
        double fit = Math.ceil(room / undecided.conversion() + drought.probes() - ROUNDING);
        int admitted = (int) Math.min(Math.min(waiting, fit), tokens);
        if (admitted <= 0) {
            return 0;
        }
        tokens -= admitted;
        undecided.letIn(admitted);
        return admitted;
    }

    /** Tickets per second over the last seconds in which the sale was open. */
    public double admittedPerSec(long nowMillis) {
        if (!started) {
            return 0;
        }
        long clockMillis = undecided.clockMillis() + (open ? Math.max(0, nowMillis - lastMillis) : 0);
        long spanMillis = Math.min(OUTFLOW_MILLIS, Math.max(1_000, clockMillis - openedAtMillis));
        return undecided.letInSince(clockMillis - spanMillis) * 1_000.0 / spanMillis;
    }

    /** Units that a ticket takes on average once it is let in. */
    public double conversion() {
        return undecided.conversion();
    }

    /** The time of a pause counts for nobody: who was let in before it comes after it. */
    private void observe(long nowMillis, long elapsedMillis, AdmissionSignals signals) {
        if (!started) {
            undecided.startAt(nowMillis);
            started = true;
        }
        if (signals.open() && open) {
            long newUnits = Math.max(0, signals.reservedUnits() - reservedUnits);
            long newOrders = Math.max(0, signals.paidOrders() - paidOrders);
            if (undecided.isIdle()) {
                drought.end();
            } else {
                drought.advance(elapsedMillis, newUnits, signals.free() > 0);
            }
            undecided.advance(elapsedMillis, newUnits, signals.free() > 0);
            payments.advance(elapsedMillis, newUnits, newOrders, signals);
        } else if (signals.open() && undecided.isIdle()) {
            openedAtMillis = undecided.clockMillis();
        }
        open = signals.open();
        lastMillis = Math.max(lastMillis, nowMillis);
        reservedUnits = signals.reservedUnits();
        paidOrders = signals.paidOrders();
    }

    private void refill(long elapsedMillis, AdmissionSignals signals) {
        double perSec = Math.min(signals.admissionPerSec(), payments.ticketsPerSec(signals, undecided.conversion()));
        double burst = Math.max(1, perSec * BURST_MILLIS / 1_000);
        tokens = Math.min(burst, tokens + perSec * elapsedMillis / 1_000);
    }
}
