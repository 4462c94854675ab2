package io.doorbuster.benchmarks;

import com.hazelcast.core.HazelcastInstance;
import io.doorbuster.api.auth.DevelopmentIssuer;
import io.doorbuster.api.payment.stripe.StripeConfig;
import io.doorbuster.api.payment.stripe.WebhookSecrets;
import io.doorbuster.embedded.PaymentProvider;
import io.doorbuster.embedded.Stack;
import io.doorbuster.embedded.StripeSettings;
import io.doorbuster.grid.GridContext;
import io.doorbuster.pipelines.LedgerPipeline;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What {@code up} starts, with its ledger pipeline in reach. */
final class StackServer {
    private StackServer() {}

    public static void main(String[] arguments) throws IOException {
        Path data = Path.of(arguments[0]);
        PaymentProvider provider =
                arguments.length > 2 ? stripe(URI.create(arguments[2])) : new PaymentProvider.Sandbox();
        try (Stack stack = Stack.start(data, 0, DevelopmentIssuer.open(Path.of(arguments[1])), provider)) {
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

    /** With the limits of a live account. */
    private static PaymentProvider stripe(URI apiBase) {
        StripeConfig config = StripeConfig.of("sk_test_measured")
                .withApiBase(apiBase)
                .withRequestsPerSec(StripeConfig.LIVE_REQUESTS_PER_SEC);
        return new PaymentProvider.Stripe(new StripeSettings(config, new WebhookSecrets(List.of("whsec_measured"))));
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
