package io.doorbuster.embedded.draw;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a waiting-room token says. Its signature is the server's own business and cannot be checked from outside.
 *
 * @param holder {@code u:} and a user's id, or {@code s:} and a session's
 * @param salt that the holder's published hash was made with
 */
record HolderToken(String saleId, String holder, String ticket, int window, int weight, String salt, String chain) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern SALT = Pattern.compile("[0-9a-f]{32}");

    /** @throws IllegalArgumentException if it is no waiting-room token, saying why */
    static HolderToken parse(String token) {
        List<String> parts = List.of(token.strip().split("\\.", -1));
        if (parts.size() != 3) {
            throw new IllegalArgumentException("not a JWT: it has " + parts.size() + " parts instead of 3");
        }
        JsonNode claims;
        try {
            claims = JSON.readTree(Base64.getUrlDecoder().decode(parts.get(1)));
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException("not a JWT: its claims cannot be read", e);
        }
        JsonNode audience = claims.path("aud");
        boolean ours = audience.isArray()
                ? audience.size() == 1 && audience.get(0).asText().equals("waiting-room")
                : audience.asText("").equals("waiting-room");
        if (!ours) {
            throw new IllegalArgumentException("not a waiting room's token: its aud is " + audience);
        }
        String salt = claims.path("salt").asText("");
        if (!SALT.matcher(salt).matches()) {
            throw new IllegalArgumentException("its salt is no 32 hex digits");
        }
        return new HolderToken(
                claims.path("sale").asText(""),
                claims.path("sub").asText(""),
                claims.path("ticket").asText(""),
                claims.path("window").asInt(-1),
                claims.path("weight").asInt(-1),
                salt,
                claims.path("chain").asText(""));
    }
}
