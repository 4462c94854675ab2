package io.doorbuster.waitingroom;

import io.doorbuster.sale.Phase;

/**
 * What a waiting buyer must know of the sale.
 *
 * @param free units that anyone may reserve
 * @param unsold units that are not sold: free, held or in payment
 * @param startAtMillis epoch milliseconds
 */
public record SaleFacts(Phase phase, int free, int unsold, long startAtMillis) {}
