package io.doorbuster.api.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes the ids and fingerprints by which a repeated request is recognised. */
public final class Idempotency {
    /** One for each thread: the JDK's shared one is a lock that every request of a crowd would queue for. */
    private static final ThreadLocal<SecureRandom> RANDOM = ThreadLocal.withInitial(Idempotency::random);

    private Idempotency() {}

    /**
     * The id of a buyer's command: the same for the same key, random without one.
     *
     * @param verb "reserve" or "checkout"
     */
    public static UUID commandId(String verb, String saleId, String userId, @Nullable String key) {
        if (key == null) {
            return randomId();
        }
        ByteBuffer hash = sha256(verb, saleId, userId, key);
        return new UUID(hash.getLong(), hash.getLong());
    }

    /** 128 bits that nobody can guess. */
    public static UUID randomId() {
        byte[] random = new byte[2 * Long.BYTES];
        RANDOM.get().nextBytes(random);
        ByteBuffer bits = ByteBuffer.wrap(random);
        return new UUID(bits.getLong(), bits.getLong());
    }

    /** The id of the one reservation that a waiting room's ticket buys. */
    public static UUID ofTicket(String saleId, String ticketId) {
        ByteBuffer hash = sha256("ticket", saleId, ticketId);
        return new UUID(hash.getLong(), hash.getLong());
    }

    /** Tells one body from another; the parts must be in a canonical form. */
    public static long fingerprint(String... parts) {
        return sha256(parts).getLong();
    }

    private static SecureRandom random() {
        try {
            return SecureRandom.getInstance("DRBG");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has DRBG", e);
        }
    }

    private static ByteBuffer sha256(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                // With its length, so that ("a", "bc") is not ("ab", "c").
                digest.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
                digest.update(bytes);
            }
            return ByteBuffer.wrap(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
