package io.doorbuster.waitingroom;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Who holds a ticket, as it is stored and published: the first 16 bytes of SHA-256(salt | holder). The salt is a secret of
 * the sale and the holder, and stands in the holder's token; so holders find their own ticket and nobody else's.
 */
public record UserHash(long high, long low) {
    /** A holder is {@code u:} and the user's id, or {@code s:} and the id of an anonymous session. */
    public static UserHash of(byte[] salt, String holder) {
        ByteBuffer digest = ByteBuffer.wrap(Digests.sha256(salt, holder.getBytes(StandardCharsets.UTF_8)));
        return new UserHash(digest.getLong(), digest.getLong());
    }

    /** 32 hex digits, as {@link #toString} writes them. */
    public static UserHash parse(String hex) {
        if (hex.length() != 32) {
            throw new IllegalArgumentException("not 32 hex digits: " + hex);
        }
        return new UserHash(HexFormat.fromHexDigitsToLong(hex, 0, 16), HexFormat.fromHexDigitsToLong(hex, 16, 32));
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}
