package io.doorbuster.api.room;

import io.doorbuster.sale.Fairness.Rule;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.DrawKeys;
import io.doorbuster.waitingroom.Place;
import io.doorbuster.waitingroom.RoomView;
import io.doorbuster.waitingroom.TicketId;
import io.doorbuster.waitingroom.UserHash;

/**
 * What a token says.
 *
 * @param holder {@code u:} and a user's id, or {@code s:} and the id of an anonymous session
 * @param salt the holder's, 16 bytes
 * @param chain the lane's running hash right after the ticket, 64 hex digits
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RoomTicket(
        String orgId, String saleId, String holder, TicketId id, int window, int weight, byte[] salt, String chain) {
    private static final String USER = "u:";
    private static final String SESSION = "s:";

    static String holderOfUser(String userId) {
        return USER + userId;
    }

    static String holderOfSession(String sessionId) {
        return SESSION + sessionId;
    }

    static boolean isHolder(String text) {
        return text.length() > 2 && (text.startsWith(USER) || text.startsWith(SESSION));
    }

    boolean isAnonymous() {
        return holder.startsWith(SESSION);
    }

    UserHash user() {
        return UserHash.of(salt, holder);
    }

    Place place(SaleDefinition sale, RoomView room) {
        boolean weighted = sale.fairness().rule() == Rule.WEIGHTED;
        return new Place(window, new DrawKeys(room.secrets().seed(), saleId, weighted).key(id, weight));
    }
}
