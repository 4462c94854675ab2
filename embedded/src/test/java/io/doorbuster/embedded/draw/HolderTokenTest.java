package io.doorbuster.embedded.draw;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HolderTokenTest {
    private static DrawVerdict verify(DrawFile file, String... tokens) {
        return file.verify(new DrawVerifier(null, List.of(tokens)));
    }

    private static String why(DrawVerdict verdict) {
        assertThat(verdict).isInstanceOf(DrawVerdict.WrongToken.class);
        return ((DrawVerdict.WrongToken) verdict).why();
    }

    /** The same token with one claim changed; its signature nobody can check anyway. */
    private static String with(String token, String claim, String value) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode claims = (ObjectNode) mapper.readTree(
                Base64.getUrlDecoder().decode(List.of(token.split("\\.", -1)).get(1)));
        claims.set(claim, mapper.readTree(value));
        return DrawFile.jwt(claims);
    }

    @ParameterizedTest
    @CsvSource({"BATCH", "WEIGHTED"})
    void aHolderFindsTheirPlace(String rule) {
        DrawFile file = DrawFile.of(rule, 950);
        List<String> tokens = new ArrayList<>();
        int first = file.firstTicketLine();
        int tickets = file.lineCount() - first;
        for (int line = first; line < first + tickets; line++) {
            tokens.add(file.tokenOfLine(line));
        }
        DrawVerdict verdict = file.verify(new DrawVerifier(null, tokens));
        assertThat(verdict).isInstanceOf(DrawVerdict.Holds.class);
        List<HolderPlace> places = ((DrawVerdict.Holds) verdict).summary().holders();
        assertThat(places.stream().map(HolderPlace::rank).sorted().toList())
                .as("everybody has a place of their own")
                .hasSize(tickets)
                .startsWith(1L, 2L)
                .endsWith((long) tickets)
                .doesNotHaveDuplicates();
        HolderPlace winner =
                places.stream().filter(place -> place.rank() == 1).findFirst().orElseThrow();
        assertThat(winner.step()).isEqualTo(1);
        assertThat(winner.inWords(tickets)).contains("place 1 of", "admitted with step 1 at 2030-03-17T17:46:45.100Z");
        assertThat(places)
                .anySatisfy(place -> assertThat(place.inWords(tickets)).contains("never admitted"));
    }

    @ParameterizedTest
    @CsvSource({
        "window,9",
        "weight,2",
        "sub,'\"u:eve\"'",
        "salt,'\"00112233445566778899aabbccddeeff\"'",
        "chain,'\"00\"'"
    })
    void aTokenThatDisagreesNamesTheLine(String claim, String value) throws IOException {
        DrawFile file = DrawFile.of("BATCH", 300);
        int line = file.firstTicketLine() + 7;
        String token = with(file.tokenOfLine(line), claim, value);
        assertThat(why(verify(file, file.tokenOfLine(line + 1), token))).startsWith("line " + line + ": ");
    }

    @ParameterizedTest
    @CsvSource({
        "sale,'\"sal_other\"',for the sale",
        "ticket,'\"0-1-9999\"',not in the file",
        "aud,'\"doorbuster\"',not a waiting room's",
        "salt,1,salt"
    })
    void aTokenOfSomethingElseIsRefused(String claim, String value, String why) throws IOException {
        DrawFile file = DrawFile.of("BATCH", 300);
        String token = with(file.tokenOfLine(file.firstTicketLine()), claim, value);
        assertThat(why(verify(file, token))).contains(why);
    }

    @ParameterizedTest
    @CsvSource({"x", "a.b.c", "a.e30.c.d"})
    void whatIsNoTokenIsRefused(String text) {
        assertThat(why(verify(DrawFile.of("BATCH", 20), text))).contains("not a");
    }

    @Test
    void aCarefulForgerIsCaughtByTheTokensOfThoseWhoCameLater() {
        List<DrawFile.Joiner> crowd = DrawFile.crowd("LOTTERY", 300, 3);
        DrawFile original = DrawFile.of("LOTTERY", crowd, 40);
        List<DrawFile.Joiner> without = new ArrayList<>(crowd);
        without.remove(100);
        DrawFile forged = DrawFile.of("LOTTERY", without, 40);
        assertThat(verify(forged)).as("sound in itself").isInstanceOf(DrawVerdict.Holds.class);
        int caught = 0;
        int lastOfEachLane = 0;
        for (int line = original.firstTicketLine(); line < original.lineCount(); line++) {
            boolean last = !original.json(line + 1)
                    .path("ticket")
                    .asText()
                    .startsWith(original.json(line).path("ticket").asText().substring(0, 2));
            if (last) {
                lastOfEachLane++;
                caught += verify(forged, original.tokenOfLine(line)) instanceof DrawVerdict.WrongToken ? 1 : 0;
            }
        }
        assertThat(lastOfEachLane).isEqualTo(DrawFile.LANES);
        assertThat(caught).as("the holder of the last ticket of the lane").isEqualTo(1);
    }
}
