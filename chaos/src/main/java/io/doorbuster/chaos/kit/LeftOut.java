package io.doorbuster.chaos.kit;

/** A layer that keeps a cluster from overselling, taken away to see whether the checker notices. */
public enum LeftOut {
    /** No CP subsystem, no leases, and no rule that a part of a split cluster must be the larger one. */
    FENCING,
    /** Members acknowledge what no backup has confirmed. */
    BACKUPS
}
