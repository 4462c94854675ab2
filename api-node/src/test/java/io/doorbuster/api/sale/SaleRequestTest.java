package io.doorbuster.api.sale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.doorbuster.api.http.Fields;
import io.doorbuster.api.http.Problem;
import io.doorbuster.sale.Fairness;
import io.doorbuster.sale.Fairness.Rule;
import io.doorbuster.sale.SaleDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SaleRequestTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2029-12-31T00:00:00Z");

    /** The request that the API's description shows. */
    private static ObjectNode documented(String path) {
        try (InputStream in = SaleRequestTest.class.getResourceAsStream("/openapi.yaml")) {
            JsonNode example =
                    new YAMLMapper().readTree(in).at(path + "/requestBody/content/application~1json/example");
            return (ObjectNode) example;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ObjectNode sale() {
        return documented("/paths/~1v1~1orgs~1{orgId}~1sales/post");
    }

    private static Fields fields(JsonNode body) {
        return Fields.parse(body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static SaleDefinition create(JsonNode body) {
        return SaleRequest.create(fields(body), "acme", "sal_x", "00", NOW);
    }

    @Test
    void takesTheDocumentedRequests() {
        SaleDefinition sale = create(sale());
        assertThat(sale.stock()).isEqualTo(1000);
        assertThat(sale.price().amount()).isEqualTo(1999);
        SaleDefinition changed =
                SaleRequest.change(sale, fields(documented("/paths/~1v1~1orgs~1{orgId}~1sales~1{saleId}/patch")), NOW);
        assertThat(changed.stock()).isEqualTo(1200);
        assertThat(changed.version()).isEqualTo(2);
    }

    @Test
    void hasDefaults() {
        SaleDefinition sale = create(sale().without(java.util.List.of(
                "perUserCap",
                "reservationTtlSec",
                "fairness",
                "admissionPerSec",
                "lowStockThreshold",
                "durability",
                "message")));
        assertThat(sale.perUserCap()).isEqualTo(1);
        assertThat(sale.reservationTtlSec()).isEqualTo(120);
        assertThat(sale.admissionPerSec()).isEqualTo(10_000);
        assertThat(sale.lowStockThreshold()).isNull();
        assertThat(sale.durability().beforeChargeMillis()).isEqualTo(1_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "skuId | \"\" | skuId",
                "skuId | \"   \" | skuId",
                "title | 5 | title",
                "title | \"a\\u0000b\" | title",
                "price | {\"amount\":-1,\"currency\":\"usd\"} | price.amount",
                "price | {\"amount\":100000000,\"currency\":\"usd\"} | price.amount",
                "price | {\"amount\":1,\"currency\":\"USD\"} | price.currency",
                "price | {\"amount\":1,\"currency\":\"zzz\"} | price.currency",
                "price | {\"amount\":1} | price.currency",
                "price | {\"amount\":1,\"currency\":\"usd\",\"tax\":1} | price.tax",
                "price | 5 | price",
                "stock | 0 | stock",
                "stock | 10000001 | stock",
                "stock | null | stock",
                "startAt | \"tomorrow\" | startAt",
                "startAt | 1900000000 | startAt",
                "endAt | \"2030-01-31T17:00:00Z\" | endAt",
                "endAt | \"2030-03-31T17:00:00Z\" | endAt",
                "perUserCap | 0 | perUserCap",
                "perUserCap | 1001 | perUserCap",
                "reservationTtlSec | 4 | reservationTtlSec",
                "fairness | {\"rule\":\"BATCH\",\"windowMs\":9} | fairness.windowMs",
                "fairness | {\"rule\":\"BATCH\",\"windowMs\":60001} | fairness.windowMs",
                "fairness | {\"rule\":\"BATCH\",\"lotterySec\":5} | fairness.lotterySec",
                "fairness | {\"rule\":\"LOTTERY\",\"lotterySec\":0} | fairness.lotterySec",
                "fairness | {\"rule\":\"LOTTERY\",\"lotterySec\":3601} | fairness.lotterySec",
                "fairness | {\"rule\":\"LOTTERY\",\"weights\":{\"a\":1}} | fairness.weights",
                "fairness | {\"rule\":\"WEIGHTED\"} | fairness.weights",
                "fairness | {\"rule\":\"WEIGHTED\",\"weights\":{}} | fairness.weights",
                "fairness | {\"rule\":\"WEIGHTED\",\"weights\":{\"\":1}} | fairness.weights",
                "fairness | {\"rule\":\"WEIGHTED\",\"weights\":{\"a\":0}} | fairness.weights.a",
                "fairness | {\"rule\":\"WEIGHTED\",\"weights\":{\"a\":1001}} | fairness.weights.a",
                "fairness | {\"rule\":\"WEIGHTED\",\"weights\":{\"a\":1.5}} | fairness.weights.a",
                "fairness | {\"rule\":\"none\"} | fairness.rule",
                "admissionPerSec | 0 | admissionPerSec",
                "lowStockThreshold | 1001 | lowStockThreshold",
                "lowStockThreshold | -1 | lowStockThreshold",
                "durability | {\"beforeChargeMs\":10001} | durability.beforeChargeMs",
                "durability | {\"whenLedgerDown\":\"HOPE\"} | durability.whenLedgerDown",
                "colour | \"red\" | colour",
            })
    void namesTheFieldThatBreaksItsRule(String field, String value, String named) throws IOException {
        ObjectNode body = sale();
        body.set(field, JSON.readTree(value));
        Problem problem = catchThrowableOfType(Problem.class, () -> create(body));
        assertThat(problem.detail()).startsWith(named + " ");
    }

    @Test
    void takesEveryRule() throws IOException {
        assertThat(fairness("{}")).isEqualTo(Fairness.NONE);
        assertThat(fairness("{\"rule\":\"FIFO\"}")).isEqualTo(new Fairness(Rule.FIFO, 500, 0, Map.of()));
        assertThat(fairness("{\"rule\":\"BATCH\",\"windowMs\":10}"))
                .isEqualTo(new Fairness(Rule.BATCH, 10, 0, Map.of()));
        assertThat(fairness("{\"rule\":\"LOTTERY\"}")).isEqualTo(new Fairness(Rule.LOTTERY, 500, 10, Map.of()));
        assertThat(fairness("{\"rule\":\"WEIGHTED\",\"lotterySec\":3600,\"weights\":{\"gold\":1000}}"))
                .isEqualTo(new Fairness(Rule.WEIGHTED, 500, 3_600, Map.of("gold", 1_000)));
    }

    private static Fairness fairness(String json) throws IOException {
        ObjectNode body = sale();
        body.set("fairness", JSON.readTree(json));
        return create(body).fairness();
    }

    @Test
    void keepsWindowsCountable() throws IOException {
        ObjectNode body = sale().put("endAt", "2030-03-01T18:00:00Z");
        body.set("fairness", JSON.readTree("{\"rule\":\"BATCH\",\"windowMs\":10}"));
        assertThat(create(body).fairness().rule()).isEqualTo(Rule.BATCH);
        body.set("fairness", JSON.readTree("{\"rule\":\"FIFO\"}"));
        assertThat(catchThrowableOfType(Problem.class, () -> create(body)).detail())
                .startsWith("endAt leaves 2505600000 arrival windows");
    }

    @Test
    void fixesTheRuleOnceTheLobbyIsOpen() throws IOException {
        ObjectNode body = sale();
        body.set("fairness", JSON.readTree("{\"rule\":\"BATCH\"}"));
        SaleDefinition sale = create(body);
        Instant before = sale.startAt().minusSeconds(601);
        Instant lobby = sale.startAt().minusSeconds(300);
        Fields lottery = fields(JSON.readTree("{\"fairness\":{\"rule\":\"LOTTERY\"}}"));
        assertThat(SaleRequest.change(sale, lottery, before).fairness().rule()).isEqualTo(Rule.LOTTERY);
        assertThat(catchThrowableOfType(Problem.class, () -> SaleRequest.change(sale, lottery, lobby))
                        .detail())
                .startsWith("fairness ");
        Fields same = fields(JSON.readTree("{\"fairness\":{\"rule\":\"BATCH\"},\"title\":\"x\"}"));
        assertThat(SaleRequest.change(sale, same, lobby).title()).isEqualTo("x");
        ObjectNode past =
                JSON.createObjectNode().put("startAt", lobby.minusSeconds(1).toString());
        assertThat(catchThrowableOfType(Problem.class, () -> SaleRequest.change(sale, fields(past), lobby))
                        .detail())
                .startsWith("startAt ");
    }

    @Test
    void refusesHalfACharacter() {
        byte[] half = "{\"title\":\"\\ud800\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(catchThrowableOfType(Problem.class, () -> Fields.parse(half).text("title", 1, 9)))
                .isNotNull();
    }

    @Test
    void doesNotSellToNobody() {
        ObjectNode body = sale().put("stock", 5).put("perUserCap", 6).put("lowStockThreshold", 1);
        assertThat(catchThrowableOfType(Problem.class, () -> create(body)).detail())
                .isEqualTo("perUserCap must not be above stock");
    }

    @Test
    void fixesMostOfASaleOnceItHasStarted() throws IOException {
        SaleDefinition sale = create(sale());
        Instant later = sale.startAt().plusSeconds(1);
        for (String refused : new String[] {
            "{\"title\":\"x\"}", "{\"perUserCap\":2}", "{\"stock\":999}", "{\"endAt\":\"2030-01-31T18:59:00Z\"}"
        }) {
            assertThat(catchThrowableOfType(
                            Problem.class,
                            () -> SaleRequest.change(
                                    sale, Fields.parse(refused.getBytes(StandardCharsets.UTF_8)), later)))
                    .as(refused)
                    .isNotNull();
        }
        SaleDefinition changed = SaleRequest.change(
                sale,
                fields(JSON.readTree(
                        "{\"admissionPerSec\":5,\"endAt\":\"2030-01-31T20:00:00Z\",\"message\":\"\",\"stock\":1001}")),
                later);
        assertThat(changed.message()).isNull();
        assertThat(changed.stock()).isEqualTo(1001);
        assertThat(SaleRequest.change(sale, fields(JSON.createObjectNode()), later))
                .isSameAs(sale);
    }
}
