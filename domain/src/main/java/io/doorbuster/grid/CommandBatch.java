package io.doorbuster.grid;

import static java.util.Objects.requireNonNull;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies commands to one entry, on the thread of its partition. The primary stamps the time; the backups replay the
 * commands that changed something, with that stamp. A batch that only refuses is not replicated at all. One that tells what
 * an earlier one did is, without commands: no acknowledgement without a backup, however often it is asked for.
 */
final class CommandBatch<A, C, O, S>
        implements EntryProcessor<String, A, BatchReply<A, C, O, S>>,
                IdentifiedDataSerializable,
                HazelcastInstanceAware {
    private static final Logger LOG = LoggerFactory.getLogger(CommandBatch.class);

    private final transient Aggregate<A, C, O, S> kind;
    private List<C> commands;

    /** What {@link #process} found worth replicating; null before it ran. Hazelcast asks for it afterwards. */
    private transient @Nullable CommandReplay<A, C, O, S> replay;

    private transient @Nullable HazelcastInstance member;

    CommandBatch(Aggregate<A, C, O, S> kind) {
        this(kind, List.of());
    }

    CommandBatch(Aggregate<A, C, O, S> kind, List<C> commands) {
        this.kind = kind;
        this.commands = commands;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        member = instance;
    }

    @Override
    public BatchReply<A, C, O, S> process(Map.Entry<String, A> entry) {
        replay = null;
        HazelcastInstance owner = requireNonNull(member, "Hazelcast did not hand its instance over");
        GridContext.requireGate(owner, entry.getKey());
        A state = entry.getValue();
        if (state == null) {
            return new BatchReply<>(kind, Collections.nCopies(commands.size(), kind.recovering()), null);
        }
        GridContext context = GridContext.of(owner);
        long nowMillis = context.clock().millis();
        List<C> changing = new ArrayList<>();
        C tick = kind.tick();
        if (tick != null) {
            apply(state, tick, nowMillis, changing);
        }
        List<O> outcomes = new ArrayList<>(commands.size());
        for (C command : commands) {
            outcomes.add(apply(state, command, nowMillis, changing));
        }
        if (!changing.isEmpty()) {
            entry.setValue(state);
        }
        if (!changing.isEmpty() || outcomes.stream().anyMatch(kind::isPromise)) {
            // Also for what an earlier run had changed: its own replay may have reached no backup.
            replay = new CommandReplay<>(kind, changing, nowMillis);
        }
        S summary = kind.summary(state, nowMillis);
        kind.note(context, entry.getKey(), summary);
        return new BatchReply<>(kind, outcomes, summary);
    }

    private O apply(A state, C command, long nowMillis, List<C> changing) {
        long before = kind.revision(state);
        try {
            return kind.apply(state, command, nowMillis);
        } catch (IllegalArgumentException impossible) {
            // Checked before anything changed. One caller's mistake must not fail the others of its batch.
            LOG.error("refused an impossible command: {}", command, impossible);
            return kind.impossible();
        } finally {
            if (kind.revision(state) != before) {
                changing.add(command);
            }
        }
    }

    @Override
    public @Nullable EntryProcessor<String, A, BatchReply<A, C, O, S>> getBackupProcessor() {
        return replay;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        Wire.writeAll(out, commands, kind::writeCommand);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        commands = Wire.readAll(in, kind::readCommand);
    }

    @Override
    public int getFactoryId() {
        return GridSerializers.FACTORY_ID;
    }

    @Override
    public int getClassId() {
        return kind.classIds().batch();
    }
}
