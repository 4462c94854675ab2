package io.doorbuster.grid;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.RoomView;
import java.io.IOException;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Puts a value into its directory unless what is there is further; answers whether it did. */
final class Publish<V> implements EntryProcessor<String, V, Boolean>, IdentifiedDataSerializable {
    /**
     * Which of two values stays.
     *
     * @param begins whether a value may be put where there is none
     */
    record Rule<V>(int classId, boolean begins, BiPredicate<V, V> isFurther) {}

    static final Rule<SaleDefinition> SALE =
            new Rule<>(GridSerializers.PUBLISH_SALE, true, (present, given) -> present.version() >= given.version());

    /** Neither the step nor the watermark ever moves back; a room that was taken out does not come back by itself. */
    static final Rule<RoomView> ROOM = new Rule<>(
            GridSerializers.PUBLISH_ROOM,
            false,
            (present, given) ->
                    present.step() > given.step() || present.watermark().isAfter(given.watermark()));

    /** A beginning must not wipe out what admission has published since. */
    static final Rule<RoomView> NEW_ROOM = new Rule<>(GridSerializers.PUBLISH_NEW_ROOM, true, (present, given) -> true);

    private final transient Rule<V> rule;
    private @Nullable V published;

    Publish(Rule<V> rule) {
        this(rule, null);
    }

    Publish(Rule<V> rule, @Nullable V published) {
        this.rule = rule;
        this.published = published;
    }

    @Override
    public Boolean process(Map.Entry<String, V> entry) {
        V given = published;
        if (given == null) {
            throw new IllegalStateException("the command was not read yet");
        }
        V present = entry.getValue();
        if (present == null ? !rule.begins() : rule.isFurther().test(present, given)) {
            return false;
        }
        entry.setValue(given);
        return true;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeObject(published);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        published = in.readObject();
    }

    @Override
    public int getFactoryId() {
        return GridSerializers.FACTORY_ID;
    }

    @Override
    public int getClassId() {
        return rule.classId();
    }
}
