package io.doorbuster.embedded;

import static java.util.Objects.requireNonNull;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import io.doorbuster.api.grid.GridClient;
import io.doorbuster.grid.BeginAnew;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rebuild}: brings a grid back that has lost the majority of those who decide. */
@CommandLine.Command(
        name = "rebuild",
        description =
                "Orders all members to begin anew together, empty, and to rebuild every sale from the ledger: for a grid that"
                        + " has lost the majority of its members for good and sells no more.")
final class RebuildCommand implements Callable<Integer> {
    private static final int NOTHING_DONE = 2;
    private static final Duration CONNECT = Duration.ofSeconds(15);

    /** A group without a majority does not answer at all; one with it does within milliseconds. */
    private static final Duration VOTE = Duration.ofSeconds(8);

    private static final Duration ANSWER = Duration.ofSeconds(20);

    /** Members leave, wait for each other, and start. */
    private static final Duration BACK = Duration.ofMinutes(3);

    private static final Duration LOOK = Duration.ofSeconds(2);

    @Option(names = "--config", required = true, description = "an HTTP node's; config/api.yaml is an example")
    private @Nullable Path config;

    @Option(names = "--yes", description = "do it; without, only say what would be done")
    private boolean yes;

    @Option(names = "--force", description = "also if the grid still decides: every sale is closed for some 20 seconds")
    private boolean force;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = requireNonNull(spec).commandLine().getOut();
        NodeConfig.Api read =
                NodeConfig.read(requireNonNull(config).toAbsolutePath(), NodeConfig.Api.class, System.getenv());
        HazelcastInstance client = connect(read.cluster());
        try {
            return rebuild(client, read.cluster(), out);
        } finally {
            client.shutdown();
        }
    }

    private int rebuild(HazelcastInstance client, NodeConfig.Cluster cluster, PrintWriter out)
            throws InterruptedException {
        int members = client.getCluster().getMembers().size();
        boolean decides = decides(client);
        out.println("members here: " + members);
        out.println(decides ? "the grid decides" : "no majority decides: every sale is closed");
        if (decides && !force) {
            out.println("nothing to rebuild; --force does it all the same");
            return NOTHING_DONE;
        }
        out.println("what Postgres has is rebuilt; what it had not got by the loss, a second's work at most, is lost");
        if (!yes) {
            out.println("make sure that the lost members are gone for good, then say --yes");
            return NOTHING_DONE;
        }
        for (Map.Entry<Member, Future<?>> answer : BeginAnew.orderAll(client).entrySet()) {
            out.println(answer.getKey().getAddress() + ": " + word(answer.getValue()));
        }
        client.shutdown();
        out.flush();
        return awaitBack(cluster, out);
    }

    private static String word(Future<?> answer) throws InterruptedException {
        try {
            answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
            return "begins anew";
        } catch (ExecutionException | TimeoutException e) {
            return "does not answer (" + e + "): stop it, and start it again";
        }
    }

    private static int awaitBack(NodeConfig.Cluster cluster, PrintWriter out) throws InterruptedException {
        long endNanos = System.nanoTime() + BACK.toNanos();
        while (System.nanoTime() - endNanos < 0) {
            TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
            HazelcastInstance client;
            try {
                client = connect(cluster);
            } catch (IllegalStateException notYet) {
                continue;
            }
            try {
                if (decides(client)) {
                    out.println("the grid decides again, with "
                            + client.getCluster().getMembers().size() + " members; sales come back from the ledger");
                    return 0;
                }
            } finally {
                client.shutdown();
            }
        }
        out.println("the grid does not decide yet: it needs as many members as the first time; start them");
        return 1;
    }

    private static HazelcastInstance connect(NodeConfig.Cluster cluster) {
        ClientConfig client = GridClient.config(cluster.name(), cluster.members());
        client.getConnectionStrategyConfig()
                .setAsyncStart(false)
                .getConnectionRetryConfig()
                .setClusterConnectTimeoutMillis(CONNECT.toMillis());
        return HazelcastClient.newHazelcastClient(client);
    }

    private static boolean decides(HazelcastInstance client) throws InterruptedException {
        // Any register of the group that decides will do: whoever answers has its majority. Both calls block.
        CompletableFuture<Long> answer = CompletableFuture.supplyAsync(
                () -> client.getCPSubsystem().getAtomicLong("lease-ids").get());
        try {
            answer.get(VOTE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException noMajority) {
            return false;
        }
    }
}
