package io.doorbuster.stripesim;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The header {@code Stripe-Signature}: one {@code v1} for each active secret. */
final class Signature {
    private static final String HMAC = "HmacSHA256";

    private Signature() {}

    /** @param at unix seconds */
    static String of(long at, String payload, List<String> secrets) {
        StringBuilder header = new StringBuilder("t=").append(at);
        for (String secret : secrets) {
            header.append(",v1=").append(sign(at + "." + payload, secret));
        }
        return header.toString();
    }

    private static String sign(String text, String secret) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
