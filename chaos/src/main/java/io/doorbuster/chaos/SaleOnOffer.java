package io.doorbuster.chaos;

/**
 * A sale that the crowd buys from. Thread-safe.
 *
 * @param hasRoom whether buyers go through a waiting room
 */
record SaleOnOffer(String saleId, boolean hasRoom, int stock, SoldOut soldOut) {
    /** What the last answer was that any buyer had. */
    static final class SoldOut {
        private volatile boolean said;

        void say() {
            said = true;
        }

        boolean said() {
            return said;
        }
    }

    String path() {
        return "/v1/sales/" + saleId;
    }
}
