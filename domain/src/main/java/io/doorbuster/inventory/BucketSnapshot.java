package io.doorbuster.inventory;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.roaringbitmap.RoaringBitmap;

/**
 * The whole state of a bucket, for serialisation and for comparing replicas. It shares the bucket's collections: read it
 * before the bucket's next command.
 *
 * @param generation which rebuild of the whole sale made the bucket; 1 is the first installation
 * @param nowMillis the bucket's clock, which never runs backwards
 * @param recovered whether the bucket was rebuilt from the ledger, so that reservations may have been lost
 * @param free units that anyone may reserve
 * @param reservations in the order in which they were made
 * @param closed ids of released and expired reservations, oldest first
 * @param pending events that the ledger lacks
 */
public record BucketSnapshot(
        BucketTerms terms,
        int generation,
        long nowMillis,
        boolean open,
        boolean recovered,
        RoaringBitmap free,
        Collection<Reservation> reservations,
        Collection<UUID> closed,
        long lastSequence,
        Collection<Event> pending,
        Collection<Transfer> openTransfers,
        Map<Integer, Long> sentThrough,
        Map<Integer, Long> receivedThrough,
        BucketCounters counters) {}
