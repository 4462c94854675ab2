package io.doorbuster.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.doorbuster.api.TestNode.Reply;
import io.doorbuster.api.auth.Role;
import io.doorbuster.sale.Fairness.Rule;
import io.doorbuster.sale.SaleDefinition;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Reserving with a ticket. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoomDoorHttpTest {
    private static final Duration OPEN = Duration.ofSeconds(-10);

    private final TestNode node = new TestNode();
    private final RoomClient room = new RoomClient(node);
    private final String ann = node.token(Role.BUYER, "ann");
    private final String bob = node.token(Role.BUYER, "bob");

    @BeforeEach
    void repair() {
        node.grid.away = false;
        node.grid.roomsAway = false;
    }

    @AfterAll
    void stop() {
        node.close();
    }

    private static void assertRefused(Reply reply, int status, String code) {
        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(status);
        assertThat(reply.text("code")).isEqualTo(code);
    }

    private SaleDefinition open(String saleId) {
        return node.sale(saleId, 5, Rule.BATCH, OPEN);
    }

    private void admit(SaleDefinition sale) {
        node.clock.advance(Duration.ofSeconds(1));
        node.grid.rooms.admitClosed(sale);
    }

    private Reply reserveWithout(String sale) {
        return node.post("/v1/sales/" + sale + "/reserve", ann, "{}");
    }

    @Test
    void asksForATicket() {
        open("sal_a");
        Reply reply = reserveWithout("sal_a");
        assertRefused(reply, 403, "not_admitted");
        assertThat(reply.text("detail")).contains("join");
    }

    @Test
    void tellsThoseWhoWaitWhereTheyStand() {
        open("sal_b");
        String token = room.join("sal_b", ann).text("token");
        Reply reply = room.reserve("sal_b", ann, token);
        assertRefused(reply, 403, "not_admitted");
        assertThat(reply.body().path("position").asInt()).isEqualTo(1);
        assertThat(reply.body().path("ahead").asInt(-1)).isZero();
        assertThat(reply.body().has("etaSec")).isTrue();
        int pollAfter = reply.body().path("pollAfterMs").asInt();
        assertThat(reply.header("Retry-After")).isEqualTo(Integer.toString((pollAfter + 999) / 1_000));
    }

    @Test
    void buysOneReservationWithATicket() {
        SaleDefinition sale = open("sal_c");
        String token = room.join("sal_c", ann).text("token");
        admit(sale);
        Reply first = room.reserve("sal_c", ann, token, 2);
        assertThat(first.status()).isEqualTo(201);
        Reply again = room.reserve("sal_c", ann, room.join("sal_c", ann).text("token"), 2);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.text("reservationId")).isEqualTo(first.text("reservationId"));
        assertRefused(room.reserve("sal_c", ann, token, 1), 422, "idempotency_mismatch");
    }

    @Test
    void leadsBackToTheRoomWhenTheReservationIsGone() {
        SaleDefinition sale = open("sal_d");
        String token = room.join("sal_d", ann).text("token");
        admit(sale);
        String id = room.reserve("sal_d", ann, token).text("reservationId");
        node.send(node.request("/v1/sales/sal_d/reservations/" + id, ann).DELETE());
        Reply gone = room.reserve("sal_d", ann, token);
        assertRefused(gone, 410, "reservation_expired");
        assertThat(gone.text("detail")).contains("leave").contains("join again");
        assertThat(room.leave("sal_d", token).status()).isEqualTo(204);
        assertRefused(room.reserve("sal_d", ann, token), 403, "token_invalid");
        String next = room.join("sal_d", ann).text("token");
        assertRefused(room.reserve("sal_d", ann, next), 403, "not_admitted");
        admit(sale);
        assertThat(room.reserve("sal_d", ann, next).status()).isEqualTo(201);
    }

    @Test
    void refusesAnotherBuyersTicket() {
        SaleDefinition sale = open("sal_e");
        String token = room.join("sal_e", ann).text("token");
        admit(sale);
        assertRefused(room.reserve("sal_e", bob, token), 403, "token_invalid");
        assertThat(room.reserve("sal_e", ann, token).status()).isEqualTo(201);
    }

    @Test
    void refusesForgedAlteredAndOtherSalesTickets() {
        open("sal_f1");
        SaleDefinition sale = open("sal_f2");
        String token = room.join("sal_f2", ann).text("token");
        admit(sale);
        assertRefused(room.reserve("sal_f2", ann, "x"), 403, "token_invalid");
        assertRefused(room.reserve("sal_f2", ann, token.substring(0, token.length() - 5)), 403, "token_invalid");
        assertRefused(room.reserve("sal_f1", ann, token), 403, "token_invalid");
        node.grid.publish(Sales.of(sale, "other")).join();
        assertRefused(room.reserve("sal_f2", ann, token), 403, "token_invalid");
    }

    @Test
    void bindsAnAnonymousTicketToWhoComesFirst() {
        SaleDefinition sale = open("sal_g");
        String token = room.join("sal_g", null).text("token");
        assertRefused(room.reserve("sal_g", ann, token), 403, "not_admitted");
        admit(sale);
        Reply first = room.reserve("sal_g", bob, token);
        assertThat(first.status()).isEqualTo(201);
        assertRefused(room.reserve("sal_g", ann, token), 403, "token_invalid");
        assertThat(room.reserve("sal_g", bob, token).text("reservationId")).isEqualTo(first.text("reservationId"));
    }

    @Test
    void saysFirstWhyNobodyCanReserve() {
        SaleDefinition lobby = node.sale("sal_h1", 5, Rule.BATCH, Duration.ofMinutes(5));
        String early = room.join("sal_h1", ann).text("token");
        Reply notStarted = room.reserve("sal_h1", ann, early);
        assertRefused(notStarted, 425, "not_started");
        assertThat(notStarted.header("Retry-After")).isEqualTo("300");
        assertRefused(reserveWithout("sal_h1"), 425, "not_started");
        assertRefused(room.reserve("sal_h1", ann, "x"), 425, "not_started");

        SaleDefinition sale = open("sal_h2");
        String waiting = room.join("sal_h2", ann).text("token");
        node.grid.publish(Sales.paused(sale)).join();
        assertRefused(room.reserve("sal_h2", ann, waiting), 423, "paused");
        admit(sale);
        assertRefused(room.reserve("sal_h2", ann, waiting), 423, "paused");
        node.grid.publish(Sales.cancelled(lobby)).join();
        assertRefused(room.reserve("sal_h1", ann, early), 410, "sale_ended");

        node.sale("sal_h3", 5, Rule.BATCH, Duration.ofHours(-2));
        assertRefused(reserveWithout("sal_h3"), 410, "sale_ended");
    }

    @Test
    void distinguishesHeldFromSold() {
        SaleDefinition sale = node.sale("sal_i", 1, Rule.BATCH, OPEN);
        String mine = room.join("sal_i", ann).text("token");
        String theirs = room.join("sal_i", bob).text("token");
        admit(sale);
        String id = room.reserve("sal_i", ann, mine).text("reservationId");
        assertRefused(room.reserve("sal_i", bob, theirs), 409, "all_held");
        node.post(
                "/v1/sales/sal_i/checkout",
                ann,
                "{\"reservationId\":\"" + id + "\",\"paymentMethod\":\"pm_card_visa\"}");
        assertRefused(room.reserve("sal_i", bob, theirs), 409, "sold_out");
        assertRefused(reserveWithout("sal_i"), 409, "sold_out");
        assertThat(room.reserve("sal_i", ann, mine).text("status"))
                .as("the ticket's reservation is sold, and still its own")
                .isEqualTo("sold");
    }

    @Test
    void saysThatTheRoomIsAway() {
        SaleDefinition sale = open("sal_j");
        String token = room.join("sal_j", ann).text("token");
        admit(sale);
        node.grid.roomsAway = true;
        assertRefused(room.reserve("sal_j", ann, token), 503, "recovering");
    }

    @Test
    void asksForNoTicketWithoutARoom() {
        node.sale("sal_k", 5, Rule.NONE, OPEN);
        assertThat(reserveWithout("sal_k").status()).isEqualTo(201);
    }
}
