package io.doorbuster.chaos.history;

import java.util.List;

/**
 * What the checker takes into account.
 *
 * @param clockSlackMillis by how much the nodes' wall clocks may differ from the crowd's: nearer to its expiry than this a
 *     reservation may be over or not
 * @param lossesAllowed moments at which the whole grid was lost; reservations that the ledger cannot have had by then may
 *     be gone
 * @param mustSellOut whether the crowd went on as long as there was anything to buy
 */
public record Leeway(long clockSlackMillis, List<Loss> lossesAllowed, boolean mustSellOut) {
    public Leeway {
        lossesAllowed = List.copyOf(lossesAllowed);
    }

    /** Reservations acknowledged from one wall-clock moment of the crowd to the other may be lost. */
    public record Loss(long fromMillis, long toMillis) {}

    boolean mayLose(Call acknowledgement) {
        return lossesAllowed.stream()
                .anyMatch(loss -> loss.fromMillis() <= acknowledgement.endMillis()
                        && acknowledgement.startMillis() <= loss.toMillis());
    }
}
