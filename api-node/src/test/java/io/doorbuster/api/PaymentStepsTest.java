package io.doorbuster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.doorbuster.api.http.ErrorCode;
import io.doorbuster.api.http.Problem;
import io.doorbuster.api.payment.PaymentSteps;
import io.doorbuster.api.payment.PaymentSteps.Subject;
import io.doorbuster.api.payment.Payments;
import io.doorbuster.api.payment.SandboxPaymentGateway;
import io.doorbuster.inventory.AttemptState;
import io.doorbuster.inventory.Command;
import io.doorbuster.inventory.Outcome;
import io.doorbuster.inventory.Reservation;
import io.doorbuster.inventory.ReservationState;
import io.doorbuster.payment.Payment;
import io.doorbuster.payment.PaymentStatus;
import io.doorbuster.sale.Durability;
import io.doorbuster.sale.SaleDefinition;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Orders whose payments do not go as planned. */
class PaymentStepsTest {
    private static final UUID ID = UUID.randomUUID();

    private final TestNode node = new TestNode();
    private final SandboxPaymentGateway gateway = node.gateway;
    private final PaymentSteps steps = new PaymentSteps(node.grid, new Payments(gateway, Runnable::run));
    private final SaleDefinition sale = node.sale("sal_steps", 1, Durability.WhenLedgerDown.PROCEED);

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void anAuthorisationThatLapsedBeforeItsCaptureGivesTheUnitBack() {
        Subject started = startedPayment();
        get(gateway.authorise(started.payment(), SandboxPaymentGateway.SUCCEEDS));
        get(gateway.cancel(started.payment()));
        Subject ended =
                steps.follow(started, new PaymentStatus.Authorised("sbx")).join();
        assertThat(ended.attempt().state()).isEqualTo(AttemptState.DECLINED);
        assertThat(ended.attempt().reason()).isEqualTo("the authorisation lapsed");
        assertThat(ended.reservation().state()).isEqualTo(ReservationState.HELD);
    }

    @Test
    void aPaymentThatComesAfterTheUnitIsGoneIsUndone() {
        Payment payment = declinedThenSoldToBob();
        get(gateway.authorise(payment, SandboxPaymentGateway.SUCCEEDS));
        get(gateway.capture(payment));
        assertTooLate("the payment came too late; the money went back");
        assertThat(get(gateway.find(payment))).isInstanceOf(PaymentStatus.Refunded.class);
    }

    @Test
    void anAuthorisationThatComesAfterTheUnitIsGoneIsCancelled() {
        Payment payment = declinedThenSoldToBob();
        get(gateway.authorise(payment, SandboxPaymentGateway.SUCCEEDS));
        assertTooLate("the payment came too late; the buyer was not charged");
        assertThat(get(gateway.find(payment))).isInstanceOf(PaymentStatus.Cancelled.class);
    }

    private Payment declinedThenSoldToBob() {
        Subject started = startedPayment();
        steps.record(started, AttemptState.DECLINED, null, "card_declined").join();
        submit(new Command.Release(ID, "ann"));
        assertThat(submit(new Command.Reserve(UUID.randomUUID(), "bob", 1, 0))).isInstanceOf(Outcome.Accepted.class);
        return started.payment();
    }

    /** The answer says so, and so does the order, from now on. */
    private void assertTooLate(String reason) {
        assertThatThrownBy(() -> steps.sync(new Subject(sale, find(), 1, false)).join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .hasMessage(reason)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ErrorCode.RESERVATION_EXPIRED));
        assertThat(find().attempts().get(0).state()).isEqualTo(AttemptState.UNDONE);
        assertThat(find().attempts().get(0).reason()).isEqualTo(reason);
    }

    @Test
    void aPaymentThatComesLateTakesTheUnitThatIsFreeAgain() {
        Subject started = startedPayment();
        steps.record(started, AttemptState.DECLINED, null, "card_declined").join();
        submit(new Command.Release(ID, "ann"));
        get(gateway.authorise(started.payment(), SandboxPaymentGateway.SUCCEEDS));
        Subject synced = steps.sync(started.with(find())).join();
        assertThat(synced.attempt().state()).isEqualTo(AttemptState.CAPTURED);
        assertThat(synced.reservation().state()).isEqualTo(ReservationState.SOLD);
        assertThat(get(gateway.find(started.payment()))).isInstanceOf(PaymentStatus.Captured.class);
    }

    @Test
    void aRefundThatWeDidNotAskForIsTakenOver() {
        Subject started = startedPayment();
        get(gateway.authorise(started.payment(), SandboxPaymentGateway.SUCCEEDS));
        Subject paid = steps.sync(started).join();
        assertThat(paid.attempt().state()).isEqualTo(AttemptState.CAPTURED);
        get(gateway.refund(paid.payment()));
        assertThat(steps.sync(paid).join().attempt().state()).isEqualTo(AttemptState.REFUNDED);
    }

    @Test
    void newsOfAPaymentThatNobodyHasConfirmedChangesNothing() {
        Subject started = startedPayment();
        assertThat(steps.sync(started).join()).isEqualTo(started);
        assertThat(find().attempts().get(0).state()).isEqualTo(AttemptState.STARTED);
    }

    private Subject startedPayment() {
        submit(new Command.Reserve(ID, "ann", 1, 0));
        submit(new Command.StartPayment(ID, "ann", UUID.randomUUID(), 0));
        return new Subject(sale, find(), 1, false);
    }

    private Reservation find() {
        return ((Outcome.Accepted) submit(new Command.Find(ID, "ann"))).reservation();
    }

    private Outcome submit(Command command) {
        return node.grid.submit(sale, "ann", command).join();
    }

    private static PaymentStatus get(CompletionStage<PaymentStatus> status) {
        return status.toCompletableFuture().join();
    }
}
