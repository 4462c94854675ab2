package io.doorbuster.api.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.doorbuster.payment.PaymentGateway;
import io.doorbuster.payment.PaymentStatus.Authorised;
import io.doorbuster.payment.PaymentStatus.Captured;
import io.doorbuster.payment.PaymentStatus.Unknown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxPaymentGatewayTest extends PaymentGatewayContract {
    private Path journal = Path.of("unset");
    private SandboxPaymentGateway gateway = SandboxPaymentGateway.inMemory();

    @BeforeEach
    void open(@TempDir Path directory) {
        journal = directory.resolve("payments.jsonl");
        gateway = SandboxPaymentGateway.open(journal);
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Override
    protected PaymentGateway gateway() {
        return gateway;
    }

    @Override
    protected String succeeds() {
        return SandboxPaymentGateway.SUCCEEDS;
    }

    @Override
    protected String declines() {
        return SandboxPaymentGateway.DECLINES;
    }

    @Override
    protected String requiresAction() {
        return SandboxPaymentGateway.REQUIRES_ACTION;
    }

    @Test
    void losesItsAnswerAfterTheChargeTookPlace() {
        assertThat(authorise(key, SandboxPaymentGateway.LOSES_ITS_ANSWER)).isInstanceOf(Unknown.class);
        assertThat(get(gateway.find(payment()))).isInstanceOf(Authorised.class);
        assertThat(authorise(key, SandboxPaymentGateway.LOSES_ITS_ANSWER)).isInstanceOf(Authorised.class);
    }

    @Test
    void goesOnWithASecondStep() {
        authorise(key, requiresAction());
        assertThat(authorise(key, requiresAction())).isInstanceOf(Authorised.class);
    }

    @Test
    void keepsTheSameBooksAsAnotherProcess() {
        try (SandboxPaymentGateway other = SandboxPaymentGateway.open(journal)) {
            authorise(key, succeeds());
            assertThat(get(other.find(payment()))).isInstanceOf(Authorised.class);
            get(other.capture(payment()));

            assertThat(get(gateway.find(payment()))).isInstanceOf(Captured.class);
            assertThat(gateway.payments()).isEqualTo(other.payments());
        }
    }

    @Test
    void remembersAfterACrash() throws IOException {
        authorise(key, succeeds());
        get(gateway.capture(payment()));
        List<SandboxPayment> before = gateway.payments();
        // No close: the process was killed, in the middle of its next line.
        Files.writeString(journal, "{\"key\":\"sal_x:torn", StandardOpenOption.APPEND);
        try (SandboxPaymentGateway next = SandboxPaymentGateway.open(journal)) {
            assertThat(next.payments()).isEqualTo(before);
            assertThat(get(next.find(payment()))).isInstanceOf(Captured.class);
            get(next.refund(payment()));
        }
        try (SandboxPaymentGateway last = SandboxPaymentGateway.open(journal)) {
            assertThat(last.payments())
                    .singleElement()
                    .satisfies(payment -> assertThat(payment.state()).isEqualTo(SandboxPayment.State.REFUNDED));
        }
    }
}
