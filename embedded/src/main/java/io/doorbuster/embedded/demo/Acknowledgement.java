package io.doorbuster.embedded.demo;

import java.util.List;

/** What a buyer was told is theirs: a paid order. {@code orderId} is as on the wire. */
public record Acknowledgement(String orderId, String userId, List<Integer> units) {
    public Acknowledgement {
        units = List.copyOf(units);
    }
}
