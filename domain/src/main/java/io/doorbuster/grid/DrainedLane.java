package io.doorbuster.grid;

import io.doorbuster.waitingroom.LaneArrivals;
import io.doorbuster.waitingroom.LaneKey;

/** What a lane had for admission. */
public record DrainedLane(LaneKey key, LaneArrivals arrivals) {
    public String saleId() {
        return key.saleId();
    }
}
