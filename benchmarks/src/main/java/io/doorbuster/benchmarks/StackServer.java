package io.doorbuster.benchmarks;

import com.hazelcast.core.HazelcastInstance;
import io.doorbuster.api.auth.DevelopmentIssuer;
import io.doorbuster.embedded.Stack;
import io.doorbuster.grid.GridContext;
import io.doorbuster.pipelines.LedgerPipeline;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What {@code up} starts, with its ledger pipeline in reach. */
final class StackServer {
    private StackServer() {}

    public static void main(String[] arguments) throws IOException {
        Path data = Path.of(arguments[0]);
        try (Stack stack = Stack.start(data, 0, DevelopmentIssuer.open(Path.of(arguments[1])))) {
            // Ctrl-C comes to us too, and Postgres must not outlive it.
            Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop"));
            System.out.println(stack.baseUrl());
            BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                obey(stack.member(), order);
                System.out.println("done");
            }
        }
    }

    private static void obey(HazelcastInstance member, String order) {
        switch (order) {
            case "suspend" -> member.getJet().getJob(LedgerPipeline.NAME).suspend();
            case "resume" -> member.getJet().getJob(LedgerPipeline.NAME).resume();
            case "settle" -> settle(member);
            default -> throw new IllegalArgumentException("no such order: " + order);
        }
    }

    /** Until the ledger has everything, so that one round does not pay for the one before. */
    private static void settle(HazelcastInstance member) {
        while (!GridContext.of(member).withPendingEvents().isEmpty()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
