package io.doorbuster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.doorbuster.e2e.Api.Reply;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One sale, called by its merchant and by its buyers. Thread-safe. */
record Sale(Merchant merchant, String saleId) {
    static final String VISA = "pm_card_visa";
    static final String DECLINED = "pm_card_declined";
    static final String SLOW = "pm_card_slow";
    static final String UNKNOWN = "pm_card_unknown";
    static final String REQUIRES_ACTION = "pm_card_requires_action";

    private Api api() {
        return merchant.api();
    }

    /** The merchant's path. */
    String own() {
        return merchant.sales() + "/" + saleId;
    }

    /** The buyers' path. */
    String open() {
        return "/v1/sales/" + saleId;
    }

    Reply read() {
        return api().get(own(), merchant.token());
    }

    /** A figure of the sale's stock; views are a moment old, so it may take that moment. */
    void awaitStock(String name, int figure) {
        await().untilAsserted(() ->
                assertThat(read().number("/stock/" + name)).as(name).isEqualTo(figure));
    }

    void awaitOrders(int count) {
        await().untilAsserted(
                        () -> assertThat(read("/orders").body().path("items")).hasSize(count));
    }

    Reply read(String below) {
        return api().get(own() + below, merchant.token());
    }

    Reply patch(String body) {
        return api().patch(own(), merchant.token(), body);
    }

    /** {@code pause}, {@code resume}, {@code cancel}. */
    Reply turn(String word) {
        return api().post(own() + "/" + word, merchant.token(), "");
    }

    Reply refund(String orderId, String... headers) {
        return api().post(own() + "/orders/" + orderId + "/refund", merchant.token(), "", headers);
    }

    Reply stock(String... headers) {
        return api().get(open() + "/stock", null, headers);
    }

    Reply facts() {
        return api().get(open(), null);
    }

    Reply reserve(String buyer) {
        return reserve(buyer, "{}");
    }

    Reply reserve(String buyer, String body, String... headers) {
        return api().post(open() + "/reserve", api().buyer(buyer), body, headers);
    }

    /** Takes a ticket; null for somebody whom nobody knows. */
    Reply join(@Nullable String buyer, String... headers) {
        return api().post(open() + "/waiting-room", buyer == null ? null : api().buyer(buyer), "", headers);
    }

    /** Takes a ticket, which must work, and returns its token. */
    String ticket(String buyer) {
        Reply joined = join(buyer);
        assertThat(joined.status()).as(joined.toString()).isEqualTo(201);
        return joined.text("token");
    }

    Reply poll(String token) {
        return api().get(open() + "/waiting-room/" + token, null);
    }

    Reply leave(String token) {
        return api().delete(open() + "/waiting-room/" + token, null);
    }

    void awaitStatus(String token, String... either) {
        await().pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(poll(token).text("status")).isIn((Object[]) either));
    }

    Reply reserveWith(String token, String buyer) {
        return reserve(buyer, "{\"token\":\"" + token + "\"}");
    }

    CompletableFuture<Reply> reserveAsync(String buyer) {
        return api().postAsync(open() + "/reserve", api().buyer(buyer), "{}");
    }

    /** Reserves one unit, which must work, and returns the reservation's id. */
    String hold(String buyer) {
        Reply reserved = reserve(buyer);
        assertThat(reserved.status()).as(reserved.toString()).isEqualTo(201);
        return reserved.text("reservationId");
    }

    Reply reservation(String buyer, String reservationId) {
        return api().get(open() + "/reservations/" + reservationId, api().buyer(buyer));
    }

    Reply release(String buyer, String reservationId) {
        return api().delete(open() + "/reservations/" + reservationId, api().buyer(buyer));
    }

    Reply checkout(String buyer, String reservationId, String method, String... headers) {
        return checkoutAsync(buyer, reservationId, method, headers).join();
    }

    CompletableFuture<Reply> checkoutAsync(String buyer, String reservationId, String method, String... headers) {
        String body = Api.JSON
                .createObjectNode()
                .put("reservationId", reservationId)
                .put("paymentMethod", method)
                .toString();
        return api().postAsync(open() + "/checkout", api().buyer(buyer), body, headers);
    }

    Reply order(String buyer, String orderId) {
        return api().get(open() + "/orders/" + orderId, api().buyer(buyer));
    }

    /** Reserves and pays, which must work, and returns the order's id. */
    String buy(String buyer) {
        Reply paid = checkout(buyer, hold(buyer), VISA);
        assertThat(paid.status()).as(paid.toString()).isEqualTo(201);
        return paid.text("orderId");
    }
}
