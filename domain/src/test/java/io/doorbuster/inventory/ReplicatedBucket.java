package io.doorbuster.inventory;

/** A primary and its replica, the way the grid keeps them: a command's answer comes after both have its change. */
final class ReplicatedBucket {
    /** When the primary dies, seen from one command. */
    enum Death {
        NONE,
        /** The command never ran. */
        BEFORE,
        /** It ran, and died with the primary. */
        BEFORE_REPLICATION,
        /** It ran on both, and nobody was told. */
        BEFORE_ANSWER
    }

    /** The caller does not know whether its command ran. */
    static final class AnswerLost extends Exception {
        private static final long serialVersionUID = 1;
    }

    private InventoryBucket primary;
    private InventoryBucket replica;

    ReplicatedBucket(InventoryBucket primary) {
        this.primary = primary;
        this.replica = Frozen.of(primary).thaw();
    }

    InventoryBucket primary() {
        return primary;
    }

    Outcome apply(Command command, long atMillis, Death death) throws AnswerLost {
        if (death == Death.BEFORE) {
            failOver();
            throw new AnswerLost();
        }
        long revision = primary.revision();
        Outcome outcome = primary.apply(command, atMillis);
        if (primary.revision() != revision && death != Death.BEFORE_REPLICATION) {
            replica.apply(command, atMillis);
        }
        if (death != Death.NONE) {
            failOver();
            throw new AnswerLost();
        }
        return outcome;
    }

    private void failOver() {
        primary = replica;
        replica = Frozen.of(primary).thaw();
    }
}
