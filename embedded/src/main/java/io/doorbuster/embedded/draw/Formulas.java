package io.doorbuster.embedded.draw;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The arithmetic of {@code docs/draw.md}. Not thread-safe. */
final class Formulas {
    static final HexFormat HEX = HexFormat.of();

    private static final int USER_BYTES = 16;
    private static final long UNIFORM_STEPS = 1L << 53;

    private final MessageDigest sha256;

    Formulas() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    byte[] sha256(byte[] first, String then) {
        sha256.update(first);
        return sha256.digest(utf8(then));
    }

    /** What every lane's chain begins with. */
    byte[] firstLink(String saleId, int lane) {
        return sha256(new byte[0], "doorbuster-lane|" + saleId + "|" + lane);
    }

    byte[] nextLink(byte[] link, String ticket, String user, long arrivedAtMillis, int window, int weight) {
        return sha256(link, "|" + ticket + "|" + user + "|" + arrivedAtMillis + "|" + window + "|" + weight);
    }

    /** The hash by which a holder finds their ticket. */
    String user(String salt, String holder) {
        return HEX.formatHex(Arrays.copyOf(sha256(HEX.parseHex(salt), holder), USER_BYTES));
    }

    static int lane(String user, int lanes) {
        return (int) Long.remainderUnsigned(HexFormat.fromHexDigitsToLong(user, 0, 16), lanes);
    }

    /** The draw of one sale. */
    static Mac draw(String seed) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(HEX.parseHex(seed), "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has HmacSHA256", e);
        }
    }

    /** A ticket's key, to be compared without a sign. */
    static long key(Mac draw, String saleId, String ticket, boolean weighted, int weight) {
        long drawn = ByteBuffer.wrap(draw.doFinal(utf8(saleId + "|" + ticket))).getLong();
        if (!weighted) {
            return drawn;
        }
        double uniform = ((drawn >>> 11) + 0.5) / UNIFORM_STEPS;
        return Double.doubleToLongBits(-StrictMath.log(uniform) / weight);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
