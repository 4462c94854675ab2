package io.doorbuster.api.sale;

import io.doorbuster.waitingroom.DrawSecrets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/** What must not be guessed: the ids of sales, and what their draws come from. Thread-safe. */
final class DrawSeeds {
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int ID_CHARS = 26;
    private static final int SECRET_BYTES = 32;

    private final SecureRandom random = new SecureRandom();

    /** 26 characters of five bits each: 128 bits and two to spare. */
    String saleId() {
        StringBuilder id = new StringBuilder("sal_");
        for (int i = 0; i < ID_CHARS; i++) {
            id.append(BASE32.charAt(random.nextInt(BASE32.length())));
        }
        return id.toString();
    }

    DrawSecrets secrets() {
        return new DrawSecrets(secret(), secret());
    }

    private byte[] secret() {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return secret;
    }

    /** Published from the start, so that the seed cannot be chosen afterwards. */
    static String commitment(DrawSecrets secrets) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(secrets.seed()));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
