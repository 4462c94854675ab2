package io.doorbuster.embedded.demo;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoomTokenTest {
    /** {"ticket":"3-1-42"} */
    private static final String CLAIMS = "eyJ0aWNrZXQiOiIzLTEtNDIifQ";

    @Test
    void namesItsTicket() {
        assertThat(requireNonNull(RoomToken.of("h." + CLAIMS + ".s")).ticket()).isEqualTo("3-1-42");
    }

    @Test
    void aForgedOneHasTheSameClaimsAndAnotherSignature() {
        RoomToken token = requireNonNull(RoomToken.of("h." + CLAIMS + ".Abc"));
        assertThat(token.forged()).isEqualTo("h." + CLAIMS + ".Bbc");
        assertThat(requireNonNull(RoomToken.of(token.forged())).forged()).isEqualTo(token.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a.b.c", "a.e30.c", "a.!.c"})
    void whatNamesNoTicketIsNone(String text) {
        assertThat(RoomToken.of(text)).isNull();
    }
}
