package io.doorbuster.embedded.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallTest {
    private static HttpAnswer answer(int status, String code, String retryAfter) {
        String text = code.isEmpty() ? "{}" : "{\"code\":\"" + code + "\"}";
        return new HttpAnswer(
                status, retryAfter.isEmpty() ? null : retryAfter, null, null, null, null, HttpAnswer.parse(text), text);
    }

    @ParameterizedTest
    @CsvSource({
        "RESERVE,201,'',''",
        "RESERVE,409,sold_out,''",
        "RESERVE,409,all_held,1",
        "RESERVE,503,backlogged,1",
        "RESERVE,429,rate_limited,1",
        "CHECKOUT,402,payment_declined,''",
        "STOCK,304,'',''",
        "JOIN,201,'',''",
        "JOIN,409,sold_out,''",
        "POLL,200,'',''",
        "LEAVE,204,'',''",
        "RESERVE_EARLY,403,not_admitted,''",
        "RESERVE_FORGED,403,token_invalid,''",
    })
    void allowsWhatTheContractSays(Call call, int status, String code, String retryAfter) {
        assertThat(call.allows(answer(status, code, retryAfter))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "RESERVE,200,'',''",
        "RESERVE,403,not_admitted,''",
        "RESERVE,403,token_invalid,''",
        "RESERVE_FORGED,201,'',''",
        "RESERVE_EARLY,403,token_invalid,''",
        "POLL,403,token_invalid,''",
        "JOIN,200,'',''",
        "RESERVE,409,all_held,''",
        "RESERVE,409,confused,''",
        "RESERVE,500,'',''",
        "RESERVE,503,unavailable,''",
        "RESERVE,503,'',1",
        "ORDER,404,not_found,''",
        "CHECKOUT,402,'',''",
    })
    void refusesEverythingElse(Call call, int status, String code, String retryAfter) {
        assertThat(call.allows(answer(status, code, retryAfter))).isFalse();
    }

    @Test
    void textThatIsNoJsonHasNoCode() {
        assertThat(HttpAnswer.parse("<html>").path("code").isMissingNode()).isTrue();
    }
}
