package io.doorbuster.grid;

import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.SerializationConfig;
import com.hazelcast.config.SplitBrainProtectionConfig;
import com.hazelcast.spi.merge.DiscardMergePolicy;
import com.hazelcast.spi.properties.ClusterProperty;
import java.util.List;

/** What Doorbuster cannot work without, added to whatever an operator has configured. */
public final class GridConfig {
    static final String BUCKETS = "inventory-buckets";
    static final String SALES = "sales";
    static final String LANES = "waiting-room-lanes";
    static final String ROOMS = "waiting-rooms";

    /** Steps of watermarks that buyers may have seen and the ledger lacks. */
    static final String STEPS = "watermark-steps";

    private static final long SCALE_UP_DELAY_MILLIS = 500;

    /** A partition that changes hands is closed for tens of milliseconds; Hazelcast's own pause is 500. */
    private static final String RETRY_PAUSE_MILLIS = "100";

    /** Otherwise only for a test that shows what this is good for. */
    private static final String REFUSE_UNBACKED =
            String.valueOf(!Boolean.getBoolean("doorbuster.test.acknowledgeUnbacked"));

    /** Name of the rule that a part of a split cluster must be the larger one. */
    public static final String MAJORITY = "majority";

    private GridConfig() {}

    /** For a member. */
    public static Config require(Config config) {
        serializers(config.getSerializationConfig());
        // An acknowledgement that no backup has is none.
        config.setProperty(ClusterProperty.FAIL_ON_INDETERMINATE_OPERATION_STATE.getName(), REFUSE_UNBACKED);
        config.setProperty(ClusterProperty.PHONE_HOME_ENABLED.getName(), "false");
        config.setProperty(ClusterProperty.INVOCATION_RETRY_PAUSE.getName(), RETRY_PAUSE_MILLIS);
        for (String name : List.of(BUCKETS, LANES)) {
            // Each call works on the live object; BINARY would serialise the whole entry each time.
            config.addMapConfig(backedUp(config, name)
                    .setInMemoryFormat(InMemoryFormat.OBJECT)
                    .setPerEntryStatsEnabled(false));
        }
        for (String name : List.of(SALES, ROOMS, STEPS)) {
            config.addMapConfig(backedUp(config, name));
        }
        if (isFenced(config)) {
            closeMinorities(config);
        }
        // Until the pipelines run on a new member too, the ledger lacks what its buckets do.
        config.getJetConfig().setEnabled(true).setScaleUpDelayMillis(SCALE_UP_DELAY_MILLIS);
        return config;
    }

    /** Whether members of this configuration decide only under leases of the CP group. */
    public static boolean isFenced(Config config) {
        return config.getCPSubsystemConfig().getCPMemberCount() > 0;
    }

    /** How many members must see each other, at least. */
    public static int majority(Config config) {
        SplitBrainProtectionConfig present =
                config.getSplitBrainProtectionConfigs().get(MAJORITY);
        return present == null
                ? config.getCPSubsystemConfig().getCPMemberCount() / 2 + 1
                : present.getMinimumClusterSize();
    }

    private static void closeMinorities(Config config) {
        if (!config.getSplitBrainProtectionConfigs().containsKey(MAJORITY)) {
            config.addSplitBrainProtectionConfig(new SplitBrainProtectionConfig(MAJORITY, true, majority(config)));
        }
        for (String name : List.of(BUCKETS, LANES, SALES, ROOMS, STEPS)) {
            config.getMapConfig(name)
                    .setSplitBrainProtectionName(MAJORITY)
                    // What a member that was cut off still has is older than what the others did since.
                    .setMergePolicyConfig(new MergePolicyConfig(
                            DiscardMergePolicy.class.getName(), MergePolicyConfig.DEFAULT_BATCH_SIZE));
        }
    }

    /** For a client. */
    public static ClientConfig require(ClientConfig config) {
        serializers(config.getSerializationConfig());
        config.setProperty("hazelcast.client.operation.fail.on.indeterminate.state", REFUSE_UNBACKED);
        // Every command is idempotent: a connection that ends in the middle of one costs time, not an error.
        config.getNetworkConfig().setRedoOperation(true);
        return config;
    }

    private static MapConfig backedUp(Config config, String name) {
        MapConfig present = config.getMapConfigs().get(name);
        MapConfig map = present == null ? new MapConfig(name) : present;
        return map.setBackupCount(Math.max(1, map.getBackupCount()));
    }

    private static void serializers(SerializationConfig config) {
        config.addDataSerializableFactory(GridSerializers.FACTORY_ID, new GridSerializers());
        WireSerializer.addTo(config);
        config.setJavaSerializationFilterConfig(TrustedClasses.hazelcast());
    }
}
