package io.doorbuster.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.SignedJWT;
import io.doorbuster.api.TestNode.Reply;
import io.doorbuster.api.auth.Role;
import io.doorbuster.sale.Fairness.Rule;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.LaneRefusal;
import java.text.ParseException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Joining, polling and leaving. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WaitingRoomHttpTest {
    private static final Duration LOBBY = Duration.ofMinutes(5);
    private static final Duration OPEN = Duration.ofSeconds(-10);

    private final TestNode node = new TestNode();
    private final RoomClient room = new RoomClient(node);
    private final String ann = node.token(Role.BUYER, "ann");

    @BeforeEach
    void repair() {
        node.grid.away = false;
        node.grid.roomsAway = false;
        node.grid.refusal = null;
    }

    @AfterAll
    void stop() {
        node.close();
    }

    private static void assertRefused(Reply reply, int status, String code) {
        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(status);
        assertThat(reply.text("code")).isEqualTo(code);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void givesOneTicketPerUser() {
        SaleDefinition sale = node.sale("sal_a", 5, Rule.BATCH, LOBBY);
        Reply joined = room.join("sal_a", ann);
        assertThat(joined.status()).isEqualTo(201);
        assertThat(joined.header("Cache-Control")).isEqualTo("no-store");
        assertThat(joined.header("Set-Cookie")).isNull();
        assertThat(joined.text("status")).isEqualTo("lobby");
        assertThat(joined.text("ticket")).matches("[0-7]-1-1");
        assertThat(joined.body().path("window").asInt(-1)).isZero();
        assertThat(joined.text("commitment")).isEqualTo(sale.drawCommitment());
        assertThat(joined.text("startAt")).isEqualTo(sale.startAt().toString());
        assertThat(joined.body().fieldNames())
                .toIterable()
                .contains("position", "ahead", "drawn", "etaSec", "odds", "pollAfterMs");
        Reply again = room.join("sal_a", ann);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.text("ticket")).isEqualTo(joined.text("ticket"));
        assertThat(room.join("sal_a", room.buyer("bob", "gold")).text("ticket")).isNotEqualTo(joined.text("ticket"));
        assertThat(node.post(RoomClient.path("sal_a"), ann, "{}").text("ticket"))
                .isEqualTo(joined.text("ticket"));
    }

    @Test
    void weighsByTierUnderWeightedOnly() throws ParseException {
        node.sale("sal_w", 5, Rule.WEIGHTED, LOBBY);
        node.sale("sal_b", 5, Rule.BATCH, LOBBY);
        assertThat(weight(room.join("sal_w", room.buyer("g", "gold")))).isEqualTo(3);
        assertThat(weight(room.join("sal_w", room.buyer("t", "tin")))).isEqualTo(1);
        assertThat(weight(room.join("sal_w", ann))).isEqualTo(1);
        assertThat(weight(room.join("sal_w", null))).isEqualTo(1);
        assertThat(weight(room.join("sal_b", room.buyer("g", "gold")))).isEqualTo(1);
    }

    private static long weight(Reply joined) throws ParseException {
        return SignedJWT.parse(joined.text("token")).getJWTClaimsSet().getLongClaim("weight");
    }

    @Test
    void givesOneTicketPerSessionToTheAnonymous() {
        node.sale("sal_c", 5, Rule.BATCH, LOBBY);
        Reply joined = room.join("sal_c", null, "X-Forwarded-Proto", "https");
        assertThat(joined.status()).isEqualTo(201);
        String set = requireNonNull(joined.header("Set-Cookie"));
        assertThat(set)
                .matches("doorbuster_session=[0-9a-f-]{36}\\.k1\\.[A-Za-z0-9_-]{43}; Path=/v1/sales; Max-Age=2592000;"
                        + " HttpOnly; SameSite=Lax; Secure");
        String cookie = set.substring(0, set.indexOf(';'));
        Reply again = room.join("sal_c", null, "Cookie", cookie);
        assertThat(again.text("ticket")).isEqualTo(joined.text("ticket"));
        assertThat(again.header("Set-Cookie")).isNull();
        Reply other = room.join("sal_c", null);
        assertThat(other.text("ticket")).isNotEqualTo(joined.text("ticket"));
        assertThat(other.header("Set-Cookie")).doesNotContain("Secure");
        assertThat(room.join("sal_c", ann, "Cookie", cookie).text("ticket"))
                .as("whoever says who it is has its own ticket")
                .isNotEqualTo(joined.text("ticket"));
    }

    @Test
    void startsANewSessionForACookieThatIsNotOurs() {
        node.sale("sal_d", 5, Rule.BATCH, LOBBY);
        Reply joined = room.join("sal_d", null);
        Matcher cookie = Pattern.compile("(doorbuster_session=)([0-9a-f-]{36})(\\.k1\\.)([A-Za-z0-9_-]{43})")
                .matcher(requireNonNull(joined.header("Set-Cookie")));
        assertThat(cookie.find()).isTrue();
        String mine = cookie.group(4);
        for (String forged : new String[] {
            cookie.group(1) + cookie.group(2) + cookie.group(3) + "A".repeat(43),
            cookie.group(1) + "00000000-0000-4000-8000-000000000000" + cookie.group(3) + mine,
            cookie.group(1) + cookie.group(2) + ".k9." + mine,
            "doorbuster_session=x",
            "doorbuster_session="
        }) {
            Reply reply = room.join("sal_d", null, "Cookie", forged);
            assertThat(reply.status()).isEqualTo(201);
            assertThat(reply.text("ticket")).as(forged).isNotEqualTo(joined.text("ticket"));
            assertThat(reply.header("Set-Cookie")).startsWith("doorbuster_session=");
        }
    }

    @Test
    void refusesABadBearerInsteadOfTakingItForNone() {
        node.sale("sal_e", 5, Rule.BATCH, LOBBY);
        assertRefused(room.join("sal_e", "x"), 401, "unauthenticated");
        assertRefused(room.join("sal_e", node.token(Role.MERCHANT, "boss")), 403, "forbidden");
    }

    @Test
    void saysWhenThereIsNothingToJoin() {
        node.sale("sal_f1", 5, Rule.NONE, OPEN);
        Reply none = room.join("sal_f1", ann);
        assertRefused(none, 404, "not_found");
        assertThat(none.text("detail")).contains("reserve directly");
        node.sale("sal_f2", 5, Rule.BATCH, Duration.ofMinutes(12));
        Reply early = room.join("sal_f2", ann);
        assertRefused(early, 425, "not_started");
        assertThat(early.header("Retry-After")).isEqualTo("120");
        node.sale("sal_f3", 5, Rule.BATCH, Duration.ofHours(-2));
        assertRefused(room.join("sal_f3", ann), 410, "sale_ended");
        assertRefused(node.post(RoomClient.path("sal_f2"), ann, "{\"x\":1}"), 400, "invalid_request");
    }

    @Test
    void saysThatAllIsSold() {
        SaleDefinition sale = node.sale("sal_g", 1, Rule.BATCH, OPEN);
        String token = room.join("sal_g", ann).text("token");
        String waiting = room.join("sal_g", null).text("token");
        node.clock.advance(Duration.ofSeconds(1));
        node.grid.rooms.admitClosed(sale);
        String id = room.reserve("sal_g", ann, token).text("reservationId");
        assertThat(node.post(
                                "/v1/sales/sal_g/checkout",
                                ann,
                                "{\"reservationId\":\"" + id + "\",\"paymentMethod\":\"pm_card_visa\"}")
                        .status())
                .isEqualTo(201);
        assertRefused(room.join("sal_g", null), 409, "sold_out");
        assertThat(room.poll("sal_g", waiting).text("status")).isEqualTo("sold_out");
    }

    @Test
    void saysWhatALaneRefuses() {
        node.sale("sal_h", 5, Rule.BATCH, LOBBY);
        record Expected(LaneRefusal refusal, int status, String code) {}
        for (Expected expected : new Expected[] {
            new Expected(LaneRefusal.NOT_OPEN, 425, "not_started"),
            new Expected(LaneRefusal.ENDED, 410, "sale_ended"),
            new Expected(LaneRefusal.RECOVERING, 503, "recovering"),
            new Expected(LaneRefusal.BACKLOGGED, 503, "backlogged"),
            new Expected(LaneRefusal.FULL, 503, "unavailable"),
            new Expected(LaneRefusal.TOO_MANY_REJOINS, 429, "rate_limited")
        }) {
            node.grid.refusal = expected.refusal();
            Reply reply = room.join("sal_h", ann);
            assertRefused(reply, expected.status(), expected.code());
            if (expected.status() != 410) {
                assertThat(reply.header("Retry-After")).isNotNull();
            }
        }
        node.grid.refusal = null;
        node.grid.roomsAway = true;
        assertRefused(room.join("sal_h", ann), 503, "recovering");
        node.grid.away = true;
        assertRefused(room.join("sal_h", ann), 503, "unavailable");
    }

    @Test
    void leadsFromTheLobbyToTheEnd() {
        SaleDefinition sale = node.sale("sal_i", 2, Rule.BATCH, LOBBY);
        String first = room.join("sal_i", ann).text("token");
        String second = room.join("sal_i", null).text("token");
        Reply lobby = room.poll("sal_i", first);
        assertThat(lobby.status()).isEqualTo(200);
        assertThat(lobby.header("Cache-Control")).isEqualTo("no-store");
        assertThat(lobby.text("status")).isEqualTo("lobby");
        assertThat(lobby.body().path("drawn").asBoolean()).isFalse();
        assertThat(lobby.body().has("message")).isTrue();
        node.clock.advance(LOBBY.plusSeconds(1));
        assertThat(room.poll("sal_i", first).text("status")).isEqualTo("waiting");
        assertThat(room.poll("sal_i", first).body().path("position").asInt()
                        + room.poll("sal_i", second).body().path("position").asInt())
                .as("one is next, the other after it")
                .isEqualTo(3);
        node.grid.rooms.admitOne(sale);
        assertThat(new String[] {
                    room.poll("sal_i", first).text("status"),
                    room.poll("sal_i", second).text("status")
                })
                .containsExactlyInAnyOrder("admitted", "waiting");
        node.grid.rooms.admitClosed(sale);
        String id = room.reserve("sal_i", ann, first, 2).text("reservationId");
        assertThat(id).startsWith("rsv_");
        String third = room.join("sal_i", node.token(Role.BUYER, "late")).text("token");
        assertThat(room.poll("sal_i", third).text("status"))
                .as("all is held, and some may come back")
                .isEqualTo("standby");
        node.clock.advance(Duration.ofHours(1).plusSeconds(1));
        assertThat(room.poll("sal_i", third).text("status")).isEqualTo("ended");
        node.grid.roomsAway = true;
        assertThat(room.poll("sal_i", third).text("status")).isEqualTo("ended");
        node.clock.advance(Duration.ofHours(1));
        assertRefused(room.poll("sal_i", third), 403, "token_invalid");
    }

    @Test
    void saysThatTheSaleIsPaused() {
        SaleDefinition sale = node.sale("sal_j", 2, Rule.BATCH, OPEN);
        String token = room.join("sal_j", ann).text("token");
        node.grid.publish(Sales.paused(sale)).join();
        assertThat(room.poll("sal_j", token).text("status")).isEqualTo("paused");
        assertThat(room.join("sal_j", node.token(Role.BUYER, "bob")).text("status"))
                .as("one may queue for it")
                .isEqualTo("paused");
        node.grid.publish(Sales.cancelled(sale)).join();
        assertThat(room.poll("sal_j", token).text("status")).isEqualTo("ended");
        assertRefused(room.join("sal_j", ann), 410, "sale_ended");
    }

    @Test
    void takesATicketBackAndGivesItAgain() {
        node.sale("sal_k", 2, Rule.BATCH, LOBBY);
        Reply joined = room.join("sal_k", ann);
        String token = joined.text("token");
        assertThat(room.leave("sal_k", token).status()).isEqualTo(204);
        assertThat(room.leave("sal_k", token).status()).isEqualTo(204);
        assertRefused(room.poll("sal_k", token), 403, "token_invalid");
        Reply again = room.join("sal_k", ann);
        assertThat(again.text("ticket")).as("its window is open still").isEqualTo(joined.text("ticket"));
        assertThat(room.poll("sal_k", token).text("status")).isEqualTo("lobby");
        assertRefused(room.leave("sal_k", "x"), 403, "token_invalid");
        node.grid.refusal = LaneRefusal.BACKLOGGED;
        assertRefused(room.leave("sal_k", token), 503, "backlogged");
        node.clock.advance(Duration.ofHours(1).plus(LOBBY).plusSeconds(2));
        assertThat(room.leave("sal_k", token).status())
                .as("there is nothing to give back any more")
                .isEqualTo(204);
    }

    @Test
    void refusesTokensThatAreNotGoodHere() {
        node.sale("sal_l", 2, Rule.BATCH, LOBBY);
        node.sale("sal_m", 2, Rule.BATCH, LOBBY);
        String token = room.join("sal_l", ann).text("token");
        assertRefused(room.poll("sal_m", token), 403, "token_invalid");
        assertRefused(room.poll("sal_l", token.substring(1)), 403, "token_invalid");
        assertRefused(room.poll("sal_l", "x"), 403, "token_invalid");
        node.grid
                .publish(Sales.of(node.sale("sal_l", 2, Rule.BATCH, LOBBY), "other"))
                .join();
        assertRefused(room.poll("sal_l", token), 403, "token_invalid");
        assertRefused(room.leave("sal_l", token), 403, "token_invalid");
    }

    @Test
    void saysThatTheRoomIsAway() {
        node.sale("sal_n", 2, Rule.BATCH, LOBBY);
        String token = room.join("sal_n", ann).text("token");
        node.grid.roomsAway = true;
        assertRefused(room.poll("sal_n", token), 503, "recovering");
        node.grid.away = true;
        assertRefused(room.poll("sal_n", token), 503, "unavailable");
    }

    @Test
    void countsWhoWaits() {
        SaleDefinition sale = node.sale("sal_o", 2, Rule.BATCH, OPEN);
        room.join("sal_o", ann);
        room.join("sal_o", null);
        node.clock.advance(Duration.ofSeconds(1));
        node.grid.rooms.admitOne(sale);
        Reply stats = node.get("/v1/orgs/acme/sales/sal_o/stats", node.token(Role.MERCHANT, "boss"));
        assertThat(stats.body().path("arrivals").asInt()).isEqualTo(2);
        assertThat(stats.body().path("admitted").asInt()).isEqualTo(1);
        assertThat(stats.body().path("waiting").asInt()).isEqualTo(1);
        await().untilAsserted(() -> assertThat(node.get("/metrics", null).raw().body())
                .contains("doorbuster_room_waiting{org_id=\"acme\",sale_id=\"sal_o\"} 1.0")
                .contains("doorbuster_room_admitted{org_id=\"acme\",sale_id=\"sal_o\"} 1.0")
                .contains("doorbuster_room_rate{org_id=\"acme\",sale_id=\"sal_o\"} 10.0"));
    }
}
