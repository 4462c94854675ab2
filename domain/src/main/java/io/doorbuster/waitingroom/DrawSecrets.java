package io.doorbuster.waitingroom;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a sale keeps to itself while it runs.
 *
 * @param seed 32 bytes; its SHA-256 is published from the start, the seed itself after the end
 * @param ticketSecret 32 bytes, never published: the salts of user hashes come from it
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content, see equals
public record DrawSecrets(byte[] seed, byte[] ticketSecret) {
    private static final int SALT_BYTES = 16;

    /** The holder's own salt, for {@link UserHash#of}: the first 16 bytes of HMAC-SHA256(ticketSecret, holder). */
    public byte[] saltOf(String holder) {
        byte[] mac = Digests.hmacSha256(ticketSecret).doFinal(holder.getBytes(StandardCharsets.UTF_8));
        return Arrays.copyOf(mac, SALT_BYTES);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DrawSecrets secrets
                && Arrays.equals(seed, secrets.seed)
                && Arrays.equals(ticketSecret, secrets.ticketSecret);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(seed);
    }

    @Override
    public String toString() {
        return "DrawSecrets[not shown]";
    }
}
