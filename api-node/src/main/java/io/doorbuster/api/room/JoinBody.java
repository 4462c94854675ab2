package io.doorbuster.api.room;

import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.Standing;
import java.time.Instant;

/**
 * What joining answers; the middle is as in {@link StandingBody}.
 *
 * @param ticket its id, for finding it in the published draw
 * @param commitment hex SHA-256 of the draw's seed
 */
record JoinBody(
        String token,
        String status,
        int position,
        int ahead,
        boolean drawn,
        long etaSec,
        double odds,
        int pollAfterMs,
        String ticket,
        int window,
        String commitment,
        Instant startAt) {
    static JoinBody of(String token, RoomTicket ticket, Standing standing, SaleDefinition sale) {
        return new JoinBody(
                token,
                standing.status().word(),
                standing.position(),
                standing.ahead(),
                standing.drawn(),
                standing.etaSec(),
                standing.odds(),
                standing.pollAfterMillis(),
                ticket.id().toString(),
                ticket.window(),
                sale.drawCommitment(),
                sale.startAt());
    }
}
