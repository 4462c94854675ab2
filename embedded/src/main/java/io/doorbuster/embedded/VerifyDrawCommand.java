package io.doorbuster.embedded;

import static java.util.Objects.requireNonNull;

import io.doorbuster.embedded.draw.DrawSource;
import io.doorbuster.embedded.draw.DrawSummary;
import io.doorbuster.embedded.draw.DrawVerdict;
import io.doorbuster.embedded.draw.DrawVerifier;
import io.doorbuster.embedded.draw.HolderPlace;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code verify-draw}: recomputes a published draw. */
@CommandLine.Command(
        name = "verify-draw",
        description = "Recomputes a published draw from its file alone, and names the first line that is wrong."
                + " Exit status 0 only if everything holds.")
final class VerifyDrawCommand implements Callable<Integer> {
    private static final Pattern COMMITMENT = Pattern.compile("[0-9a-fA-F]{64}");

    @Parameters(
            paramLabel = "FILE|URL",
            description = "the draw as NDJSON, or where to get it: https://…/v1/sales/{saleId}/draw")
    private String source = "";

    @Option(names = "--commitment", paramLabel = "HEX", description = "as it was shown before the sale, to compare")
    private @Nullable String commitment;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "a waiting room's token, to find its ticket in the draw; may be repeated")
    private List<String> tokens = new ArrayList<>();

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        CommandLine line = requireNonNull(spec).commandLine();
        if (commitment != null && !COMMITMENT.matcher(commitment).matches()) {
            throw new CommandLine.ParameterException(line, "--commitment must be 64 hex digits, not " + commitment);
        }
        if (tokens.size() > DrawVerifier.MAX_TOKENS) {
            throw new CommandLine.ParameterException(
                    line, "--token may be repeated " + DrawVerifier.MAX_TOKENS + " times");
        }
        DrawVerdict verdict;
        try (InputStream file = DrawSource.open(source)) {
            verdict = new DrawVerifier(commitment, tokens).verify(file);
        }
        PrintWriter out = line.getOut();
        if (verdict instanceof DrawVerdict.Holds holds) {
            print(holds.summary(), out);
            out.flush();
            return 0;
        }
        out.println(
                verdict instanceof DrawVerdict.NoDraw
                        ? "NOT CHECKED: " + verdict
                        : "THE DRAW DOES NOT HOLD: " + verdict);
        out.flush();
        return 1;
    }

    private static void print(DrawSummary draw, PrintWriter out) {
        out.printf("Draw of %s, rule %s, commitment %s%n", draw.saleId(), draw.rule(), draw.commitment());
        out.printf(
                "tickets %,d (%,d given back) in %,d windows, watermark steps %,d, admitted %,d%n",
                draw.tickets(), draw.givenBack(), draw.windows(), draw.steps(), draw.admitted());
        for (HolderPlace holder : draw.holders()) {
            out.println("token: " + holder.inWords(draw.tickets()));
        }
        draw.notes().forEach(note -> out.println("Note: " + note + "."));
        out.println("Proven: the seed is the one that was committed to, every ticket's place follows from it and from"
                + " the time of arrival in the file, and tickets were admitted in the order of their places and in no"
                + " other. The tickets of each lane are numbered without gaps and chained in the order of arrival.");
        draw.notChecked().forEach(what -> out.println("Not checked: " + what + "."));
        out.println("THE DRAW HOLDS.");
    }
}
