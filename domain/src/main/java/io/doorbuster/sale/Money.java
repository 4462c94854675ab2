package io.doorbuster.sale;

import java.util.Currency;
import java.util.Locale;

/**
 * An amount in the currency's minor units (cents for {@code usd}, yen for {@code jpy}).
 *
 * @param amount minor units, 0 to {@value #MAX_AMOUNT}
 * @param currency ISO 4217 code in lower case, as Stripe writes it
 */
public record Money(long amount, String currency) {
    /** Stripe's largest charge: eight digits. */
    public static final long MAX_AMOUNT = 99_999_999;

    public Money {
        if (amount < 0 || amount > MAX_AMOUNT) {
            throw new IllegalArgumentException("amount must be 0 to " + MAX_AMOUNT + " minor units, not " + amount);
        }
        if (!isKnownCurrency(currency)) {
            throw new IllegalArgumentException("currency must be a lower-case ISO 4217 code, not " + currency);
        }
    }

    public Money times(int quantity) {
        return new Money(Math.multiplyExact(amount, quantity), currency);
    }

    /** Whether {@code code} is a lower-case ISO 4217 code that this JDK knows. */
    public static boolean isKnownCurrency(String code) {
        // By hand: the upper case of some letters outside ASCII is an ASCII letter.
        if (!code.chars().allMatch(letter -> letter >= 'a' && letter <= 'z')) {
            return false;
        }
        try {
            Currency.getInstance(code.toUpperCase(Locale.ROOT));
            return true;
        } catch (IllegalArgumentException unknown) {
            return false;
        }
    }
}
