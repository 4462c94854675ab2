package io.doorbuster.inventory;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.roaringbitmap.RoaringBitmap;

/** What must hold of a bucket after every command, worked out from its snapshot without the bucket's own indexes. */
final class Invariants {
    private final BucketSnapshot snapshot;
    private final BucketSummary summary;
    private final RoaringBitmap placed = new RoaringBitmap();
    private final Map<ReservationState, Integer> units = new EnumMap<>(ReservationState.class);
    private final Map<String, Integer> unitsOf = new HashMap<>();
    private final List<UUID> closed = new ArrayList<>();
    private int settled;
    private long nextDue = Reservation.NEVER;

    private Invariants(InventoryBucket bucket) {
        snapshot = bucket.snapshot();
        summary = bucket.summary(0);
    }

    /** Everything that needs no knowledge of what the bucket should own. */
    static void check(InventoryBucket bucket) {
        new Invariants(bucket).check();
    }

    /** As above, and the bucket answers for exactly {@code owned}. */
    static void check(InventoryBucket bucket, RoaringBitmap owned) {
        Invariants invariants = new Invariants(bucket);
        invariants.check();
        must(invariants.placed.equals(owned), "owns", invariants.placed, owned);
    }

    private void check() {
        snapshot.free().forEach((int unit) -> place(unit, "free"));
        snapshot.reservations().forEach(this::checkReservation);
        int inTransit = 0;
        for (Transfer transfer : snapshot.openTransfers()) {
            transfer.units().forEach((int unit) -> place(unit, "in transit"));
            inTransit += transfer.units().getCardinality();
            must(transfer.from() == snapshot.terms().bucket(), "giver", transfer, snapshot.terms());
            same("window", transfer.sequence(), snapshot.sentThrough().getOrDefault(transfer.to(), 0L));
        }
        same("owned", summary.owned(), placed.getCardinality());
        same("free", summary.free(), snapshot.free().getCardinality());
        same("held", summary.held(), units.getOrDefault(ReservationState.HELD, 0));
        same("paying", summary.paying(), units.getOrDefault(ReservationState.PAYING, 0));
        same("unknown", summary.unknown(), units.getOrDefault(ReservationState.UNKNOWN, 0));
        same("sold", summary.sold(), units.getOrDefault(ReservationState.SOLD, 0));
        same("settled", summary.settled(), settled);
        same("in transit", summary.inTransit(), inTransit);
        same("next due", summary.nextDueAtMillis(), nextDue);
        must(
                closed.size() == snapshot.closed().size() && new HashSet<>(snapshot.closed()).containsAll(closed),
                "closed",
                closed,
                "");
        must(closed.size() <= InventoryBucket.MAX_CLOSED, "closed limit", closed.size(), "");
        unitsOf.forEach((user, held) -> must(held <= snapshot.terms().perUserCap(), "cap", user, held));
        checkOutbox();
    }

    private void checkReservation(Reservation reservation) {
        int last = 0;
        for (int unit : reservation.units()) {
            must(unit > last, "ascending units", reservation, "");
            last = unit;
        }
        must(reservation.attempts().size() <= InventoryBucket.MAX_ATTEMPTS, "attempts", reservation, "");
        must(attemptFits(reservation), "attempt fits state", reservation, "");
        if (!reservation.state().bindsUnits()) {
            closed.add(reservation.id());
            return;
        }
        reservation.units().forEach(unit -> place(unit, reservation));
        settled += isSettled(reservation) ? reservation.quantity() : 0;
        units.merge(reservation.state(), reservation.quantity(), Integer::sum);
        unitsOf.merge(reservation.userId(), reservation.quantity(), Integer::sum);
        nextDue = Math.min(nextDue, reservation.dueAtMillis());
    }

    private static boolean attemptFits(Reservation reservation) {
        Attempt attempt = reservation.attempt();
        boolean timed = reservation.dueAtMillis() != Reservation.NEVER;
        return switch (reservation.state()) {
            case HELD -> timed && (attempt == null || isOver(attempt.state()));
            case RELEASED ->
                !timed && (attempt == null || isOver(attempt.state()) || attempt.state() == AttemptState.REFUNDED);
            case EXPIRED -> !timed && (attempt == null || isOver(attempt.state()));
            case PAYING ->
                timed
                        && attempt != null
                        && (attempt.state() == AttemptState.STARTED || attempt.state() == AttemptState.ACTION_REQUIRED);
            case UNKNOWN -> timed && attempt != null && attempt.state() == AttemptState.UNKNOWN;
            case SOLD ->
                attempt != null
                        && timed == attempt.state().needsResolving()
                        && attempt.state().compareTo(AttemptState.AUTHORISED) >= 0;
        };
    }

    private static boolean isSettled(Reservation reservation) {
        Attempt attempt = reservation.attempt();
        return attempt != null && attempt.state().compareTo(AttemptState.AUTHORISED) > 0;
    }

    private static boolean isOver(AttemptState state) {
        return state == AttemptState.DECLINED || state == AttemptState.WITHDRAWN || state == AttemptState.UNDONE;
    }

    private void checkOutbox() {
        long sequence = summary.durableSequence();
        long atMillis = 0;
        for (Event event : snapshot.pending()) {
            sequence++;
            same("gapless events", event.sequence(), sequence);
            must(event.atMillis() >= atMillis, "events in time", event, atMillis);
            atMillis = event.atMillis();
        }
        same("newest event", summary.lastSequence(), sequence);
        same(
                "oldest event",
                summary.oldestPendingAtMillis(),
                snapshot.pending().stream()
                        .mapToLong(Event::atMillis)
                        .findFirst()
                        .orElse(Reservation.NEVER));
    }

    private void place(int unit, Object where) {
        must(unit >= 1 && placed.checkedAdd(unit), "unit in one place", unit, where);
    }

    private static void same(String what, long actual, long expected) {
        must(actual == expected, what, actual, expected);
    }

    private static void must(boolean holds, String what, Object one, Object other) {
        if (!holds) {
            throw new AssertionError(what + ": " + one + " / " + other);
        }
    }
}
