package io.doorbuster.stripesim;

/** What can be kept on a {@link Shelf}. */
interface Kept {
    String id();

    String account();

    /** Grows by the order of creation. */
    long number();

    /** Unix seconds. */
    long created();
}
