package io.doorbuster.sale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {
    @Test
    void multipliesMinorUnits() {
        assertThat(new Money(1_999, "usd").times(3)).isEqualTo(new Money(5_997, "usd"));
        assertThat(new Money(0, "jpy").times(7)).isEqualTo(new Money(0, "jpy"));
    }

    @Test
    void isNeverNegativeOrAboveTheLargestCharge() {
        assertThat(new Money(Money.MAX_AMOUNT, "eur").amount()).isEqualTo(99_999_999);
        assertThatThrownBy(() -> new Money(-1, "eur")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Money(Money.MAX_AMOUNT + 1, "eur")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Money(50_000_000, "eur").times(2)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"usd", "eur", "jpy", "chf"})
    void knowsCurrencies(String code) {
        assertThat(Money.isKnownCurrency(code)).isTrue();
    }

    /** The dotless i and the long s become I and S in upper case. */
    @ParameterizedTest
    @ValueSource(strings = {"", "us", "USD", "Usd", "abc", "usdx", "us ", "\u0131nr", "u\u017fd"})
    void refusesWhatIsNoCurrency(String code) {
        assertThat(Money.isKnownCurrency(code)).isFalse();
        assertThatThrownBy(() -> new Money(1, code)).isInstanceOf(IllegalArgumentException.class);
    }
}
