package io.doorbuster.embedded.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandingTest {
    private static ObjectNode body(String status) {
        return (ObjectNode) HttpAnswer.parse(
                "{\"status\":\"%s\",\"position\":4,\"ahead\":3,\"etaSec\":9,\"odds\":0.25,\"pollAfterMs\":1200}"
                        .formatted(status));
    }

    @ParameterizedTest
    @CsvSource({"lobby", "waiting", "standby", "admitted", "sold_out", "ended", "paused"})
    void everyStatusOfTheContractIsSound(String status) {
        assertThat(Standing.fault(body(status), false)).isNull();
        Standing standing = Standing.of(body(status));
        assertThat(standing.pollAfterMillis()).isEqualTo(1_200);
        assertThat(standing.isAdmitted()).isEqualTo(status.equals("admitted"));
        assertThat(standing.isOver()).isEqualTo(status.equals("sold_out") || status.equals("ended"));
    }

    @ParameterizedTest
    @CsvSource({
        "status,0,status",
        "position,0,position",
        "position,-1,position",
        "ahead,-1,ahead",
        "etaSec,-5,etaSec",
        "odds,1.5,odds",
        "odds,-0.1,odds",
        "pollAfterMs,0,pollAfterMs",
        "pollAfterMs,60000,pollAfterMs"
    })
    void whatIsNotSaneIsAFault(String field, double value, String fault) {
        assertThat(Standing.fault(body("waiting").put(field, value), false)).contains(fault);
    }

    @ParameterizedTest
    @CsvSource({"waiting,true", "lobby,true", "standby,true", "admitted,false", "sold_out,false", "paused,false"})
    void anAdmissionIsNeverTakenBack(String status, boolean isFault) {
        assertThat(Standing.fault(body(status), true) != null).isEqualTo(isFault);
    }

    @Test
    void nobodyStandsBeforeThoseWhoAreAdmitted() {
        assertThat(Standing.fault(body("admitted").put("position", 0).put("ahead", 0), false))
                .isNull();
    }
}
