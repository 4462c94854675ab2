package io.doorbuster.embedded.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A reservation as its buyer was told of it. */
record Holding(String reservationId, List<Integer> units, long expiresAtMillis) {
    /** Reads a 201; null when it does not say what the contract says. */
    static @Nullable Holding of(JsonNode body, int stock) {
        String id = body.path("reservationId").asText("");
        List<Integer> units = units(body, stock);
        if (!id.startsWith("rsv_")
                || units.size() != 1
                || !body.path("expiresIn").isNumber()) {
            return null;
        }
        try {
            return new Holding(
                    id, units, Instant.parse(body.path("expiresAt").asText("")).toEpochMilli());
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** The body's units; empty when one of them is none of 1..stock. */
    static List<Integer> units(JsonNode body, int stock) {
        List<Integer> units = new ArrayList<>(1);
        for (JsonNode unit : body.path("units")) {
            if (!unit.isInt() || unit.intValue() < 1 || unit.intValue() > stock) {
                return List.of();
            }
            units.add(unit.intValue());
        }
        return units;
    }
}
