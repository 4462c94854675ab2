package io.doorbuster.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import foreign.Gadget;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A client that sends what is none of ours to a member, and the other way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrustedClassesIT {
    private final TestCluster cluster = new TestCluster();
    private final HazelcastInstance member = cluster.join();
    private final HazelcastInstance client = cluster.connect();

    @BeforeEach
    void reset() {
        Gadget.MADE.set(0);
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void aMemberMakesNothingForeignForAClient() {
        // Its entries are objects, so that the member reads what it is sent.
        IMap<String, Object> buckets = client.getMap(GridConfig.BUCKETS);
        List<Object> hidden = new ArrayList<>(List.of("harmless"));
        hidden.add(new Gadget());
        assertThatThrownBy(() -> buckets.put("key", new Gadget())).satisfies(TrustedClassesIT::isRefused);
        assertThatThrownBy(() -> buckets.put("key", hidden)).satisfies(TrustedClassesIT::isRefused);
        assertThatThrownBy(() ->
                        client.getExecutorService("any").submit(new Gadget()).get())
                .satisfies(TrustedClassesIT::isRefused);
        assertThat(Gadget.MADE).as("streams that had their way").hasValue(0);
    }

    @Test
    void aClientMakesNothingForeignForAMember() {
        member.getMap("any").put("key", new Gadget());
        assertThatThrownBy(() -> client.getMap("any").get("key"))
                .isInstanceOf(HazelcastSerializationException.class)
                .satisfies(TrustedClassesIT::isRefused);
        assertThat(Gadget.MADE).hasValue(0);
    }

    @Test
    void whatIsOursIsMade() {
        IMap<String, Object> map = client.getMap("any");
        map.put("ours", new GridUnavailableException(new IllegalStateException("away")));
        assertThat(map.get("ours")).isInstanceOf(GridUnavailableException.class);
    }

    private static void isRefused(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains("Resolving class foreign.Gadget is not allowed")) {
                return;
            }
        }
        throw new AssertionError("not refused for its class", failure);
    }
}
