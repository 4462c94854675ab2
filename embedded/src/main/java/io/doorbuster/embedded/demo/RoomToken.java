package io.doorbuster.embedded.demo;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A waiting room's token, as far as its holder can read it. */
record RoomToken(String text, String ticket) {
    /** Null when it is no JWT or names no ticket. */
    static @Nullable RoomToken of(String text) {
        List<String> parts = List.of(text.split("\\.", -1));
        if (parts.size() != 3) {
            return null;
        }
        try {
            byte[] claims = Base64.getUrlDecoder().decode(parts.get(1));
            String ticket = HttpAnswer.parse(new String(claims, StandardCharsets.UTF_8))
                    .path("ticket")
                    .asText("");
            return ticket.isEmpty() ? null : new RoomToken(text, ticket);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The same claims under a signature that the server has not made. */
    String forged() {
        int signature = text.lastIndexOf('.') + 1;
        char first = text.charAt(signature);
        return text.substring(0, signature) + (first == 'A' ? 'B' : 'A') + text.substring(signature + 1);
    }
}
