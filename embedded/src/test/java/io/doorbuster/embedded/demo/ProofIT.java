package io.doorbuster.embedded.demo;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each kind of wrong ledger, made by hand, must be caught. The tables have the ledger's columns and none of its constraints. */
class ProofIT {
    private static final AuditedSale SALE = new AuditedSale("acme", "sal_it's", 3, 1);
    private static final String A = "00000000-0000-0000-0000-00000000000a";
    private static final String B = "00000000-0000-0000-0000-00000000000b";
    private static final String C = "00000000-0000-0000-0000-00000000000c";

    private static EmbeddedPostgres postgres;
    private static Connection database;

    @BeforeAll
    static void start() throws Exception {
        postgres = EmbeddedPostgres.start();
        database = postgres.getPostgresDatabase().getConnection();
    }

    @AfterAll
    static void stop() throws Exception {
        database.close();
        postgres.close();
    }

    /** A sale of three units: two sold, and nobody wanted the third. Another organisation's rows are in the way. */
    @BeforeEach
    void soundSale() throws SQLException {
        sql("""
                DROP TABLE IF EXISTS sold_units, orders, reservations, sale_events;
                CREATE TABLE sold_units (org_id text, sale_id text, unit int, order_id uuid, user_id text, sold_at timestamptz);
                CREATE TABLE orders (org_id text, sale_id text, order_id uuid, user_id text, units int[], status text,
                    payment_ref text);
                CREATE TABLE reservations (org_id text, sale_id text, reservation_id uuid, user_id text, units int[],
                    state text);
                CREATE TABLE sale_events (org_id text, sale_id text, bucket int, sequence bigint);
                INSERT INTO sale_events SELECT 'acme', 'sal_it''s', bucket, sequence
                    FROM generate_series(0, 1) bucket, generate_series(1, 3) sequence;
                INSERT INTO sold_units VALUES ('other', 'sal_it''s', 1, gen_random_uuid(), 'ann', now());
                INSERT INTO sold_units VALUES ('acme', 'sal_other', 1, gen_random_uuid(), 'ann', now());
                """);
        sell(1, A, "ann");
        sell(2, B, "bob");
    }

    private static void sql(String statements) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute(statements);
        }
    }

    private static void sell(int unit, String order, String user) throws SQLException {
        sql("""
                INSERT INTO reservations VALUES ('acme', 'sal_it''s', '%2$s', '%3$s', '{%1$d}', 'SOLD');
                INSERT INTO orders VALUES ('acme', 'sal_it''s', '%2$s', '%3$s', '{%1$d}', 'paid', 'pay_%2$s');
                INSERT INTO sold_units VALUES ('acme', 'sal_it''s', %1$d, '%2$s', '%3$s', now());
                """.formatted(unit, order, user));
    }

    private static Acknowledgement told(String order, String user, int unit) {
        return new Acknowledgement("ord_" + order, user, List.of(unit));
    }

    private static final List<Acknowledgement> ANN_AND_BOB = List.of(told(A, "ann", 1), told(B, "bob", 2));

    private static CrowdResult crowd(int wanted, List<Acknowledgement> told, Set<String> stoppedListening) {
        CrowdResult.Timing none = CrowdResult.Timing.of(new Histogram(2));
        return new CrowdResult(
                Map.of(),
                wanted,
                told,
                stoppedListening,
                Set.of(),
                0,
                List.of(),
                10,
                1,
                Map.of(),
                none,
                0,
                List.of(),
                List.of());
    }

    private static ProofResult proof() throws SQLException {
        return proof(crowd(0, ANN_AND_BOB, Set.of()));
    }

    private static ProofResult proof(CrowdResult crowd) throws SQLException {
        return new Proof(SALE, crowd).run(database, null, true);
    }

    @Test
    void soundSaleIsExact() throws SQLException {
        ProofResult proof = proof();
        assertThat(proof.failures()).isEmpty();
        assertThat(proof.exact()).isTrue();
        assertThat(proof.sold()).isEqualTo(2);
        assertThat(proof.distinctUnits()).isEqualTo(2);
        assertThat(proof.paidOrders()).isEqualTo(2);
    }

    @Test
    void unitSoldTwiceIsOversold() throws SQLException {
        sell(2, C, "cid");
        ProofResult proof = proof(crowd(0, List.of(told(A, "ann", 1), told(B, "bob", 2), told(C, "cid", 2)), Set.of()));
        assertThat(proof.oversold()).isEqualTo(1);
        assertThat(proof.exact()).isFalse();
        assertThat(proof.failures()).singleElement().asString().startsWith("units sold more than once: 1");
    }

    @Test
    void unitOutsideTheStockIsOversold() throws SQLException {
        sell(4, C, "cid");
        ProofResult proof = proof(crowd(0, List.of(told(A, "ann", 1), told(B, "bob", 2), told(C, "cid", 4)), Set.of()));
        assertThat(proof.oversold()).isEqualTo(1);
        assertThat(proof.exact()).isFalse();
    }

    @Test
    void buyerAboveTheCapIsCaught() throws SQLException {
        sell(3, C, "ann");
        ProofResult proof = proof(crowd(0, List.of(told(A, "ann", 1), told(B, "bob", 2), told(C, "ann", 3)), Set.of()));
        assertThat(proof.capViolations()).isEqualTo(1);
        assertThat(proof.exact()).isFalse();
    }

    @Test
    void unitThatSomebodyWantedIsUndersold() throws SQLException {
        ProofResult proof = proof(crowd(5, ANN_AND_BOB, Set.of()));
        assertThat(proof.undersold()).isEqualTo(1);
        assertThat(proof.consistent()).isTrue();
        assertThat(proof.exact()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    paid orders that lack a unit            | DELETE FROM sold_units WHERE org_id = 'acme' AND unit = 2
                    paid orders that lack a unit            | UPDATE orders SET units = '{}' WHERE user_id = 'bob'
                    units sold without a paid order         | UPDATE orders SET status = 'declined' WHERE user_id = 'bob'
                    units sold without a paid order         | UPDATE sold_units SET user_id = 'eve' WHERE user_id = 'bob'
                    orders whose payment is still open      | UPDATE orders SET status = 'pending' WHERE user_id = 'bob'
                    reservations that still hold units      | UPDATE reservations SET state = 'PAYING' WHERE user_id = 'bob'
                    reservations sold that are no paid order| DELETE FROM reservations WHERE user_id = 'bob'
                    buckets whose journal of events has gaps| DELETE FROM sale_events WHERE bucket = 1 AND sequence = 2
                    orders that a buyer was told are paid   | DELETE FROM orders WHERE user_id = 'bob'
                    """)
    void ledgerAtOddsWithItselfIsCaught(String failure, String damage) throws SQLException {
        sql(damage);
        ProofResult proof = proof();
        assertThat(proof.failures()).anySatisfy(line -> assertThat(line).startsWith(failure));
        assertThat(proof.consistent()).isFalse();
        assertThat(proof.exact()).isFalse();
    }

    @Test
    void orderThatTheBuyerKnowsOtherwiseIsCaught() throws SQLException {
        ProofResult proof = proof(crowd(0, List.of(told(A, "ann", 1), told(B, "bob", 3)), Set.of()));
        assertThat(proof.failures()).anySatisfy(line -> assertThat(line).startsWith("orders that a buyer was told"));
    }

    @Test
    void orderOfWhichNobodyWasToldIsCaughtUnlessTheBuyerStoppedListening() throws SQLException {
        List<Acknowledgement> ann = List.of(told(A, "ann", 1));
        assertThat(proof(crowd(0, ann, Set.of())).failures())
                .anySatisfy(line -> assertThat(line).startsWith("orders paid of which the buyer was never told"));
        assertThat(proof(crowd(0, ann, Set.of("bob"))).exact()).isTrue();
    }

    @Test
    void paymentsMustMatchTheOrders() throws SQLException {
        Proof proof = new Proof(SALE, crowd(0, ANN_AND_BOB, Set.of()));
        assertThat(proof.run(database, List.of("pay_" + A, "pay_" + B), true).exact())
                .isTrue();
        for (List<String> captured : List.of(
                List.of("pay_" + A), List.of("pay_" + A, "pay_" + A, "pay_" + B), List.of("pay_" + A, "pay_x"))) {
            assertThat(proof.run(database, captured, true).consistent())
                    .as("captured %s", captured)
                    .isFalse();
        }
    }

    @Test
    void saleThatDoesNotComeToRestIsNotExact() throws SQLException {
        assertThat(new Proof(SALE, crowd(0, ANN_AND_BOB, Set.of()))
                        .run(database, null, false)
                        .exact())
                .isFalse();
    }

    @Test
    void printedStatementsRunAsTheyArePrinted() throws SQLException {
        for (AuditQuestion question : AuditQuestion.values()) {
            String printed = question.printed(SALE);
            assertThat(printed).contains("'sal_it''s'");
            sql(printed);
        }
    }

    @Test
    void everyQuestionFitsTheLedgersOwnTables() throws Exception {
        sql("CREATE SCHEMA ledger; SET search_path TO ledger");
        try (var migration = requireNonNull(getClass().getResourceAsStream("/db/migration/V1__ledger.sql"))) {
            sql(new String(migration.readAllBytes(), StandardCharsets.UTF_8));
            for (AuditQuestion question : AuditQuestion.values()) {
                assertThat(question.ask(database, SALE))
                        .as(question.title)
                        .hasSize(question == AuditQuestion.SOLD ? 1 : 0);
            }
        } finally {
            sql("SET search_path TO public; DROP SCHEMA ledger CASCADE");
        }
    }
}
