package io.doorbuster.waitingroom;

/**
 * What admission sees of a sale when it decides how many to let in.
 *
 * @param open whether the sale sells at this moment: started, not paused, not over, its buckets in place
 * @param admissionPerSec the merchant's limit, tickets per second
 * @param paymentsPerSec what the payment provider can take, payments per second
 * @param free units that anyone may reserve
 * @param paying units whose payment is under way or unknown
 * @param reservedUnits units that were ever reserved, in all reservations together, those given back included
 * @param paidOrders orders that were ever paid
 */
public record AdmissionSignals(
        boolean open,
        int admissionPerSec,
        double paymentsPerSec,
        int free,
        int paying,
        long reservedUnits,
        long paidOrders) {}
