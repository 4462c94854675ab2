package io.doorbuster.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jwt.SignedJWT;
import io.doorbuster.api.TestNode.Reply;
import io.doorbuster.api.auth.Role;
import io.doorbuster.ledger.PostgresConfig;
import io.doorbuster.ledger.RoomStore;
import io.doorbuster.ledger.TicketWriter;
import io.doorbuster.ledger.TokenKeyStore;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.DrawKeys;
import io.doorbuster.waitingroom.LaneCommand;
import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.LaneOutcome;
import io.doorbuster.waitingroom.LaneSlice;
import io.doorbuster.waitingroom.Place;
import io.doorbuster.waitingroom.TicketChain;
import io.doorbuster.waitingroom.TicketId;
import io.doorbuster.waitingroom.UserHash;
import io.doorbuster.waitingroom.WatermarkStep;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A draw from its commitment to its file, with the real ledger; the pipelines are played by the test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DrawHttpIT {
    private static final int CROWD = 23;
    private static final String NDJSON = "application/x-ndjson";

    private final EmbeddedPostgres database;
    private final TestNode node;
    private final RoomClient room;
    private final String merchant;
    private final String ann;

    DrawHttpIT() throws IOException {
        database = EmbeddedPostgres.start();
        node = new TestNode(new PostgresConfig(database.getJdbcUrl("postgres", "postgres"), "postgres", ""));
        room = new RoomClient(node);
        merchant = node.token(Role.MERCHANT, "boss");
        ann = room.buyer("ann", "gold");
    }

    @BeforeAll
    void migrate() {
        node.postgres().migrate();
        String sale = create("{\"rule\":\"BATCH\"}");
        await().until(() -> room.join(sale, ann).status() == 201);
    }

    @AfterAll
    void stop() throws IOException {
        node.close();
        database.close();
    }

    private String create(String fairness) {
        Reply created = node.post("/v1/orgs/acme/sales", merchant, """
                {"skuId":"sku","title":"A thing","price":{"amount":500,"currency":"usd"},"stock":5,
                 "startAt":"%s","endAt":"%s","fairness":%s}
                """.formatted(
                node.clock.instant().plusSeconds(60), node.clock.instant().plusSeconds(3_600), fairness));
        assertThat(created.status()).as(created.raw().body()).isEqualTo(201);
        String saleId = created.text("saleId");
        node.grid.rooms.use(
                saleId, new RoomStore(node.postgres()).secrets("acme", saleId).orElseThrow());
        return saleId;
    }

    /** What the ticket pipeline would do. */
    private void ticketsFollow(String saleId) {
        for (int lane = 0; lane < LaneKey.LANES; lane++) {
            LaneKey key = new LaneKey("acme", saleId, lane);
            LaneOutcome.Events events = (LaneOutcome.Events)
                    node.grid.submit(key, new LaneCommand.ReadOutbox(0, 1_000)).join();
            if (!events.events().isEmpty()) {
                LaneSlice slice = new LaneSlice(key, events.events());
                new TicketWriter(node.postgres()).write(List.of(slice));
                node.grid
                        .submit(key, new LaneCommand.Acknowledge(slice.lastSequence()))
                        .join();
            }
        }
    }

    private Reply file(String path) {
        return node.send(node.request(path, null).header("Accept", NDJSON));
    }

    private static List<JsonNode> lines(Reply reply) throws JsonProcessingException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : reply.raw().body().split("\n", -1)) {
            if (!line.isEmpty()) {
                lines.add(TestNode.JSON.readTree(line));
            }
        }
        return lines;
    }

    private static List<JsonNode> ofType(List<JsonNode> lines, String type) {
        return lines.stream()
                .filter(line -> line.path("type").asText().equals(type))
                .toList();
    }

    /** A sale over which a crowd came, half of whom were let in. */
    private String overSale() throws ParseException {
        String saleId = create("{\"rule\":\"WEIGHTED\",\"lotterySec\":5,\"weights\":{\"gold\":3}}");
        String path = "/v1/sales/" + saleId;
        for (int i = 0; i < CROWD; i++) {
            room.join(saleId, room.buyer("user-" + i, i % 2 == 0 ? "gold" : "tin"));
        }
        room.leave(saleId, room.join(saleId, room.buyer("user-0", "gold")).text("token"));
        node.clock.advance(Duration.ofSeconds(66));
        SaleDefinition sale = node.grid.view(saleId).join().orElseThrow().sale();
        for (int i = 0; i < CROWD / 2; i++) {
            node.grid.rooms.admitOne(sale);
        }
        new RoomStore(node.postgres()).append(node.grid.rooms.history(saleId));
        assertThat(node.get(path + "/draw", null).body().path("published").asBoolean(true))
                .isFalse();
        Reply cut = file(path + "/draw");
        assertThat(cut.status()).isEqualTo(404);
        assertThat(cut.text("commitment")).isEqualTo(sale.drawCommitment());
        node.clock.advance(Duration.ofHours(2));
        return saleId;
    }

    @Test
    void publishesTheWholeDrawOnceTheLedgerHasIt() throws Exception {
        String saleId = overSale();
        String path = "/v1/sales/" + saleId + "/draw";
        Reply early = file(path);
        assertThat(early.status()).isEqualTo(503);
        assertThat(early.text("code")).isEqualTo("unavailable");
        assertThat(early.header("Retry-After")).isNotNull();
        ticketsFollow(saleId);
        Reply reply = file(path);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo(NDJSON);
        List<JsonNode> lines = lines(reply);
        assertThat(lines.get(0).path("type").asText()).isEqualTo("sale");
        assertThat(lines.get(lines.size() - 1).path("type").asText()).isEqualTo("end");
        assertRecomputes(lines, saleId);
        assertThat(node.send(node.request("/v1/orgs/acme/sales/" + saleId + "/draw", merchant)
                                .header("Accept", NDJSON))
                        .raw()
                        .body())
                .isEqualTo(reply.raw().body());
        assertPages(path, lines);
    }

    private static void assertRecomputes(List<JsonNode> lines, String saleId) throws NoSuchAlgorithmException {
        JsonNode sale = lines.get(0);
        assertThat(sale.toString())
                .startsWith("{\"type\":\"sale\",\"format\":1,\"saleId\":\"" + saleId
                        + "\",\"rule\":\"WEIGHTED\",\"startAtMs\":")
                .contains(
                        "\"firstWindowMs\":5000,\"windowMs\":500,\"weights\":{\"gold\":3},\"lanes\":8,\"commitment\":\"");
        byte[] seed = HexFormat.of().parseHex(sale.path("seed").asText());
        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(seed)))
                .isEqualTo(sale.path("commitment").asText());
        List<JsonNode> watermarks = ofType(lines, "watermark");
        List<JsonNode> tickets = ofType(lines, "ticket");
        assertThat(watermarks).hasSize(CROWD / 2);
        assertThat(tickets).hasSize(CROWD);
        assertThat(ofType(tickets, "ticket").stream()
                        .filter(ticket -> ticket.path("givenBack").asBoolean()))
                .hasSize(1);
        DrawKeys keys = new DrawKeys(seed, saleId, true);
        String[] chains = new String[LaneKey.LANES];
        for (int lane = 0; lane < chains.length; lane++) {
            chains[lane] = HexFormat.of().formatHex(TicketChain.start(saleId, lane));
        }
        for (JsonNode ticket : tickets) {
            TicketId id = requireNonNull(TicketId.parse(ticket.path("ticket").asText()));
            long key = keys.key(id, ticket.path("weight").asInt());
            assertThat(ticket.path("key").asText()).isEqualTo(HexFormat.of().toHexDigits(key));
            chains[id.lane()] = HexFormat.of()
                    .formatHex(TicketChain.next(
                            HexFormat.of().parseHex(requireNonNull(chains[id.lane()])),
                            id,
                            UserHash.parse(ticket.path("user").asText()),
                            ticket.path("arrivedAtMs").asLong(),
                            ticket.path("window").asInt(),
                            ticket.path("weight").asInt()));
            assertThat(ticket.path("chain").asText()).isEqualTo(chains[id.lane()]);
            assertThat(ticket.path("step"))
                    .isEqualTo(watermarks.stream()
                            .filter(step -> Long.compareUnsigned(
                                            key,
                                            Long.parseUnsignedLong(
                                                    step.path("key").asText(), 16))
                                    <= 0)
                            .findFirst()
                            .map(step -> step.path("step"))
                            .orElse(NullNode.instance));
        }
        JsonNode end = lines.get(lines.size() - 1);
        assertThat(end.path("watermarks").asInt()).isEqualTo(CROWD / 2);
        assertThat(end.path("tickets").asInt()).isEqualTo(CROWD);
        assertThat(end.path("chains")).extracting(JsonNode::asText).containsExactly(chains);
    }

    private void assertPages(String path, List<JsonNode> lines) {
        List<JsonNode> paged = new ArrayList<>();
        String cursor = "";
        do {
            Reply page = node.get(path + "?limit=5" + cursor, null);
            assertThat(page.body().path("published").asBoolean()).isTrue();
            assertThat(page.body().path("watermarks")).hasSize(cursor.isEmpty() ? CROWD / 2 : 0);
            page.body().path("tickets").forEach(paged::add);
            JsonNode next = page.body().path("nextCursor");
            cursor = next.isNull() ? "" : "&cursor=" + next.asText();
        } while (!cursor.isEmpty());
        assertThat(paged)
                .containsExactlyElementsOf(ofType(lines, "ticket").stream()
                        .map(DrawHttpIT::untyped)
                        .toList());
        assertThat(node.get(path + "?cursor=x", null).text("field")).isEqualTo("cursor");
        assertThat(node.get(path + "?limit=1001", null).text("field")).isEqualTo("limit");
    }

    private static JsonNode untyped(JsonNode line) {
        ObjectNode copy = line.deepCopy();
        copy.remove("type");
        return copy;
    }

    @Test
    void streamsALongDrawInPages() throws JsonProcessingException {
        int tickets = 2_500;
        int steps = 2_001;
        String saleId = create("{\"rule\":\"BATCH\"}");
        SaleDefinition sale = node.grid.view(saleId).join().orElseThrow().sale();
        for (int i = 0; i < tickets; i++) {
            UserHash user = UserHash.of(new byte[16], "u:" + i);
            node.grid
                    .submit(LaneKey.of(sale, user), new LaneCommand.Join(user, 1))
                    .join();
        }
        ticketsFollow(saleId);
        List<WatermarkStep> history = new ArrayList<>();
        for (int step = 1; step <= steps; step++) {
            history.add(new WatermarkStep("acme", saleId, step, step, new Place(0, step), 0));
        }
        new RoomStore(node.postgres()).append(history);
        node.post("/v1/orgs/acme/sales/" + saleId + "/cancel", merchant, "");
        List<JsonNode> lines = lines(file("/v1/sales/" + saleId + "/draw"));
        assertThat(lines).hasSize(1 + steps + tickets + 1);
        assertThat(ofType(lines, "watermark"))
                .extracting(line -> line.path("step").asInt())
                .isEqualTo(IntStream.rangeClosed(1, steps).boxed().toList());
        assertThat(ofType(lines, "ticket"))
                .extracting(line -> line.path("ticket").asText())
                .doesNotHaveDuplicates();
        assertThat(lines.get(lines.size() - 1).path("tickets").asInt()).isEqualTo(tickets);
    }

    @Test
    void publishesTheEmptyDrawOfACancelledSaleThatTheGridHasLetGo() throws JsonProcessingException {
        String saleId = create("{\"rule\":\"FIFO\"}");
        node.post("/v1/orgs/acme/sales/" + saleId + "/cancel", merchant, "");
        node.grid.letGo(saleId);
        List<JsonNode> lines = lines(file("/v1/sales/" + saleId + "/draw"));
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1).path("chains")).hasSize(8);
        Reply stats = node.get("/v1/orgs/acme/sales/" + saleId + "/stats", merchant);
        assertThat(stats.body().path("arrivals").asInt(-1)).isZero();
    }

    @Test
    void hidesWhatIsNotOnesOwn() {
        String saleId = create("{\"rule\":\"FIFO\"}");
        String stranger = node.issuer.token(Role.MERCHANT, "other", "x", null, Duration.ofDays(30));
        assertThat(node.get("/v1/orgs/other/sales/" + saleId + "/draw", stranger)
                        .status())
                .isEqualTo(404);
        assertThat(node.get("/v1/sales/sal_none/draw", null).status()).isEqualTo(404);
        assertThat(room.join("sal_none", ann).status()).isEqualTo(404);
    }

    @Test
    void countsACrowdThatTheGridHasLetGo() throws ParseException {
        String saleId = overSale();
        ticketsFollow(saleId);
        node.grid.letGo(saleId);
        Reply stats = node.get("/v1/orgs/acme/sales/" + saleId + "/stats", merchant);
        assertThat(stats.body().path("arrivals").asInt()).isEqualTo(CROWD);
        assertThat(stats.body().path("admitted").asInt()).isEqualTo(CROWD / 2);
        assertThat(stats.body().path("waiting").asInt(-1)).isZero();
    }

    @Test
    void showsTheWholeRule() {
        String saleId = create("{\"rule\":\"WEIGHTED\",\"weights\":{\"gold\":3}}");
        assertThat(node.get("/v1/sales/" + saleId, null).body().path("fairness").toString())
                .isEqualTo("{\"rule\":\"WEIGHTED\",\"windowMs\":500,\"lotterySec\":10,\"weights\":{\"gold\":3}}");
    }

    @Test
    void signsWithSharedKeysThatRotate() throws ParseException {
        String saleId = create("{\"rule\":\"BATCH\"}");
        String old = room.join(saleId, ann).text("token");
        String kid = SignedJWT.parse(old).getHeader().getKeyID();
        TokenKeyStore store = new TokenKeyStore(node.postgres());
        assertThat(store.all()).extracting(TokenKeyStore.TokenKey::kid).contains(kid);
        UnaryOperator<String> joined =
                user -> room.join(saleId, node.token(Role.BUYER, user)).text("token");
        store.rotate(
                node.clock.instant(),
                Duration.ZERO.minusSeconds(1),
                "s".repeat(32).getBytes(UTF_8),
                "fresh");
        node.clock.advance(Duration.ofSeconds(90));
        await().until(() ->
                SignedJWT.parse(joined.apply("bob")).getHeader().getKeyID().equals("fresh"));
        assertThat(room.poll(saleId, old).status()).isEqualTo(200);
    }
}
