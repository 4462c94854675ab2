package io.doorbuster.embedded.draw;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks a published draw, line by line, against nothing but itself and what its caller noted before. It holds one lane's
 * user hashes and one row per watermark step in memory, never the file. Thread-safe.
 */
public final class DrawVerifier {
    /** More is a mistake: every token is compared with every ticket. */
    public static final int MAX_TOKENS = 1_000;

    private final @Nullable String notedCommitment;
    private final List<String> tokens;

    /**
     * @param notedCommitment the commitment as somebody noted it before the sale, 64 hex digits; null for none
     * @param tokens waiting-room tokens of holders, at most {@link #MAX_TOKENS}
     */
    public DrawVerifier(@Nullable String notedCommitment, List<String> tokens) {
        if (tokens.size() > MAX_TOKENS) {
            throw new IllegalArgumentException("at most " + MAX_TOKENS + " tokens, not " + tokens.size());
        }
        this.notedCommitment = notedCommitment;
        this.tokens = List.copyOf(tokens);
    }

    /**
     * Reads to the end or to the first line that is wrong; leaves the stream open.
     *
     * @throws IOException if the stream cannot be read
     */
    public DrawVerdict verify(InputStream file) throws IOException {
        DrawLines lines = new DrawLines(file);
        try {
            DrawLine first = lines.next();
            if (first == null) {
                throw lines.endsTooEarly("the sale's line");
            }
            if (first.json().has("published")) {
                return notTheFile(first);
            }
            SaleLine sale = SaleLine.of(first);
            checkCommitment(first, sale);
            List<HolderCheck> holders = new ArrayList<>();
            for (String token : tokens) {
                DrawVerdict.@Nullable WrongToken wrong = addHolder(sale, token, holders);
                if (wrong != null) {
                    return wrong;
                }
            }
            return new DrawPass(sale, holders).run(lines, notChecked());
        } catch (WrongLine wrong) {
            return wrong.verdict();
        }
    }

    private static DrawVerdict notTheFile(DrawLine first) {
        if (first.json().path("published").asBoolean()) {
            return new DrawVerdict.NoDraw(
                    "these are pages of the draw; the file comes with" + " Accept: application/x-ndjson");
        }
        return new DrawVerdict.NoDraw("the draw is not published yet: the sale has not ended. Its commitment is "
                + first.json().path("commitment").asText());
    }

    private void checkCommitment(DrawLine first, SaleLine sale) throws WrongLine {
        if (notedCommitment != null && !notedCommitment.equalsIgnoreCase(sale.commitment())) {
            throw first.wrong("commitment", notedCommitment + ", as it was noted before the sale");
        }
        String committed = Formulas.HEX.formatHex(new Formulas().sha256(Formulas.HEX.parseHex(sale.seed()), ""));
        if (!committed.equals(sale.commitment())) {
            throw first.wrong("commitment", committed + ", the SHA-256 of the seed on the same line");
        }
    }

    private static DrawVerdict.@Nullable WrongToken addHolder(SaleLine sale, String text, List<HolderCheck> holders) {
        int index = holders.size() + 1;
        HolderToken token;
        try {
            token = HolderToken.parse(text);
        } catch (IllegalArgumentException e) {
            return new DrawVerdict.WrongToken(index, String.valueOf(e.getMessage()));
        }
        if (!token.saleId().equals(sale.saleId())) {
            return new DrawVerdict.WrongToken(index, "it is for the sale " + token.saleId() + ", not " + sale.saleId());
        }
        long key = Formulas.key(
                Formulas.draw(sale.seed()), sale.saleId(), token.ticket(), sale.weighted(), token.weight());
        String user = new Formulas().user(token.salt(), token.holder());
        holders.add(new HolderCheck(index, token, user, key));
        return null;
    }

    private List<String> notChecked() {
        List<String> notChecked = new ArrayList<>();
        if (notedCommitment == null) {
            notChecked.add("that the commitment is the one that was shown before the sale (--commitment HEX)");
        }
        if (tokens.isEmpty()) {
            notChecked.add("that the tickets are those which their holders were given (--token TOKEN)");
        }
        return notChecked;
    }
}
