package io.doorbuster.waitingroom;

import io.doorbuster.sale.SaleDefinition;

/**
 * Names one lane of one sale's waiting room. {@link #toString()} is its key in the grid.
 *
 * @param lane 0-based
 */
public record LaneKey(String orgId, String saleId, int lane) {
    /** Lanes of every room: spreads a crowd's joining over the partitions' threads, and keeps a lane's move short. */
    public static final int LANES = 8;

    /** The lane of a holder: always the same, so that one ticket per holder is one atomic step. */
    public static LaneKey of(SaleDefinition sale, UserHash user) {
        return new LaneKey(sale.orgId(), sale.saleId(), (int) Long.remainderUnsigned(user.high(), LANES));
    }

    public static LaneKey parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a lane key: " + text);
        }
        return new LaneKey(parts[0], parts[1], Integer.parseInt(parts[2]));
    }

    @Override
    public String toString() {
        return orgId + "/" + saleId + "/" + lane;
    }
}
