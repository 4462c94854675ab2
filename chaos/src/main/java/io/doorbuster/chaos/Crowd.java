package io.doorbuster.chaos;

import io.doorbuster.api.auth.DevelopmentIssuer;
import io.doorbuster.api.auth.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Buyers, each new, that arrive at a steady pace until nothing is left or they are sent home. */
final class Crowd {
    /** At once; each is a thread that mostly waits. More than arrive in the longest fault would tell nothing new. */
    static final int THREADS = 96;

    private static final Duration TOKEN_LIFETIME = Duration.ofHours(2);
    private static final long GO_HOME_MILLIS = Duration.ofSeconds(100).toMillis();

    private final BuyerClient client;
    private final List<SaleOnOffer> sales;
    private final DevelopmentIssuer issuer;
    private final long seed;
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong lastArrivalNanos = new AtomicLong(System.nanoTime());
    private final List<Thread> threads = new ArrayList<>();
    private volatile long intervalNanos;
    private volatile boolean open = true;

    Crowd(BuyerClient client, List<SaleOnOffer> sales, DevelopmentIssuer issuer, long seed, int arrivalsPerSec) {
        this.client = client;
        this.sales = List.copyOf(sales);
        this.issuer = issuer;
        this.seed = seed;
        arrive(arrivalsPerSec);
    }

    void arrive(int perSec) {
        intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSec;
    }

    void start() {
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(this::buyOneAfterTheOther, "crowd-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    boolean everythingIsSold() {
        return sales.stream().allMatch(sale -> sale.soldOut().said());
    }

    private void buyOneAfterTheOther() {
        try {
            while (open && !everythingIsSold()) {
                awaitTurn();
                long number = numbers.incrementAndGet();
                SaleOnOffer sale = sales.get((int) (number % sales.size()));
                if (open && !sale.soldOut().said()) {
                    String buyer = "buyer-" + number;
                    String bearer = issuer.token(Role.BUYER, ChaosMerchant.ORG, buyer, null, TOKEN_LIFETIME);
                    new Visit(client, sale, buyer, bearer, new Random(seed * 31 + number)).run();
                }
            }
        } catch (InterruptedException sentHome) {
            Thread.currentThread().interrupt();
        }
    }

    /** Arrivals that nobody had time for do not come all at once afterwards. */
    private void awaitTurn() throws InterruptedException {
        long now = System.nanoTime();
        long turn = lastArrivalNanos.updateAndGet(last -> Math.max(now, last + intervalNanos));
        TimeUnit.NANOSECONDS.sleep(Math.max(0, turn - now));
    }

    /** Lets in nobody else, and waits until those inside have finished. */
    void goHome() throws InterruptedException {
        open = false;
        long deadline = System.currentTimeMillis() + GO_HOME_MILLIS;
        for (Thread thread : threads) {
            thread.join(Math.max(1, deadline - System.currentTimeMillis()));
        }
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
