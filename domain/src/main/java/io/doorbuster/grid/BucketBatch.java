package io.doorbuster.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import io.doorbuster.inventory.BucketKey;
import io.doorbuster.inventory.BucketSummary;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.InventoryBucket;
import io.doorbuster.inventory.Outcome;
import io.doorbuster.inventory.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies commands to one bucket, on the thread of its partition. The primary stamps the time; the backups replay the
 * commands that changed something, with that stamp. A batch that changed nothing is not replicated at all.
 */
final class BucketBatch
        implements EntryProcessor<String, BucketEntry, BucketReply>,
                IdentifiedDataSerializable,
                HazelcastInstanceAware {
    private static final Logger LOG = LoggerFactory.getLogger(BucketBatch.class);
    private static final Command TICK = new Command.Tick();

    private List<Command> commands = List.of();

    /** What {@link #process} found worth replicating; null before it ran. Hazelcast asks for it afterwards. */
    private transient @Nullable BucketReplay replay;

    private transient @Nullable GridContext context;

    BucketBatch() {}

    BucketBatch(List<Command> commands) {
        this.commands = commands;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance member) {
        context = GridContext.of(member);
    }

    @Override
    public BucketReply process(Map.Entry<String, BucketEntry> entry) {
        replay = null;
        BucketEntry value = entry.getValue();
        if (value == null) {
            return new BucketReply(Collections.nCopies(commands.size(), new Outcome.Refused(Refusal.RECOVERING)), null);
        }
        GridContext member = context;
        if (member == null) {
            throw new IllegalStateException("Hazelcast did not hand its instance over");
        }
        InventoryBucket bucket = value.bucket();
        long nowMillis = member.clock().millis();
        List<Command> changing = new ArrayList<>();
        // First the clock: what has expired is free for the commands of this batch.
        apply(bucket, TICK, nowMillis, changing);
        List<Outcome> outcomes = new ArrayList<>(commands.size());
        for (Command command : commands) {
            outcomes.add(apply(bucket, command, nowMillis, changing));
        }
        if (!changing.isEmpty()) {
            replay = new BucketReplay(changing, nowMillis);
            entry.setValue(value);
        }
        BucketSummary summary = bucket.summary(nowMillis);
        member.update(BucketKey.parse(entry.getKey()), summary);
        return new BucketReply(outcomes, summary);
    }

    private static Outcome apply(InventoryBucket bucket, Command command, long nowMillis, List<Command> changing) {
        long before = bucket.revision();
        try {
            return bucket.apply(command, nowMillis);
        } catch (IllegalArgumentException impossible) {
            // Checked before anything changed. One caller's mistake must not fail the others of its batch.
            LOG.error("refused an impossible command: {}", command, impossible);
            return new Outcome.Refused(Refusal.WRONG_STATE);
        } finally {
            if (bucket.revision() != before) {
                changing.add(command);
            }
        }
    }

    @Override
    public @Nullable EntryProcessor<String, BucketEntry, BucketReply> getBackupProcessor() {
        return replay;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        ReservationWire.writeAll(out, commands, CommandWire::write);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        commands = ReservationWire.readAll(in, CommandWire::read);
    }

    @Override
    public int getFactoryId() {
        return GridSerializers.FACTORY_ID;
    }

    @Override
    public int getClassId() {
        return GridSerializers.BUCKET_BATCH;
    }
}
