package io.doorbuster.grid;

import static java.util.Objects.requireNonNull;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.core.IExecutorService;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Orders a member to give up what it holds, leave, and start again, empty. Sent to all of them it ends a grid that cannot
 * decide any more: the ledger has the sales.
 */
public final class BeginAnew implements Callable<@Nullable Void>, HazelcastInstanceAware, IdentifiedDataSerializable {
    private transient @Nullable HazelcastInstance member;

    BeginAnew() {}

    /** Orders all members that {@code client} reaches; each obeys once it has answered. Does not block. */
    public static Map<Member, Future<?>> orderAll(HazelcastInstance client) {
        IExecutorService orders = client.getExecutorService("default");
        Map<Member, Future<?>> answers = new HashMap<>();
        for (Member one : client.getCluster().getMembers()) {
            answers.put(one, orders.submitToMember(new BeginAnew(), one));
        }
        return answers;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        member = instance;
    }

    @Override
    public @Nullable Void call() {
        GridContext.of(requireNonNull(member)).beginAnew();
        return null;
    }

    @Override
    public int getFactoryId() {
        return GridSerializers.FACTORY_ID;
    }

    @Override
    public int getClassId() {
        return GridSerializers.BEGIN_ANEW;
    }

    @Override
    public void writeData(ObjectDataOutput out) {
        // An order has no words.
    }

    @Override
    public void readData(ObjectDataInput in) {
        // An order has no words.
    }
}
