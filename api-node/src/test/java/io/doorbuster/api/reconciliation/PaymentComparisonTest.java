package io.doorbuster.api.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.doorbuster.api.reconciliation.Difference.Kind;
import io.doorbuster.inventory.Attempt;
import io.doorbuster.inventory.AttemptState;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.inventory.ReservationState;
import io.doorbuster.payment.PaymentKey;
import io.doorbuster.payment.PaymentPage.Entry;
import io.doorbuster.payment.PaymentStatus;
import io.doorbuster.sale.Durability;
import io.doorbuster.sale.Fairness;
import io.doorbuster.sale.Money;
import io.doorbuster.sale.SaleDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class PaymentComparisonTest {
    private static final UUID ID = new UUID(1, 2);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final PaymentStatus AUTHORISED = new PaymentStatus.Authorised("pi_1");
    private static final PaymentStatus CAPTURED = new PaymentStatus.Captured("pi_1");
    private static final PaymentStatus REFUNDED = new PaymentStatus.Refunded("pi_1");

    static final SaleDefinition SALE = new SaleDefinition(
            "acme",
            "sal_1",
            1,
            "sku",
            "A thing",
            new Money(500, "usd"),
            10,
            START,
            START.plusSeconds(3_600),
            2,
            60,
            Fairness.NONE,
            10_000,
            null,
            Durability.DEFAULT,
            false,
            SaleDefinition.Switch.ON,
            null,
            1,
            "00",
            START);

    /** A reservation of two units whose attempts came to this. */
    private static Reservation order(AttemptState... attempts) {
        List<Attempt> all = new ArrayList<>();
        for (AttemptState state : attempts) {
            all.add(new Attempt(new UUID(3, all.size()), 0, state, false, "pi_1", null));
        }
        return new Reservation(ID, "ann", List.of(4, 5), ReservationState.SOLD, 0, 0, Reservation.NEVER, 0, 0, all);
    }

    private static Entry payment(int attempt, String reference, PaymentStatus status, long amount) {
        return new Entry(new PaymentKey("sal_1", ID, attempt), reference, status, new Money(amount, "usd"));
    }

    private static @Nullable Kind kind(PaymentStatus status, @Nullable Reservation ours) {
        return kind(payment(1, "pi_1", status, 1_000), ours);
    }

    private static @Nullable Kind kind(Entry payment, @Nullable Reservation ours) {
        return PaymentComparison.of(SALE, payment, ours).orElse(null);
    }

    @Test
    void moneyThatMovedForTheOrderThatSaysSoAgrees() {
        assertThat(kind(CAPTURED, order(AttemptState.CAPTURED))).isNull();
        assertThat(kind(payment(2, "pi_1", CAPTURED, 1_000), order(AttemptState.DECLINED, AttemptState.CAPTURED)))
                .isNull();
        assertThat(kind(REFUNDED, order(AttemptState.REFUNDED))).isNull();
        assertThat(kind(payment(1, "re_1", REFUNDED, 1_000), order(AttemptState.REFUNDED)))
                .isNull();
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"STARTED", "ACTION_REQUIRED", "UNKNOWN", "AUTHORISED", "REFUNDING"})
    void whatIsUnderWayIsNoDifference(AttemptState state) {
        for (PaymentStatus status : List.of(
                AUTHORISED,
                CAPTURED,
                REFUNDED,
                new PaymentStatus.NotFound(),
                new PaymentStatus.Declined("no"),
                new PaymentStatus.Cancelled())) {
            assertThat(kind(status, order(state)))
                    .as("%s while %s", status, state)
                    .isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"DECLINED", "WITHDRAWN", "UNDONE"})
    void moneyOfAnAttemptThatIsOverHasNoOrder(AttemptState over) {
        assertThat(kind(CAPTURED, order(over))).isEqualTo(Kind.CHARGED_WITHOUT_ORDER);
        assertThat(kind(AUTHORISED, order(over))).isEqualTo(Kind.AUTHORISED_WITHOUT_ORDER);
        assertThat(kind(REFUNDED, order(over))).isNull();
        assertThat(kind(CAPTURED, order(over, AttemptState.REFUNDED))).isEqualTo(Kind.CHARGED_WITHOUT_ORDER);
    }

    @Test
    void moneyOfAReservationThatNobodyKnowsHasNoOrder() {
        assertThat(kind(CAPTURED, null)).isEqualTo(Kind.CHARGED_WITHOUT_ORDER);
        assertThat(kind(AUTHORISED, null)).isEqualTo(Kind.AUTHORISED_WITHOUT_ORDER);
        assertThat(kind(REFUNDED, null)).isNull();
        assertThat(kind(new PaymentStatus.Cancelled(), null)).isNull();
        assertThat(kind(payment(2, "pi_1", CAPTURED, 1_000), order(AttemptState.DECLINED)))
                .isEqualTo(Kind.CHARGED_WITHOUT_ORDER);
    }

    @Test
    void aSecondChargeOfAPaidOrderIsOneTooMany() {
        assertThat(kind(CAPTURED, order(AttemptState.DECLINED, AttemptState.CAPTURED)))
                .isEqualTo(Kind.CHARGED_TWICE);
        assertThat(kind(payment(2, "pi_2", CAPTURED, 1_000), order(AttemptState.CAPTURED)))
                .isEqualTo(Kind.CHARGED_TWICE);
        assertThat(kind(payment(1, "pi_2", CAPTURED, 1_000), order(AttemptState.CAPTURED)))
                .as("two payments under one key")
                .isEqualTo(Kind.CHARGED_TWICE);
        assertThat(kind(payment(1, "pi_2", REFUNDED, 1_000), order(AttemptState.CAPTURED)))
                .as("and one of them went back")
                .isNull();
        assertThat(kind(payment(1, "pi_2", AUTHORISED, 1_000), order(AttemptState.CAPTURED)))
                .isEqualTo(Kind.AUTHORISED_WITHOUT_ORDER);
    }

    @Test
    void aPaidOrderNeedsACharge() {
        Reservation paid = order(AttemptState.CAPTURED);
        for (PaymentStatus status : List.of(
                AUTHORISED,
                new PaymentStatus.NotFound(),
                new PaymentStatus.Declined("no"),
                new PaymentStatus.Cancelled(),
                new PaymentStatus.ActionRequired("pi_1", "secret"))) {
            assertThat(kind(status, paid)).as("%s", status).isEqualTo(Kind.ORDER_WITHOUT_CHARGE);
        }
        assertThat(kind(payment(1, "pi_2", new PaymentStatus.Declined("no"), 1_000), paid))
                .isNull();
    }

    @Test
    void aRefundIsOnBothSidesOrOnNone() {
        assertThat(kind(REFUNDED, order(AttemptState.CAPTURED))).isEqualTo(Kind.REFUND_DIFFERS);
        assertThat(kind(CAPTURED, order(AttemptState.REFUNDED))).isEqualTo(Kind.REFUND_DIFFERS);
        assertThat(kind(AUTHORISED, order(AttemptState.REFUNDED))).isEqualTo(Kind.AUTHORISED_WITHOUT_ORDER);
    }

    @Test
    void theAmountIsThePriceOfTheUnits() {
        Reservation paid = order(AttemptState.CAPTURED);
        assertThat(kind(payment(1, "pi_1", CAPTURED, 999), paid)).isEqualTo(Kind.AMOUNT_DIFFERS);
        Entry yen = new Entry(new PaymentKey("sal_1", ID, 1), "pi_1", CAPTURED, new Money(1_000, "jpy"));
        assertThat(kind(yen, paid)).isEqualTo(Kind.AMOUNT_DIFFERS);
    }

    @Test
    void whatTheProviderDoesNotKnowItselfIsNoDifference() {
        assertThat(kind(new PaymentStatus.Unknown("lost"), order(AttemptState.CAPTURED)))
                .isNull();
        assertThat(kind(new PaymentStatus.NotAsked("away"), order(AttemptState.CAPTURED)))
                .isNull();
    }

    @Test
    void showsPaidOrdersWhoseChargeTheBooksLack() {
        ProviderTally tally = new ProviderTally(SALE);
        Reservation paid = order(AttemptState.CAPTURED);
        tally.add(List.of(payment(1, "pi_1", CAPTURED, 1_000)), Map.of(ID, paid));
        BitSet units = new BitSet();
        IntStream.of(4, 7).forEach(units::set);
        assertThat(tally.uncharged(units).stream()).containsExactly(7);
        assertThat(tally.suspects()).isEmpty();
        assertThat(tally.isComplete()).isTrue();
        assertThat(tally.body(0))
                .containsEntry("captured", 1L)
                .containsEntry("capturedAmount", Map.of("amount", 1_000L, "currency", "usd"));
    }

    @Test
    void tooManySuspectsAreNotKept() {
        ProviderTally tally = new ProviderTally(SALE);
        for (int payment = 0; payment <= Tally.MAX_DIFFERENCES; payment++) {
            tally.add(List.of(payment(1, "pi_" + payment, CAPTURED, 1_000)), Map.of());
        }
        assertThat(tally.suspects()).hasSize(Tally.MAX_DIFFERENCES);
        assertThat(tally.isComplete()).isFalse();
        assertThat(tally.truncated()).isTrue();
    }
}
