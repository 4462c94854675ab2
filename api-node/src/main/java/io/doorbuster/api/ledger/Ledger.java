package io.doorbuster.api.ledger;

import io.doorbuster.api.http.ErrorCode;
import io.doorbuster.api.http.Problem;
import io.doorbuster.grid.Threads;
import io.doorbuster.ledger.LedgerReader;
import io.doorbuster.ledger.OrderStore;
import io.doorbuster.ledger.Postgres;
import io.doorbuster.ledger.ProviderEventStore;
import io.doorbuster.ledger.ReconciliationRunStore;
import io.doorbuster.ledger.ReconciliationStore;
import io.doorbuster.ledger.RoomStore;
import io.doorbuster.ledger.SaleStore;
import io.doorbuster.ledger.TokenKeyStore;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** Postgres, on threads of its own, because JDBC blocks. Thread-safe. */
public final class Ledger implements AutoCloseable {
    /** Not above the pool's connections: more threads would only wait for one. */
    private static final int THREADS = 8;

    /** At some 2 ms a call the last one waits a quarter of a second. */
    private static final int MAX_WAITING = 1_000;

    /** Longer than this means that Postgres is away, as far as a readiness check is concerned. */
    private static final long UP_MILLIS = 1_000;

    private final Postgres postgres;
    private final SaleStore sales;
    private final OrderStore orders;
    private final LedgerReader reader;
    private final RoomStore rooms;
    private final TokenKeyStore tokenKeys;
    private final ProviderEventStore providerEvents;
    private final ReconciliationStore reconciliation;
    private final ReconciliationRunStore reconciliationRuns;
    private final ThreadPoolExecutor threads;

    public Ledger(Postgres postgres) {
        this.postgres = postgres;
        this.sales = new SaleStore(postgres);
        this.orders = new OrderStore(postgres);
        this.reader = new LedgerReader(postgres);
        this.rooms = new RoomStore(postgres);
        this.tokenKeys = new TokenKeyStore(postgres);
        this.providerEvents = new ProviderEventStore(postgres);
        this.reconciliation = new ReconciliationStore(postgres);
        this.reconciliationRuns = new ReconciliationRunStore(postgres);
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(MAX_WAITING), task -> {
                    Thread thread = new Thread(task, "doorbuster-ledger");
                    thread.setDaemon(true);
                    return thread;
                });
        this.threads.allowCoreThreadTimeOut(true);
    }

    public <T> CompletableFuture<T> sales(Function<SaleStore, T> call) {
        return run(() -> call.apply(sales));
    }

    public <T> CompletableFuture<T> orders(Function<OrderStore, T> call) {
        return run(() -> call.apply(orders));
    }

    public <T> CompletableFuture<T> read(Function<LedgerReader, T> call) {
        return run(() -> call.apply(reader));
    }

    public <T> CompletableFuture<T> rooms(Function<RoomStore, T> call) {
        return run(() -> call.apply(rooms));
    }

    /** For threads of one's own, which it blocks. */
    public RoomStore rooms() {
        return rooms;
    }

    public <T> CompletableFuture<T> tokenKeys(Function<TokenKeyStore, T> call) {
        return run(() -> call.apply(tokenKeys));
    }

    public <T> CompletableFuture<T> providerEvents(Function<ProviderEventStore, T> call) {
        return run(() -> call.apply(providerEvents));
    }

    public <T> CompletableFuture<T> reconciliation(Function<ReconciliationStore, T> call) {
        return run(() -> call.apply(reconciliation));
    }

    public <T> CompletableFuture<T> reconciliationRuns(Function<ReconciliationRunStore, T> call) {
        return run(() -> call.apply(reconciliationRuns));
    }

    /** Whether Postgres answers; never fails. */
    public CompletableFuture<Boolean> isUp() {
        return run(postgres::isUp)
                .exceptionally(failure -> false)
                .completeOnTimeout(false, UP_MILLIS, TimeUnit.MILLISECONDS);
    }

    private <T> CompletableFuture<T> run(Supplier<T> call) {
        try {
            return CompletableFuture.supplyAsync(call, threads);
        } catch (RejectedExecutionException full) {
            return CompletableFuture.failedFuture(
                    new Problem(ErrorCode.BACKLOGGED, "too many calls wait for the ledger"));
        }
    }

    @Override
    public void close() {
        Threads.end(threads);
    }
}
