package io.doorbuster.embedded.demo;

import com.fasterxml.jackson.databind.JsonNode;

/** The merchant's view of a waiting room at one moment. */
record RoomCounts(long arrivals, long waiting, long admitted) {
    static RoomCounts of(JsonNode stats) {
        return new RoomCounts(
                stats.path("arrivals").asLong(),
                stats.path("waiting").asLong(),
                stats.path("admitted").asLong());
    }
}
