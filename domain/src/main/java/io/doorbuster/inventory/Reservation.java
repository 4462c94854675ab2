package io.doorbuster.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Units that a buyer holds, is paying for, or owns. Immutable: each step makes a new one, which the events share. Once
 * a payment attempt has started it is also an order, with the same id.
 *
 * @param id of the command that made it
 * @param units the numbers of its units, ascending; when it is over, of those that it had
 * @param reservedAtMillis epoch milliseconds
 * @param expiresAtMillis epoch milliseconds; what the buyer was told. Paying moves it on
 * @param dueAtMillis epoch milliseconds at which the clock moves it on: a hold expires, a silent payment becomes
 *     unknown, an unresolved one is asked for again; {@link #NEVER} when it is at rest
 * @param resolveTries how often an unresolved payment was handed out to be resolved
 * @param fingerprint of what the buyer sent, to refuse the same id with another body
 * @param attempts at paying, oldest first; at most {@link InventoryBucket#MAX_ATTEMPTS}
 */
public record Reservation(
        UUID id,
        String userId,
        List<Integer> units,
        ReservationState state,
        long reservedAtMillis,
        long expiresAtMillis,
        long dueAtMillis,
        int resolveTries,
        long fingerprint,
        List<Attempt> attempts) {

    public static final long NEVER = Long.MAX_VALUE;

    public Reservation {
        units = List.copyOf(units);
        attempts = List.copyOf(attempts);
    }

    public int quantity() {
        return units.size();
    }

    /** The latest attempt, or null before the first. */
    public @Nullable Attempt attempt() {
        return attempts.isEmpty() ? null : attempts.get(attempts.size() - 1);
    }

    /** Whether it is sold for good: the money has moved. */
    boolean isSettled() {
        Attempt attempt = attempt();
        return state == ReservationState.SOLD
                && attempt != null
                && attempt.state().isSettled();
    }

    boolean hasAttempt(UUID attemptId) {
        return attempts.stream().anyMatch(attempt -> attempt.id().equals(attemptId));
    }

    /** Whether its payment is left to the resolver. */
    public boolean needsResolving() {
        Attempt attempt = attempt();
        return attempt != null && attempt.state().needsResolving();
    }

    Reservation with(ReservationState newState, long newDueAtMillis) {
        return new Reservation(
                id,
                userId,
                units,
                newState,
                reservedAtMillis,
                expiresAtMillis,
                newDueAtMillis,
                0,
                fingerprint,
                attempts);
    }

    Reservation withUnits(List<Integer> newUnits) {
        return new Reservation(
                id,
                userId,
                newUnits,
                state,
                reservedAtMillis,
                expiresAtMillis,
                dueAtMillis,
                resolveTries,
                fingerprint,
                attempts);
    }

    Reservation until(long newExpiresAtMillis) {
        return new Reservation(
                id,
                userId,
                units,
                state,
                reservedAtMillis,
                newExpiresAtMillis,
                dueAtMillis,
                resolveTries,
                fingerprint,
                attempts);
    }

    Reservation withAttempt(Attempt attempt) {
        List<Attempt> all = new ArrayList<>(attempts);
        all.add(attempt);
        return withAttempts(all);
    }

    Reservation withLatestAttempt(Attempt attempt) {
        List<Attempt> all = new ArrayList<>(attempts);
        all.set(all.size() - 1, attempt);
        return withAttempts(all);
    }

    Reservation handedOut(long newDueAtMillis) {
        return new Reservation(
                id,
                userId,
                units,
                state,
                reservedAtMillis,
                expiresAtMillis,
                newDueAtMillis,
                resolveTries + 1,
                fingerprint,
                attempts);
    }

    private Reservation withAttempts(List<Attempt> all) {
        return new Reservation(
                id,
                userId,
                units,
                state,
                reservedAtMillis,
                expiresAtMillis,
                dueAtMillis,
                resolveTries,
                fingerprint,
                all);
    }
}
