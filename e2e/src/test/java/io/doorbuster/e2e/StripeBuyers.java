package io.doorbuster.e2e;

import io.doorbuster.e2e.Api.Reply;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Buyers of one sale who pay by Stripe's test cards: some are declined first, some must prove who they are and fail at it,
 * some give up. New ones come until the sale is sold out. Thread-safe.
 */
final class StripeBuyers {
    private static final String DECLINED = "pm_card_chargeDeclined";
    private static final String SECURED = "pm_card_authenticationRequired";

    /** Attempts of one reservation; the engine takes five. */
    private static final int MAX_ATTEMPTS = 5;

    /** Who cannot pay by then gives the reservation back. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Sale sale;
    private final URI stripe;
    private final String name;
    private final SplittableRandom random;
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger buyers = new AtomicInteger();
    private final Set<String> checkouts = ConcurrentHashMap.newKeySet();
    private final Set<String> paid = ConcurrentHashMap.newKeySet();

    StripeBuyers(Sale sale, URI stripe, String name, long seed) {
        this.sale = sale;
        this.stripe = stripe;
        this.name = name;
        this.random = new SplittableRandom(seed);
    }

    /** Checkouts that were tried: a second click, and asking again, are no other checkout. */
    int checkouts() {
        return checkouts.size();
    }

    /** Orders of which a buyer was told that they are paid. */
    Set<String> paid() {
        return Set.copyOf(paid);
    }

    /** So many at a time, until the sale is sold out or the API is gone. */
    void comeUntilSoldOut(int atATime) {
        ExecutorService threads = Executors.newFixedThreadPool(atATime);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < atATime; i++) {
                SplittableRandom own = random.split();
                running.add(threads.submit(() -> oneAfterTheOther(own)));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError("a buyer failed", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private void oneAfterTheOther(SplittableRandom own) {
        while (!Thread.currentThread().isInterrupted()) {
            String buyer = name + "-" + buyers.incrementAndGet();
            Reply reserved = sale.reserve(buyer);
            if (reserved.status() == 201) {
                pay(buyer, reserved.text("reservationId"), own);
            } else if (reserved.code().equals("sold_out")) {
                return;
            } else {
                pause(own, 6_000);
            }
        }
    }

    private void pay(String buyer, String reservation, SplittableRandom own) {
        long endNanos = System.nanoTime() + PATIENCE.toNanos();
        int attempt = 1;
        String method = method(own);
        while (System.nanoTime() < endNanos) {
            Reply answer = checkout(buyer, reservation, method, reservation + "-" + attempt + "-" + method, own);
            switch (answer.status()) {
                case 201 -> {
                    paid.add(answer.text("orderId"));
                    return;
                }
                case 402 -> {
                    attempt++;
                    method = method(own);
                    if (attempt > MAX_ATTEMPTS || own.nextInt(20) == 0) {
                        sale.release(buyer, reservation);
                        return;
                    }
                }
                case 202 -> {
                    if (answer.body().has("clientSecret")) {
                        prove(answer.text("clientSecret"), own.nextInt(4) > 0);
                    } else if (isPending(buyer, answer.text("orderId"), endNanos, own)) {
                        return;
                    }
                }
                case 409 -> {
                    if (answer.code().equals("too_many_attempts")) {
                        sale.release(buyer, reservation);
                        return;
                    }
                    pause(own, 200);
                }
                case 410 -> {
                    return;
                }
                // Not charged: the same key would give the same answer for good.
                default -> {
                    attempt++;
                    pause(own, 500);
                }
            }
        }
        sale.release(buyer, reservation);
    }

    /** Most double-click. */
    private Reply checkout(String buyer, String reservation, String method, String key, SplittableRandom own) {
        boolean twice = own.nextInt(10) < 7;
        CompletableFuture<Reply> first = sale.checkoutAsync(buyer, reservation, method, "Idempotency-Key", key);
        if (twice) {
            count(key, sale.checkout(buyer, reservation, method, "Idempotency-Key", key));
        }
        return count(key, first.join());
    }

    private Reply count(String key, Reply answer) {
        if (Set.of(201, 202, 402).contains(answer.status())) {
            checkouts.add(key);
        }
        return answer;
    }

    /** The buyer's second step; what becomes of it is told by the next checkout, or by a webhook before it. */
    private void prove(String clientSecret, boolean succeed) {
        String intent = clientSecret.substring(0, clientSecret.indexOf("_secret_"));
        HttpRequest request = HttpRequest.newBuilder(stripe.resolve("/sim/payment_intents/" + intent + "/authenticate"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("result=" + (succeed ? "succeed" : "fail")))
                .build();
        http.sendAsync(request, BodyHandlers.discarding()).join();
    }

    /** Waits for a payment whose fate is unknown; whether it is still unknown when patience ends. */
    private boolean isPending(String buyer, String order, long endNanos, SplittableRandom own) {
        while (System.nanoTime() < endNanos) {
            String status = sale.order(buyer, order).text("status");
            if (!status.equals("pending")) {
                if (status.equals("paid")) {
                    paid.add(order);
                }
                return false;
            }
            pause(own, 4_000);
        }
        return true;
    }

    private static String method(SplittableRandom own) {
        int kind = own.nextInt(10);
        return kind < 5 ? DECLINED : kind < 7 ? SECURED : Sale.VISA;
    }

    private static void pause(SplittableRandom own, int upToMillis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50 + own.nextInt(upToMillis)));
    }
}
