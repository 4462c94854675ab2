package io.doorbuster.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.core.DAG;
import com.hazelcast.jet.core.ProcessorMetaSupplier;
import com.hazelcast.jet.core.ProcessorSupplier;
import com.hazelcast.jet.core.processor.Processors;
import foreign.Gadget;
import io.doorbuster.embedded.LocalPostgres;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jet reads suppliers in a job past Hazelcast's own filter of classes; a member must not make them for anyone. */
class ForeignJobIT {
    @TempDir
    Path home;

    @Test
    void aMemberMakesNothingForeignForAJob() throws IOException {
        String cluster = "foreign-" + UUID.randomUUID();
        Files.writeString(home.resolve("hazelcast.yaml"), """
                hazelcast:
                  cluster-name: %s
                  network:
                    port: {port: 25901, auto-increment: true, port-count: 50}
                    interfaces: {enabled: true, interfaces: [127.0.0.1]}
                    join:
                      auto-detection: {enabled: false}
                      multicast: {enabled: false}
                  properties:
                    hazelcast.logging.type: slf4j
                """.formatted(cluster));
        Files.writeString(home.resolve("grid.yaml"), "");
        try (LocalPostgres postgres = LocalPostgres.start(home.resolve("postgres"));
                DoorbusterProcess member = DoorbusterProcess.start(
                        home,
                        Map.of("DOORBUSTER_LEDGER_URL", postgres.jdbcUrl(), "DOORBUSTER_LEDGER_USER", postgres.user()),
                        "grid",
                        "--config",
                        home.resolve("grid.yaml").toString())) {
            String address = member.awaitLine("ready ").replace("ready ", "").replaceAll("[\\[\\]]", "");
            HazelcastInstance client = client(cluster, address);
            try {
                client.getJet().newJob(job("harmless")).join();
                assertThatThrownBy(() ->
                                client.getJet().newJob(job(new Gadget("ran"))).join())
                        .as("Hazelcast's filter would say it in other words")
                        .hasStackTraceContaining("filter status: REJECTED");
            } finally {
                client.shutdown();
            }
        }
    }

    /** It does nothing, and has something with it. */
    private static DAG job(Serializable baggage) {
        ProcessorMetaSupplier supplier = addresses -> {
            requireNonNull(baggage);
            return address -> ProcessorSupplier.of(Processors.noopP());
        };
        DAG job = new DAG();
        job.newVertex("nothing", supplier);
        return job;
    }

    /** One that takes no part in our rules, as an attacker's. */
    private static HazelcastInstance client(String cluster, String address) {
        ClientConfig config = new ClientConfig().setClusterName(cluster);
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.getNetworkConfig().addAddress(address);
        return HazelcastClient.newHazelcastClient(config);
    }
}
