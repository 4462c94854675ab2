package io.doorbuster.api.room;

import io.doorbuster.api.http.Idempotency;
import io.doorbuster.ledger.TokenKeyStore.TokenKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Anonymous buyers, known by a signed cookie. Thread-safe. */
final class Sessions {
    static final String COOKIE = "doorbuster_session";

    private static final Duration MAX_AGE = Duration.ofDays(30);
    private static final Pattern VALUE =
            Pattern.compile("([0-9a-f-]{36})\\.([A-Za-z0-9_-]{1,64})\\.([A-Za-z0-9_-]{43})");

    private final TokenKeys keys;

    Sessions(TokenKeys keys) {
        this.keys = keys;
    }

    /**
     * @param setCookie to send with the answer; null if the caller has it
     */
    record Session(String id, @Nullable String setCookie) {}

    /** The session of the cookie, or a new one if that is missing or not ours. */
    CompletableFuture<Session> of(@Nullable String cookie, boolean secure) {
        TokenKey signer = keys.signer();
        Matcher parts = VALUE.matcher(cookie == null ? "" : cookie);
        if (!parts.matches()) {
            return CompletableFuture.completedFuture(fresh(signer, secure));
        }
        String id = parts.group(1);
        byte[] signature = parts.group(3).getBytes(StandardCharsets.US_ASCII);
        return keys.find(parts.group(2)).thenApply(key -> {
            if (key.isEmpty()
                    || !MessageDigest.isEqual(signature, sign(id, key.get()).getBytes(StandardCharsets.US_ASCII))) {
                return fresh(signer, secure);
            }
            // Signed anew now and then, so that the cookie of somebody who comes back outlives its key.
            return new Session(id, key.get().kid().equals(signer.kid()) ? null : cookie(id, signer, secure));
        });
    }

    private static Session fresh(TokenKey signer, boolean secure) {
        String id = Idempotency.randomId().toString();
        return new Session(id, cookie(id, signer, secure));
    }

    private static String cookie(String id, TokenKey key, boolean secure) {
        return COOKIE + "=" + id + "." + key.kid() + "." + sign(id, key) + "; Path=/v1/sales; Max-Age="
                + MAX_AGE.toSeconds() + "; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "");
    }

    /** The bar keeps it apart from a JWT, which the same key signs and which has none. */
    private static String sign(String id, TokenKey key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.secret(), "HmacSHA256"));
            byte[] signed = mac.doFinal(("session|" + id + "|" + key.kid()).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(signed);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has HmacSHA256", e);
        }
    }
}
