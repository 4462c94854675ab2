package io.doorbuster.fencing;

/**
 * What the register {@code lease/<id>} says: renewals so far while the lease lives; their number, kept, once it was
 * revoked; or that its holder released it. The last two are final. A revoked record keeps the number so that whoever saw
 * that renewal knows since when there was none.
 *
 * @param registered n ≥ 0: renewed n times; -1 - n: revoked after n renewals; {@link Long#MIN_VALUE}: released
 */
public record LeaseRecord(long registered) {
    public static final LeaseRecord UNUSED = new LeaseRecord(0);
    public static final LeaseRecord RELEASED = new LeaseRecord(Long.MIN_VALUE);

    public boolean isLive() {
        return registered >= 0;
    }

    public boolean isReleased() {
        return registered == Long.MIN_VALUE;
    }

    public boolean isRevoked() {
        return !isLive() && !isReleased();
    }

    /** Renewals so far. */
    public long renewals() {
        if (isReleased()) {
            throw new IllegalStateException("released: the number is gone");
        }
        return isLive() ? registered : -1 - registered;
    }

    public LeaseRecord renewed() {
        return new LeaseRecord(Math.incrementExact(live()));
    }

    public LeaseRecord revoked() {
        return new LeaseRecord(-1 - live());
    }

    private long live() {
        if (!isLive()) {
            throw new IllegalStateException("final: " + registered);
        }
        return registered;
    }
}
