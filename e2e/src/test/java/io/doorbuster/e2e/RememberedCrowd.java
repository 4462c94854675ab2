package io.doorbuster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.doorbuster.e2e.Api.Reply;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Buyers of one unit each, and what they were told. Thread-safe but for {@link #moveTo}. */
final class RememberedCrowd {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int AT_ONCE = 16;

    private Sale sale;
    private final AtomicInteger buyers = new AtomicInteger();
    private final Map<String, Order> acknowledged = new ConcurrentHashMap<>();
    private final Map<String, String> inFlight = new ConcurrentHashMap<>();

    RememberedCrowd(Sale sale) {
        this.sale = sale;
    }

    /** What a 201 promised. */
    record Order(String buyer, JsonNode units) {}

    Sale sale() {
        return sale;
    }

    /** Goes on with the same sale behind another address. */
    void moveTo(Sale elsewhere) {
        sale = elsewhere;
    }

    /** By the order's id. */
    Map<String, Order> acknowledged() {
        return acknowledged;
    }

    /** A new buyer comes, reserves if it can, and pays. Never fails: the line may go dead at any moment. */
    CompletableFuture<Void> visit(String method) {
        Sale visited = sale;
        String buyer = "buyer-" + buyers.incrementAndGet();
        return visited.reserveAsync(buyer)
                .thenCompose(reserved -> {
                    if (reserved.status() != 201) {
                        return CompletableFuture.completedFuture(reserved);
                    }
                    String reservation = reserved.text("reservationId");
                    inFlight.put("ord_" + reservation.substring(4), buyer);
                    return visited.checkoutAsync(buyer, reservation, method);
                })
                .handle((reply, lineIsDead) -> {
                    if (reply != null && reply.text("status").equals("paid")) {
                        inFlight.remove(reply.text("orderId"));
                        acknowledged.put(
                                reply.text("orderId"),
                                new Order(buyer, reply.body().path("units")));
                    }
                    return null;
                });
    }

    /** Until so many units are sold. */
    void sellTo(int units) {
        await().pollInterval(Duration.ofMillis(1)).atMost(LONG).until(() -> {
            int missing = units - sale.read().number("/stock/sold");
            IntStream.range(0, Math.min(AT_ONCE, missing))
                    .mapToObj(i -> visit(Sale.VISA))
                    .toList()
                    .forEach(CompletableFuture::join);
            return missing <= 0;
        });
    }

    void assertAcknowledgedOrdersAreThere() {
        await().atMost(LONG)
                .untilAsserted(() -> acknowledged.forEach((id, order) -> {
                    Reply found = sale.order(order.buyer(), id);
                    assertThat(found.text("status")).as(found.toString()).isEqualTo("paid");
                    assertThat(found.body().path("units")).isEqualTo(order.units());
                }));
    }

    /** Whose line went dead asks later: the order is paid, or it is not; nothing stays open. */
    void assertOrdersInFlightAreSettled() {
        await().atMost(LONG)
                .untilAsserted(() -> inFlight.forEach((id, buyer) -> {
                    Reply found = sale.order(buyer, id);
                    assertThat(found.status() == 200 ? found.text("status") : found.code())
                            .as(found.toString())
                            .isIn("paid", "declined", "not_found", "reservation_expired");
                }));
    }
}
