package io.doorbuster.waitingroom;

import java.nio.charset.StandardCharsets;

/**
 * The running hash over a lane's tickets in order of arrival. It is in every token, so a ticket cannot be taken out,
 * changed or slipped in afterwards without making the tokens of all later ones wrong.
 *
 * <p>The first link is {@code SHA-256("doorbuster-lane|" saleId "|" lane)}; each next one is {@code SHA-256(link "|"
 * ticketId "|" user "|" arrivedAtMillis "|" window "|" weight)}, the link as 32 raw bytes, all else as UTF-8 text with
 * decimal numbers.
 */
public final class TicketChain {
    private TicketChain() {}

    public static byte[] start(String saleId, int lane) {
        return Digests.sha256(("doorbuster-lane|" + saleId + "|" + lane).getBytes(StandardCharsets.UTF_8));
    }

    public static byte[] next(byte[] link, TicketId id, UserHash user, long arrivedAtMillis, int window, int weight) {
        String text = "|" + id + "|" + user + "|" + arrivedAtMillis + "|" + window + "|" + weight;
        return Digests.sha256(link, text.getBytes(StandardCharsets.UTF_8));
    }
}
