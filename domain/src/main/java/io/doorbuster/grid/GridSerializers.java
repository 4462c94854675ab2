package io.doorbuster.grid;

import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;

/** Makes the empty objects that Hazelcast reads into. Class ids are never used again for another class. */
public final class GridSerializers implements DataSerializableFactory {
    public static final int FACTORY_ID = 5_400;

    static final int BUCKET_ENTRY = 1;
    static final int BUCKET_BATCH = 2;
    static final int BUCKET_REPLAY = 3;
    static final int BUCKET_REPLY = 4;
    static final int INSTALL_BUCKET = 5;
    static final int SALE_ENTRY = 6;
    static final int PUBLISH_SALE = 7;
    static final int REMOVE_BUCKET = 8;

    @Override
    public IdentifiedDataSerializable create(int classId) {
        return switch (classId) {
            case BUCKET_ENTRY -> new BucketEntry();
            case BUCKET_BATCH -> new BucketBatch();
            case BUCKET_REPLAY -> new BucketReplay();
            case BUCKET_REPLY -> new BucketReply();
            case INSTALL_BUCKET -> new InstallBucket();
            case SALE_ENTRY -> new SaleEntry();
            case PUBLISH_SALE -> new PublishSale();
            case REMOVE_BUCKET -> new RemoveBucket();
            default -> throw new IllegalArgumentException("unknown class id " + classId);
        };
    }
}
