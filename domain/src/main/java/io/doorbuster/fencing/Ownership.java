package io.doorbuster.fencing;

/**
 * What the register {@code owner/<partition>} says. The epoch grows with every change, so that no value comes twice.
 *
 * @param epoch 0 for a partition that nobody ever owned
 * @param leaseId of the owner; 0 if the last one handed it over
 */
public record Ownership(int epoch, int leaseId) {
    public static final int NOBODY = 0;

    public Ownership {
        if (epoch < 0 || leaseId < 0) {
            throw new IllegalArgumentException("epoch " + epoch + ", lease " + leaseId);
        }
    }

    public static Ownership of(long registered) {
        return new Ownership((int) (registered >>> Integer.SIZE), (int) registered);
    }

    /** For the register. */
    public long packed() {
        return ((long) epoch << Integer.SIZE) | leaseId;
    }

    public boolean isFree() {
        return leaseId == NOBODY;
    }

    /**
     * The next epoch, under another lease.
     *
     * @throws ArithmeticException after 2^31 - 1 epochs: one a second for 68 years
     */
    public Ownership claimedBy(int claimant) {
        return new Ownership(Math.incrementExact(epoch), claimant);
    }

    public Ownership handedOver() {
        return claimedBy(NOBODY);
    }
}
