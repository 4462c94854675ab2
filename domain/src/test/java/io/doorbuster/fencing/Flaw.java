package io.doorbuster.fencing;

/** The protocol as it should be, and as it must not be: one thing left out each. */
enum Flaw {
    NONE,
    /** The owner's lease was revoked, and its partition is claimed at once. */
    NO_WAIT,
    /** A lease counts from the answer to its renewal. */
    LEASE_FROM_ANSWER,
    /** A lease ends when others stop waiting for it, if all clocks ran alike. They do not. */
    NO_MARGIN,
    /** The owner's partition is claimed after the wait, but nobody told it. */
    NO_REVOCATION,
    /** The buyer has the answer before a backup has the reservation. */
    NO_BACKUP,
    /** A loss from the list of members is noticed by the driver, and not at each batch. */
    LIST_NOT_COMPARED,
    /** After a loss a member goes on as soon as its lease was renewed, with backups or without. */
    BACKUPS_NOT_AWAITED,
    /** Nobody writes down whose copies count: who was dropped may come back in a list with a majority. */
    NO_ROSTER,
    /** A question that was answered yes is not asked again for what waits in the queue. */
    CHECKED_ONCE_PER_QUEUE,
    /** A repeated command finds its first outcome, changes nothing, and so is sent to no backup. */
    REPEATS_NOT_REPLICATED,
    /** The list of members shrinks just between a batch's check and the choice of its backups. */
    LIST_SHRINKS_UNDER_A_BATCH
}
