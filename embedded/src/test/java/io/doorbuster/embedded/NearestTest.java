package io.doorbuster.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    private static final List<String> KEYS = List.of("url", "user", "password", "paymentsPerSec");

    @ParameterizedTest
    @CsvSource({
        "uri, url",
        "usr, user",
        "pasword, password",
        "passwrod, password",
        "payments-per-sec, paymentsPerSec",
        "PAYMENTS_PER_SEC, paymentsPerSec",
        "paymentPerSecs, paymentsPerSec"
    })
    void knowsSlipsOfTheHand(String written, String meant) {
        assertThat(Nearest.to(written, KEYS)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"host", "u", "passphrase", "payments"})
    void anotherWordIsNoSlip(String written) {
        assertThat(Nearest.to(written, KEYS)).isEmpty();
    }

    @Test
    void countsEachKindOfSlipOnce() {
        assertThat(Nearest.slips("port", "port")).isZero();
        assertThat(Nearest.slips("port", "ports")).isEqualTo(1);
        assertThat(Nearest.slips("port", "por")).isEqualTo(1);
        assertThat(Nearest.slips("port", "part")).isEqualTo(1);
        assertThat(Nearest.slips("port", "prot")).isEqualTo(1);
        assertThat(Nearest.slips("", "port")).isEqualTo(4);
        assertThat(Nearest.slips("kitten", "sitting")).isEqualTo(3);
    }
}
