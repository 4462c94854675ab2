package io.doorbuster.embedded.demo;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the merchant's side of a sale over HTTP. For one thread at a time. */
final class SaleWatch implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 35;

    private final SaleCalls calls;
    private final BuyerConnection connection;
    private final Supplier<String> merchantToken;
    private final String path;

    SaleWatch(SaleCalls calls, Connections connections, Supplier<String> merchantToken, String orgId, String saleId) {
        this.calls = calls;
        this.connection = connections.open();
        this.merchantToken = merchantToken;
        this.path = "/v1/orgs/" + orgId + "/sales/" + saleId;
    }

    /** The counts now; null when the server did not answer. */
    @Nullable
    SaleCounts read() throws InterruptedException {
        HttpAnswer sale = get(path);
        HttpAnswer stats = get(path + "/stats");
        return sale == null || stats == null ? null : SaleCounts.of(sale.body(), stats.body());
    }

    /** Cancels the sale, which ends it and publishes its draw; whether the server says so. */
    boolean cancel() throws InterruptedException {
        return send("POST", path + "/cancel") != null;
    }

    private @Nullable HttpAnswer get(String what) throws InterruptedException {
        return send("GET", what);
    }

    private @Nullable HttpAnswer send(String method, String what) throws InterruptedException {
        CompletableFuture<Reply> reply = calls.merchant(connection, method, merchantToken.get(), what);
        try {
            HttpAnswer answer = reply.get(PATIENCE_SECONDS, TimeUnit.SECONDS).answer();
            return answer != null && answer.status() == 200 ? answer : null;
        } catch (ExecutionException | TimeoutException e) {
            return null;
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
