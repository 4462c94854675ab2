package io.doorbuster.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.UUID;

/** What a repeated command may do. */
final class Repeats {
    private Repeats() {}

    /**
     * Whether a late repetition finds its work done. Reads of the clock, asking for more units and the switch are
     * requests for whatever is right now; so are the few steps of a payment that may happen twice: the provider may ask for
     * an action, fall silent, and ask again; a refund may fail and be tried again. What the provider has taken back since is
     * news when it says it again: see {@link #isTakenBack}.
     */
    static boolean areSafe(Command command) {
        if (command instanceof Command.RecordPayment payment) {
            return switch (payment.state()) {
                case ACTION_REQUIRED, UNKNOWN, REFUNDING -> false;
                case CAPTURED -> payment.reason() == null;
                default -> true;
            };
        }
        return !(command instanceof Command.Tick
                || command instanceof Command.ClaimUnresolved
                || command instanceof Command.Give
                || command instanceof Command.SetOpen);
    }

    /**
     * Whether the provider has said the contrary since, of an authorisation that lapsed or came late, or of a refund.
     *
     * @param soldLate reservations that came back, so that they can be released again
     */
    static boolean isTakenBack(Command command, InventoryBucket bucket, Set<UUID> soldLate) {
        if (command instanceof Command.Release release) {
            return soldLate.contains(release.reservationId());
        }
        if (!(command instanceof Command.RecordPayment payment)) {
            return false;
        }
        for (Reservation reservation : bucket.snapshot().reservations()) {
            if (reservation.id().equals(payment.reservationId())
                    && reservation.attempts().size() == payment.attempt()) {
                AttemptState now =
                        reservation.attempts().get(payment.attempt() - 1).state();
                return switch (payment.state()) {
                    case AUTHORISED -> now == AttemptState.DECLINED || now == AttemptState.WITHDRAWN;
                    case DECLINED -> now == AttemptState.AUTHORISED;
                    case REFUNDED -> now == AttemptState.CAPTURED;
                    default -> false;
                };
            }
        }
        return false;
    }

    /**
     * The second answer names the same reservation and units as the first, or refuses because things have moved on.
     *
     * @param soldLate reservations that came back, perhaps with other units
     */
    static void assertSame(Command command, Outcome first, Outcome again, Set<UUID> soldLate) {
        if (first instanceof Outcome.Accepted before && again instanceof Outcome.Accepted after) {
            assertThat(after.repeated()).as("%s", command).isTrue();
            assertThat(after.reservation().id()).isEqualTo(before.reservation().id());
            if (!soldLate.contains(before.reservation().id())) {
                assertThat(after.reservation().units())
                        .isEqualTo(before.reservation().units());
            }
        } else if (command instanceof Command.Reserve || command instanceof Command.StartPayment) {
            throw new AssertionError(command + " was " + first + ", is " + again);
        }
    }
}
