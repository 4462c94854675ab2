package io.doorbuster.inventory;

import static org.assertj.core.api.Assertions.assertThat;

/** What a repeated command may do. */
final class Repeats {
    private Repeats() {}

    /**
     * Whether a late repetition finds its work done. Reads of the clock, asking for more units and the switch are
     * requests for whatever is right now; so are the few steps of a payment that may happen twice: the provider may ask for
     * an action, fall silent, and ask again; a refund may fail and be tried again.
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

    /** The second answer names the same reservation and units as the first, or refuses because things have moved on. */
    static void assertSame(Command command, Outcome first, Outcome again) {
        if (first instanceof Outcome.Accepted before && again instanceof Outcome.Accepted after) {
            assertThat(after.repeated()).as("%s", command).isTrue();
            assertThat(after.reservation().id()).isEqualTo(before.reservation().id());
            assertThat(after.reservation().units())
                    .isEqualTo(before.reservation().units());
        } else if (command instanceof Command.Reserve || command instanceof Command.StartPayment) {
            throw new AssertionError(command + " was " + first + ", is " + again);
        }
    }
}
