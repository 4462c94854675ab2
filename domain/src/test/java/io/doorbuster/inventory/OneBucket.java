package io.doorbuster.inventory;

import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.sale.SaleDefinition.Switch;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.roaringbitmap.RoaringBitmap;

/** An open bucket of ten units, a clock that only the test moves, and the commands in short. */
abstract class OneBucket {
    static final long START = 1_000_000;
    static final long END = START + 3_600_000;
    static final long HOLD = 120_000;
    static final int CAP = 2;
    static final int GENERATION = 3;

    long now = START;
    InventoryBucket bucket = opened(terms(1, 10, Switch.ON));

    @AfterEach
    void everythingHolds() {
        Invariants.check(bucket);
    }

    static BucketTerms terms(int version, int stock, SaleDefinition.Switch state) {
        return terms(version, 0, 1, stock, CAP, state);
    }

    static BucketTerms terms(int version, int bucket, int buckets, int stock, int cap, SaleDefinition.Switch state) {
        return new BucketTerms(version, bucket, buckets, stock, START, END, cap, HOLD, false, state);
    }

    /** A new bucket with the units that are at home in it. */
    static InventoryBucket opened(BucketTerms terms) {
        return opened(terms, GENERATION);
    }

    static InventoryBucket opened(BucketTerms terms, int generation) {
        InventoryBucket bucket =
                InventoryBucket.rebuild(terms, generation, homeUnits(terms), List.of(), 0, BucketCounters.ZERO);
        bucket.apply(new Command.SetOpen(true), 0);
        return bucket;
    }

    static RoaringBitmap homeUnits(BucketTerms terms) {
        RoaringBitmap units = new RoaringBitmap();
        for (int unit = 1; unit <= terms.stock(); unit++) {
            if (terms.isHomeOf(unit)) {
                units.add(unit);
            }
        }
        return units;
    }

    static UUID id(long number) {
        return new UUID(0, number);
    }

    Outcome apply(Command command) {
        return bucket.apply(command, now);
    }

    Outcome reserve(long id, String user, int quantity) {
        return apply(new Command.Reserve(id(id), user, quantity, 7));
    }

    /** A hold of one unit for the user {@code u<id>}. */
    Reservation hold(long id) {
        return accepted(reserve(id, "u" + id, 1));
    }

    Outcome release(long id) {
        return apply(new Command.Release(id(id), "u" + id));
    }

    Outcome pay(long id, int attempt) {
        return apply(new Command.StartPayment(id(id), "u" + id, id(100 * id + attempt), 7));
    }

    Outcome record(long id, int attempt, AttemptState state) {
        return record(id, attempt, state, null);
    }

    Outcome record(long id, int attempt, AttemptState state, @Nullable String reason) {
        return apply(new Command.RecordPayment(id(id), attempt, state, false, null, reason));
    }

    /** Takes a hold through its whole first payment. */
    void sell(long id) {
        pay(id, 1);
        record(id, 1, AttemptState.AUTHORISED);
        record(id, 1, AttemptState.CAPTURED);
    }

    void tick() {
        apply(new Command.Tick());
    }

    void acknowledgeAll() {
        apply(new Command.Acknowledge(bucket.snapshot().lastSequence()));
    }

    Reservation find(long id) {
        return accepted(apply(new Command.Find(id(id), "u" + id)));
    }

    BucketSummary summary() {
        return bucket.summary(now);
    }

    List<Event.Type> eventTypes() {
        return bucket.snapshot().pending().stream().map(Event::type).toList();
    }

    static Reservation accepted(Outcome outcome) {
        if (outcome instanceof Outcome.Accepted accepted) {
            return accepted.reservation();
        }
        throw new AssertionError("not accepted: " + outcome);
    }

    static Transfer given(Outcome outcome) {
        if (outcome instanceof Outcome.Given given) {
            return given.transfer();
        }
        throw new AssertionError("not given: " + outcome);
    }

    static Outcome refused(Refusal refusal) {
        return new Outcome.Refused(refusal);
    }
}
