package io.doorbuster.embedded.demo;

import io.doorbuster.embedded.draw.DrawSource;
import io.doorbuster.embedded.draw.DrawSummary;
import io.doorbuster.embedded.draw.DrawVerdict;
import io.doorbuster.embedded.draw.DrawVerifier;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;

/** Fetches a draw that was just published, as anyone could, and checks it with what the buyers and the merchant noted. */
final class DrawProof {
    private final String url;
    private final String notedCommitment;
    private final CrowdResult crowd;

    /**
     * @param url of the draw
     * @param notedCommitment what the server had committed to when the sale was created
     */
    DrawProof(String url, String notedCommitment, CrowdResult crowd) {
        this.url = url;
        this.notedCommitment = notedCommitment;
        this.crowd = crowd;
    }

    DrawResult run() throws InterruptedException {
        List<String> tokens = crowd.tokens();
        DrawVerdict verdict;
        try (InputStream file = DrawSource.open(url)) {
            verdict = new DrawVerifier(notedCommitment, tokens).verify(file);
        } catch (IOException e) {
            return DrawResult.failed(String.valueOf(e.getMessage()));
        }
        if (!(verdict instanceof DrawVerdict.Holds holds)) {
            return DrawResult.failed(verdict.toString());
        }
        DrawSummary draw = holds.summary();
        if (draw.tickets() < crowd.tickets()) {
            return DrawResult.failed(
                    "buyers were given " + crowd.tickets() + " tickets, the draw has " + draw.tickets());
        }
        return new DrawResult(
                true,
                draw.tickets(),
                String.format(
                        Locale.ROOT,
                        "%,d tickets (%,d given back) in %,d windows, %,d steps, %,d admitted; with the commitment noted"
                                + " before, and %,d buyers' tokens",
                        draw.tickets(),
                        draw.givenBack(),
                        draw.windows(),
                        draw.steps(),
                        draw.admitted(),
                        tokens.size()));
    }
}
