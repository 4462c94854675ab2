package io.doorbuster.waitingroom;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.crypto.Mac;

/**
 * Draws the keys of one sale's tickets from its seed. {@code HMAC-SHA256(seed, saleId | ticketId)}, the bar and the ids as
 * UTF-8; its first eight bytes are the number.
 *
 * <p>Unweighted, that number is the key. Weighted, the 53 highest bits make a uniform u in (0, 1), and the key is the bit
 * pattern of the double {@code -ln(u) / weight}: ascending, that is the order of u^(1/weight) descending, the weighted draw
 * without replacement of Efraimidis and Spirakis (Information Processing Letters 97, 2006). {@link StrictMath} makes it the
 * same on every machine. Not thread-safe.
 */
public final class DrawKeys {
    private static final double STEPS = 0x1.0p53;

    private final Mac mac;
    private final String saleId;
    private final boolean weighted;

    /** @param weighted whether the sale's rule is WEIGHTED */
    public DrawKeys(byte[] seed, String saleId, boolean weighted) {
        this.mac = Digests.hmacSha256(seed);
        this.saleId = saleId;
        this.weighted = weighted;
    }

    /**
     * The key of a ticket; lower, as an unsigned number, is earlier.
     *
     * @param weight at least 1; counts only in a weighted draw
     */
    public long key(TicketId ticket, int weight) {
        long drawn = ByteBuffer.wrap(mac.doFinal((saleId + "|" + ticket).getBytes(StandardCharsets.UTF_8)))
                .getLong();
        if (!weighted) {
            return drawn;
        }
        double u = ((drawn >>> 11) + 0.5) / STEPS;
        return Double.doubleToLongBits(-StrictMath.log(u) / weight);
    }
}
