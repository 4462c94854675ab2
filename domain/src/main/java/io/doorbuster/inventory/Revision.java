package io.doorbuster.inventory;

/** Counts the changes to a bucket, whichever of its parts they are in. */
final class Revision {
    private long number;

    void changed() {
        number++;
    }

    long number() {
        return number;
    }
}
