package io.doorbuster.grid;

import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;

/** Makes the empty objects that Hazelcast reads into. Class ids are never used again for another class. */
public final class GridSerializers implements DataSerializableFactory {
    public static final int FACTORY_ID = 5_400;

    static final int BUCKET_BATCH = 2;
    static final int BUCKET_REPLAY = 3;
    static final int BUCKET_REPLY = 4;
    static final int INSTALL_BUCKET = 5;
    static final int PUBLISH_SALE = 7;
    static final int REMOVE_BUCKET = 8;
    static final int LANE_BATCH = 9;
    static final int LANE_REPLAY = 10;
    static final int LANE_REPLY = 11;
    static final int INSTALL_LANE = 12;
    static final int REMOVE_LANE = 13;
    static final int PUBLISH_ROOM = 14;
    static final int PUBLISH_NEW_ROOM = 15;
    static final int GUARDED = 16;
    static final int BEGIN_ANEW = 17;

    @Override
    public IdentifiedDataSerializable create(int classId) {
        return switch (classId) {
            case BUCKET_BATCH -> new CommandBatch<>(Buckets.KIND);
            case BUCKET_REPLAY -> new CommandReplay<>(Buckets.KIND);
            case BUCKET_REPLY -> new BatchReply<>(Buckets.KIND);
            case INSTALL_BUCKET -> new InstallEntry<>(Buckets.KIND);
            case REMOVE_BUCKET -> new RemoveEntry<>(Buckets.KIND);
            case LANE_BATCH -> new CommandBatch<>(Lanes.KIND);
            case LANE_REPLAY -> new CommandReplay<>(Lanes.KIND);
            case LANE_REPLY -> new BatchReply<>(Lanes.KIND);
            case INSTALL_LANE -> new InstallEntry<>(Lanes.KIND);
            case REMOVE_LANE -> new RemoveEntry<>(Lanes.KIND);
            case PUBLISH_SALE -> new Publish<>(Publish.SALE);
            case PUBLISH_ROOM -> new Publish<>(Publish.ROOM);
            case PUBLISH_NEW_ROOM -> new Publish<>(Publish.NEW_ROOM);
            case GUARDED -> new Guarded<>();
            case BEGIN_ANEW -> new BeginAnew();
            default -> throw new IllegalArgumentException("unknown class id " + classId);
        };
    }
}
