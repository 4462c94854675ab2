package io.doorbuster.embedded.demo;

import java.io.PrintStream;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The main job: a crowd against one sale that exists already, with live progress, then the proof.
 *
 * @param orgId who sells
 * @param plan the crowd
 * @param commitment to the sale's draw, as it was published when the sale was created
 * @param buyerTokens for {@link CrowdPlan#userId}
 * @param merchantToken a bearer token for the merchant's calls
 * @param jdbcUrl of Postgres, user and password included
 * @param capturedPayments references of this sale's captured payments, asked at the end; null when nobody can tell
 * @param restBound how long after the crowd the last holds may take to expire and the ledger to catch up
 * @param terminal whether {@code out} is one; else plain lines
 */
public record Demo(
        URI baseUrl,
        String orgId,
        CrowdPlan plan,
        String commitment,
        BuyerTokens buyerTokens,
        Supplier<String> merchantToken,
        String jdbcUrl,
        @Nullable Supplier<? extends Collection<String>> capturedPayments,
        Duration restBound,
        boolean terminal,
        PrintStream out) {
    private static final long REST_POLL_MILLIS = 200;

    /** Runs it all and prints the report; the caller prints {@link ProofResult#json} where that is asked for. */
    public ProofResult run() throws InterruptedException, SQLException {
        AuditedSale sale = new AuditedSale(orgId, plan.saleId(), plan.stock(), plan.perUserCap());
        try (Connections connections = new Connections(baseUrl)) {
            Crowd crowd = new Crowd(plan, connections, buyerTokens);
            LiveDisplay display = new LiveDisplay(crowd, watch(crowd, connections), out, terminal);
            display.start();
            CrowdResult result;
            boolean quiet;
            try {
                result = crowd.run();
                quiet = awaitRest(watch(crowd, connections));
            } finally {
                display.finish();
            }
            Collection<String> captured = capturedPayments == null ? null : capturedPayments.get();
            try (Connection database = DriverManager.getConnection(jdbcUrl)) {
                ProofResult proof = new Proof(sale, result).run(database, captured, quiet);
                if (plan.room()) {
                    proof = proof.with(draw(watch(crowd, connections), result));
                }
                Report.print(out, sale, proof);
                return proof;
            }
        }
    }

    private SaleWatch watch(Crowd crowd, Connections connections) {
        return new SaleWatch(crowd.calls(), connections, merchantToken, orgId, plan.saleId());
    }

    /** Ends the sale, so that its draw is published, and checks that. */
    private DrawResult draw(SaleWatch watch, CrowdResult result) throws InterruptedException {
        if (!watch.cancel()) {
            return DrawResult.failed("the sale could not be cancelled, so its draw is not published");
        }
        String url = baseUrl.resolve("/v1/sales/" + plan.saleId() + "/draw").toString();
        return new DrawProof(url, commitment, result).run();
    }

    private boolean awaitRest(SaleWatch watch) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + restBound.toNanos();
        while (true) {
            SaleCounts counts = watch.read();
            if (counts != null && counts.quiet()) {
                return true;
            }
            if (System.nanoTime() - deadlineNanos > 0) {
                return false;
            }
            Thread.sleep(REST_POLL_MILLIS);
        }
    }
}
