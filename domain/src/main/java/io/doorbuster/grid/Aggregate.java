package io.doorbuster.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One kind of aggregate, as the shells, the wire and the client see it. There is one instance of each kind, without state.
 *
 * @param <A> the state machine, which is the entry's value
 * @param <C> commands
 * @param <O> outcomes
 * @param <S> summaries, which travel with each answer
 */
interface Aggregate<A, C, O, S> {
    /** Of the classes that carry this kind over the wire; see {@link GridSerializers}. */
    record ClassIds(int batch, int replay, int reply, int install, int remove) {}

    /** Name of the map that holds the entries. */
    String map();

    ClassIds classIds();

    O apply(A state, C command, long atMillis);

    /** Grows with every change. */
    long revision(A state);

    S summary(A state, long atMillis);

    /** A copy that shares nothing that changes. */
    A copy(A state);

    /** Whether nothing is lost if the entry is taken out now. */
    boolean isAtRest(A state);

    /** Goes before each batch, to bring the entry's clock forward; null if this kind needs none. */
    @Nullable
    C tick();

    /** Whether somebody acts on it, so that it must survive this member: what was done, and what was refused for good. */
    boolean isPromise(O outcome);

    /** The answer where there is no entry. */
    O recovering();

    /** The answer to a command that the state machine calls impossible. */
    O impossible();

    /** The answer where too many commands wait. */
    O backlogged();

    /** The newest event that the ledger has acknowledged. */
    long durableSequence(S summary);

    /** Notes what work waits in an entry of this member. */
    void note(GridContext member, String key, S summary);

    void writeCommand(ObjectDataOutput out, C command) throws IOException;

    C readCommand(ObjectDataInput in) throws IOException;

    void writeOutcome(ObjectDataOutput out, O outcome) throws IOException;

    O readOutcome(ObjectDataInput in) throws IOException;

    void writeSummary(ObjectDataOutput out, S summary) throws IOException;

    S readSummary(ObjectDataInput in) throws IOException;

    default IMap<String, A> entries(HazelcastInstance grid) {
        return grid.getMap(map());
    }

    /** Applies one command; for members, on their own entries. Blocks. */
    default BatchReply<A, C, O, S> execute(HazelcastInstance member, Object key, C command) {
        return entries(member).executeOnKey(key.toString(), new CommandBatch<>(this, List.of(command)));
    }
}
