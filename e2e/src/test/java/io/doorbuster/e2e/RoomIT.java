package io.doorbuster.e2e;

import static io.doorbuster.e2e.MerchantIT.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.doorbuster.api.auth.DevelopmentIssuer;
import io.doorbuster.e2e.Api.Reply;
import io.doorbuster.embedded.Stack;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The waiting room over HTTP, against the whole stack. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoomIT {
    private final Stack stack;
    private final Api api;

    private final Path home;

    RoomIT(@TempDir Path home) {
        this.home = home;
        stack = Stack.start(home.resolve("data"), 0, DevelopmentIssuer.random());
        api = new Api(stack.baseUrl(), stack.issuer());
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    private Sale sell(int stock, String rule, UnaryOperator<ObjectNode> change) {
        return api.merchant().sell(stock, offer -> {
            ObjectNode fairness = offer.putObject("fairness").put("rule", rule);
            if (rule.equals("LOTTERY") || rule.equals("WEIGHTED")) {
                fairness.put("lotterySec", 2);
            }
            if (rule.equals("WEIGHTED")) {
                fairness.putObject("weights").put("gold", 3);
            }
            return change.apply(offer);
        });
    }

    private static UnaryOperator<ObjectNode> startingIn(Duration time) {
        Instant start = Instant.now().plus(time);
        return offer -> offer.put("startAt", start.toString())
                .put("endAt", start.plus(Duration.ofHours(1)).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"FIFO", "BATCH", "LOTTERY", "WEIGHTED"})
    void fromTheLobbyToAPaidUnit(String rule) {
        Sale sale = sell(3, rule, startingIn(Duration.ofSeconds(5)));
        Reply joined = sale.join("ann");
        assertThat(joined.status()).as(joined.toString()).isEqualTo(201);
        assertThat(joined.text("status")).isEqualTo("lobby");
        assertThat(joined.number("/position")).isPositive();
        String ann = joined.text("token");
        assertThat(sale.join("ann").text("ticket")).as("one ticket per buyer").isEqualTo(joined.text("ticket"));
        assertThat(sale.poll(ann).text("status")).isEqualTo("lobby");
        assertThat(sale.reserveWith(ann, "ann").status()).as("too early").isIn(403, 425);

        sale.awaitStatus(ann, "admitted");
        Reply reserved = sale.reserveWith(ann, "ann");
        assertThat(reserved.status()).as(reserved.toString()).isEqualTo(201);
        assertThat(sale.reserveWith(ann, "ann").text("reservationId"))
                .as("a ticket buys one reservation")
                .isEqualTo(reserved.text("reservationId"));
        Reply paid = sale.checkout("ann", reserved.text("reservationId"), Sale.VISA);
        assertThat(paid.text("status")).as(paid.toString()).isEqualTo("paid");
        Reply stats = sale.read("/stats");
        assertThat(stats.number("/arrivals")).isOne();
        assertThat(stats.number("/admitted")).isOne();
        assertThat(stats.number("/waiting")).isZero();
    }

    @Test
    void withoutAnAdmittedTicketOfTheBuyersOwnNobodyReserves() {
        Sale sale = sell(5, "BATCH", offer -> offer);
        Sale other = sell(5, "BATCH", offer -> offer);
        String ann = sale.ticket("ann");
        assertRefused(sale.reserve("ann"), 403, "not_admitted");
        sale.awaitStatus(ann, "admitted");
        assertRefused(sale.reserveWith(ann, "bob"), 403, "token_invalid");
        assertRefused(other.reserveWith(ann, "ann"), 403, "token_invalid");
        assertRefused(sale.reserveWith(ann + "x", "ann"), 403, "token_invalid");
        assertRefused(sale.reserveWith("nonsense", "ann"), 403, "token_invalid");
        assertRefused(other.poll(ann), 403, "token_invalid");
        assertThat(sale.leave(ann).status()).isEqualTo(204);
        await().untilAsserted(() -> assertRefused(sale.poll(ann), 403, "token_invalid"));
        assertRefused(sale.reserveWith(ann, "ann"), 403, "token_invalid");
        sale.awaitStock("free", 5);
    }

    @Test
    void anAnonymousTicketBelongsToWhoeverReservesWithItFirst() {
        Sale sale = sell(5, "BATCH", offer -> offer);
        Reply joined = sale.join(null);
        assertThat(joined.status()).as(joined.toString()).isEqualTo(201);
        String cookie = joined.header("Set-Cookie");
        assertThat(cookie).contains("HttpOnly");
        assertThat(sale.join(null, "Cookie", cookie.substring(0, cookie.indexOf(';')))
                        .text("ticket"))
                .isEqualTo(joined.text("ticket"));
        String token = joined.text("token");
        sale.awaitStatus(token, "admitted");
        Reply first = sale.reserveWith(token, "ann");
        assertThat(first.status()).as(first.toString()).isEqualTo(201);
        assertRefused(sale.reserveWith(token, "bob"), 403, "token_invalid");
        assertThat(sale.reserveWith(token, "ann").text("reservationId")).isEqualTo(first.text("reservationId"));
    }

    @Test
    void whenAllAreHeldWaitersStandByAndWhenAllAreSoldTheyAreTold() {
        Sale sale = sell(1, "BATCH", offer -> offer);
        String ann = sale.ticket("ann");
        sale.awaitStatus(ann, "admitted");
        String held = sale.reserveWith(ann, "ann").text("reservationId");
        sale.awaitStock("held", 1);
        String bob = sale.ticket("bob");
        sale.awaitStatus(bob, "standby");
        assertRefused(sale.reserveWith(bob, "bob"), 403, "not_admitted");
        assertThat(sale.release("ann", held).status()).isEqualTo(204);
        sale.awaitStatus(bob, "admitted");
        String second = sale.reserveWith(bob, "bob").text("reservationId");
        assertThat(sale.checkout("bob", second, Sale.VISA).status()).isEqualTo(201);
        sale.awaitStatus(bob, "sold_out");
        await().untilAsserted(() -> assertRefused(sale.join("carl"), 409, "sold_out"));
        assertRefused(sale.reserveWith(ann, "ann"), 409, "sold_out");
    }

    @Test
    void thePaceAndThePauseAreTheMerchants() {
        int crowd = 30;
        Sale sale = sell(
                crowd,
                "BATCH",
                offer -> startingIn(Duration.ofSeconds(4)).apply(offer).put("admissionPerSec", 1));
        List<String> tokens = IntStream.range(0, crowd)
                .mapToObj(i -> sale.ticket("buyer-" + i))
                .toList();
        await().until(() -> sale.read("/stats").number("/admitted") >= 1);
        assertThat(sale.turn("pause").status()).isEqualTo(200);
        String last = last(sale, tokens);
        sale.awaitStatus(last, "paused");
        int admitted = sale.read("/stats").number("/admitted");
        assertThat(admitted).isLessThan(crowd);
        assertThat(sale.turn("resume").status()).isEqualTo(200);
        assertThat(sale.patch("{\"admissionPerSec\":1000}").status()).isEqualTo(200);
        sale.awaitStatus(last, "admitted");
        assertThat(sale.read("/stats").number("/admitted")).isGreaterThanOrEqualTo(admitted);
    }

    /** Of those who wait the one with the last place. */
    private static String last(Sale sale, List<String> tokens) {
        String last = tokens.get(0);
        int place = -1;
        for (String token : tokens) {
            int position = sale.poll(token).number("/position");
            if (position > place) {
                place = position;
                last = token;
            }
        }
        return last;
    }

    @Test
    void placesAreDifferentAndTheOrderInWhichPeopleGetInIsTheirs() {
        // All of them join before the first window is closed: who comes later is not drawn with it.
        int crowd = 40;
        Sale sale = sell(
                crowd,
                "BATCH",
                offer -> startingIn(Duration.ofSeconds(5)).apply(offer).put("admissionPerSec", 10));
        List<String> waiting = new ArrayList<>();
        IntStream.range(0, crowd).forEach(i -> waiting.add(sale.ticket("buyer-" + i)));
        await().pollInterval(Duration.ofMillis(10))
                .until(() -> waiting.stream()
                        .anyMatch(token -> sale.poll(token).text("status").equals("admitted")));
        List<Integer> places = new ArrayList<>();
        for (String token : waiting) {
            Reply poll = sale.poll(token);
            if (poll.text("status").equals("waiting")) {
                assertThat(poll.body().path("drawn").asBoolean()).isTrue();
                assertThat(poll.number("/ahead")).isEqualTo(poll.number("/position") - 1);
                places.add(poll.number("/position"));
            }
        }
        assertThat(places).isNotEmpty();
        await().untilAsserted(() -> waiting.forEach(
                token -> assertThat(sale.poll(token).text("status")).isEqualTo("admitted")));
        assertThat(new HashSet<>(places).size())
                .as("while they are asked one after the other the line moves: " + places)
                .isGreaterThan(places.size() / 4);
    }

    @Test
    void theSeedIsSecretUntilTheEndAndThenTheDrawVerifies() {
        Sale sale = sell(4, "LOTTERY", startingIn(Duration.ofSeconds(4)));
        String commitment = sale.facts().text("drawCommitment");
        List<String> tokens =
                IntStream.range(0, 25).mapToObj(i -> sale.ticket("buyer-" + i)).toList();
        Reply before = api.get(sale.open() + "/draw", null);
        assertThat(before.status()).isEqualTo(200);
        assertThat(before.text("commitment")).isEqualTo(commitment);
        assertThat(before.body().path("published").asBoolean()).isFalse();
        assertThat(before.body().has("seed")).isFalse();
        await().until(() -> tokens.stream()
                .anyMatch(token -> sale.poll(token).text("status").equals("admitted")));
        assertThat(sale.turn("cancel").status()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(draw(sale).status()).isEqualTo(200));
        Reply published = draw(sale);
        PublishedDraw lines = new PublishedDraw(home, published.raw().body());
        lines.assertVerifies(commitment, tokens);
        lines.assertCatchesAnotherSeed();
        lines.assertCatchesAMissingTicket();
        assertThat(api.get(sale.own() + "/draw", sale.merchant().token())
                        .body()
                        .path("published")
                        .asBoolean())
                .isTrue();
    }

    private Reply draw(Sale sale) {
        return api.get(sale.open() + "/draw", null, "Accept", "application/x-ndjson");
    }

    @Test
    void aRoomIsRefusedWhereThereIsNone() {
        Sale none = api.merchant().sell(5);
        assertRefused(none.join("ann"), 404, "not_found");
        Sale tomorrow = sell(5, "BATCH", startingIn(Duration.ofDays(1)));
        Reply early = tomorrow.join("ann");
        assertRefused(early, 425, "not_started");
        assertThat(Integer.parseInt(early.header("Retry-After"))).isPositive();
        Sale cancelled = sell(5, "BATCH", offer -> offer);
        String ann = cancelled.ticket("ann");
        assertThat(cancelled.turn("cancel").status()).isEqualTo(200);
        assertRefused(cancelled.join("bob"), 410, "sale_ended");
        cancelled.awaitStatus(ann, "ended");
    }
}
