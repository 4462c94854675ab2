package io.doorbuster.grid;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import io.doorbuster.inventory.BucketKey;
import io.doorbuster.inventory.BucketSummary;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.InventoryBucket;
import io.doorbuster.inventory.Outcome;
import io.doorbuster.inventory.Refusal;
import java.io.IOException;

/** Inventory buckets. */
final class Buckets implements Aggregate<InventoryBucket, Command, Outcome, BucketSummary> {
    static final Buckets KIND = new Buckets();

    private static final ClassIds CLASS_IDS = new ClassIds(
            GridSerializers.BUCKET_BATCH,
            GridSerializers.BUCKET_REPLAY,
            GridSerializers.BUCKET_REPLY,
            GridSerializers.INSTALL_BUCKET,
            GridSerializers.REMOVE_BUCKET);

    private static final Command TICK = new Command.Tick();

    private Buckets() {}

    @Override
    public String map() {
        return GridConfig.BUCKETS;
    }

    @Override
    public ClassIds classIds() {
        return CLASS_IDS;
    }

    @Override
    public Outcome apply(InventoryBucket bucket, Command command, long atMillis) {
        return bucket.apply(command, atMillis);
    }

    @Override
    public long revision(InventoryBucket bucket) {
        return bucket.revision();
    }

    @Override
    public BucketSummary summary(InventoryBucket bucket, long atMillis) {
        return bucket.summary(atMillis);
    }

    @Override
    public InventoryBucket copy(InventoryBucket bucket) {
        return new InventoryBucket(bucket.snapshot());
    }

    @Override
    public boolean isAtRest(InventoryBucket bucket) {
        return bucket.isAtRest();
    }

    /** What has expired is free for the commands of the batch. */
    @Override
    public Command tick() {
        return TICK;
    }

    @Override
    public boolean isPromise(Outcome outcome) {
        if (outcome instanceof Outcome.Events read) {
            return !read.events().isEmpty();
        } else if (outcome instanceof Outcome.Unresolved claimed) {
            return !claimed.reservations().isEmpty();
        } else if (outcome instanceof Outcome.OpenTransfers open) {
            return !open.transfers().isEmpty();
        }
        if (outcome instanceof Outcome.Refused refused) {
            return switch (refused.refusal()) {
                // Money is sent back because of these.
                case GONE, NOT_FOUND, WRONG_STATE -> true;
                default -> false;
            };
        }
        return !(outcome instanceof Outcome.Dry || outcome instanceof Outcome.CapReached);
    }

    @Override
    public Outcome recovering() {
        return new Outcome.Refused(Refusal.RECOVERING);
    }

    @Override
    public Outcome impossible() {
        return new Outcome.Refused(Refusal.WRONG_STATE);
    }

    @Override
    public Outcome backlogged() {
        return new Outcome.Refused(Refusal.BACKLOGGED);
    }

    @Override
    public long durableSequence(BucketSummary summary) {
        return summary.durableSequence();
    }

    @Override
    public void note(GridContext member, String key, BucketSummary summary) {
        member.update(BucketKey.parse(key), summary);
    }

    @Override
    public void writeCommand(ObjectDataOutput out, Command command) throws IOException {
        CommandWire.write(out, command);
    }

    @Override
    public Command readCommand(ObjectDataInput in) throws IOException {
        return CommandWire.read(in);
    }

    @Override
    public void writeOutcome(ObjectDataOutput out, Outcome outcome) throws IOException {
        OutcomeWire.write(out, outcome);
    }

    @Override
    public Outcome readOutcome(ObjectDataInput in) throws IOException {
        return OutcomeWire.read(in);
    }

    @Override
    public void writeSummary(ObjectDataOutput out, BucketSummary summary) throws IOException {
        BucketWire.writeSummary(out, summary);
    }

    @Override
    public BucketSummary readSummary(ObjectDataInput in) throws IOException {
        return BucketWire.readSummary(in);
    }
}
