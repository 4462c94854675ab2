package io.doorbuster.stripesim;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who may call. Thread-safe. */
final class Keys {
    static final String TEST_PREFIX = "sk_test_";

    private final Set<String> known;

    Keys(Set<String> known) {
        this.known = known;
    }

    /** The account that the request is about. */
    String account(Request request) {
        String key = key(request.header("authorization"));
        if (key == null) {
            throw Refusal.unauthorized("You did not provide an API key.");
        }
        if (!key.startsWith(TEST_PREFIX) || !(known.isEmpty() || known.contains(key))) {
            throw Refusal.unauthorized("Invalid API Key provided.");
        }
        String account = request.header("stripe-account");
        return account == null || account.isEmpty() ? StripeSim.PLATFORM : account;
    }

    private static @Nullable String key(@Nullable String authorization) {
        if (authorization == null) {
            return null;
        }
        String scheme = authorization.toLowerCase(Locale.ROOT);
        if (scheme.startsWith("bearer ")) {
            return authorization.substring("bearer ".length()).strip();
        }
        if (!scheme.startsWith("basic ")) {
            return null;
        }
        try {
            byte[] pair = Base64.getDecoder()
                    .decode(authorization.substring("basic ".length()).strip());
            String text = new String(pair, StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            return colon < 0 ? text : text.substring(0, colon);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }
}
