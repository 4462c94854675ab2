package io.doorbuster.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.doorbuster.chaos.history.Answer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuyerClientTest {
    @Test
    void readsAReservation() throws IOException {
        assertThat(answer(201, """
                {"reservationId": "rsv_1", "status": "held", "units": [4], "expiresAt": "1970-01-01T00:00:01Z"}""")).isEqualTo(new Answer(201, null, "rsv_1", "held", List.of(4), 1_000L));
    }

    @Test
    void knowsAnOrderByItsReservation() throws IOException {
        assertThat(answer(200, "{\"orderId\": \"ord_1\", \"status\": \"paid\"}"))
                .isEqualTo(new Answer(200, null, "rsv_1", "paid", List.of(), null));
    }

    @Test
    void readsAProblem() throws IOException {
        assertThat(answer(410, "{\"status\": 410, \"code\": \"reservation_expired\"}"))
                .isEqualTo(Answer.refused(410, "reservation_expired"));
    }

    @Test
    void takesAnAnswerThatIsNotJson() {
        assertThat(BuyerClient.answer(502, MissingNode.getInstance())).isEqualTo(Answer.refused(502, "none"));
    }

    private static Answer answer(int status, String body) throws IOException {
        return BuyerClient.answer(status, new ObjectMapper().readTree(body));
    }
}
