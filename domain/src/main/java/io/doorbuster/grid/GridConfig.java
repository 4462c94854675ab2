package io.doorbuster.grid;

import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.SerializationConfig;
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

    private GridConfig() {}

    /** For a member. */
    public static Config require(Config config) {
        serializers(config.getSerializationConfig());
        // An acknowledgement that no backup has is none.
        config.setProperty(ClusterProperty.FAIL_ON_INDETERMINATE_OPERATION_STATE.getName(), "true");
        config.setProperty(ClusterProperty.PHONE_HOME_ENABLED.getName(), "false");
        for (String name : List.of(BUCKETS, LANES)) {
            // Each call works on the live object; BINARY would serialise the whole entry each time.
            config.addMapConfig(backedUp(config, name)
                    .setInMemoryFormat(InMemoryFormat.OBJECT)
                    .setPerEntryStatsEnabled(false));
        }
        for (String name : List.of(SALES, ROOMS, STEPS)) {
            config.addMapConfig(backedUp(config, name));
        }
        // Until the pipelines run on a new member too, the ledger lacks what its buckets do.
        config.getJetConfig().setEnabled(true).setScaleUpDelayMillis(SCALE_UP_DELAY_MILLIS);
        return config;
    }

    /** For a client. */
    public static ClientConfig require(ClientConfig config) {
        serializers(config.getSerializationConfig());
        config.setProperty("hazelcast.client.operation.fail.on.indeterminate.state", "true");
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
