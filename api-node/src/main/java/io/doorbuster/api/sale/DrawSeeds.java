package io.doorbuster.api.sale;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/** What must not be guessed: the ids of sales, and the seeds of their draws. Thread-safe. */
final class DrawSeeds {
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int ID_CHARS = 26;
    private static final int SEED_BYTES = 32;

    private final SecureRandom random = new SecureRandom();

    /** 26 characters of five bits each: 128 bits and two to spare. */
    String saleId() {
        StringBuilder id = new StringBuilder("sal_");
        for (int i = 0; i < ID_CHARS; i++) {
            id.append(BASE32.charAt(random.nextInt(BASE32.length())));
        }
        return id.toString();
    }

    byte[] seed() {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        return seed;
    }

    /** Published from the start, so that the seed cannot be chosen afterwards. */
    static String commitment(byte[] seed) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(seed));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
