package io.doorbuster.api.room;

import io.doorbuster.grid.SaleView;
import io.doorbuster.waitingroom.RoomView;
import io.doorbuster.waitingroom.SaleFacts;
import io.doorbuster.waitingroom.Standing;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a poll answers.
 *
 * @param position 1 is next; 0 for nobody's
 * @param drawn whether position and ahead are exact; expected values before
 * @param odds of getting a unit, 0 to 1
 * @param message the merchant's
 */
record StandingBody(
        String status,
        int position,
        int ahead,
        boolean drawn,
        long etaSec,
        double odds,
        int pollAfterMs,
        @Nullable String message) {
    /** As far away as anybody: there is nothing to wait for. */
    private static final int OVER_POLL_MILLIS = 20_000;

    static StandingBody of(Standing standing, @Nullable String message) {
        return new StandingBody(
                standing.status().word(),
                standing.position(),
                standing.ahead(),
                standing.drawn(),
                standing.etaSec(),
                standing.odds(),
                standing.pollAfterMillis(),
                message);
    }

    /** Of a sale that the grid has let go. */
    static StandingBody over(@Nullable String message) {
        return new StandingBody(Standing.Status.ENDED.word(), 0, 0, true, 0, 0, OVER_POLL_MILLIS, message);
    }

    static Standing standing(SaleView view, RoomView room, RoomTicket ticket, Instant now) {
        SaleFacts facts = new SaleFacts(
                view.phase(now),
                view.free(),
                Math.max(0, view.sale().stock() - view.sold()),
                view.sale().startAt().toEpochMilli());
        return Standing.of(
                room,
                facts,
                ticket.place(view.sale(), room),
                now.toEpochMilli(),
                ThreadLocalRandom.current().nextDouble());
    }
}
