package io.doorbuster.embedded.demo;

import java.io.PrintStream;
import java.util.Locale;

/** The proof for people: every question with its SQL, and what came out. */
final class Report {
    private Report() {}

    static void print(PrintStream out, AuditedSale sale, ProofResult proof) {
        out.println();
        out.println("The proof, asked of Postgres:");
        for (AuditQuestion question : AuditQuestion.values()) {
            out.println();
            out.println("-- " + question.title + (question.mustBeEmpty() ? " (must be none)" : ""));
            out.println(question.printed(sale) + ";");
        }
        out.println();
        CrowdResult crowd = proof.crowd();
        line(out, "stock %,d, sold %,d, different units %,d", proof.stock(), proof.sold(), proof.distinctUnits());
        line(
                out,
                "oversold %,d, undersold %,d, buyers above the cap %,d",
                proof.oversold(),
                proof.undersold(),
                proof.capViolations());
        line(out, "buyers %s, %,d of them wanted a unit to the end", crowd.endings(), crowd.wantedUntilTheEnd());
        line(
                out,
                "%,d requests in %.1f s, p50 %.1f ms, p99 %.1f ms",
                crowd.requests(),
                crowd.seconds(),
                crowd.overall().p50Ms(),
                crowd.overall().p99Ms());
        crowd.timings()
                .forEach((call, timing) -> line(
                        out,
                        "  %-14s %,9d   p50 %.1f ms   p99 %.1f ms   max %.1f ms",
                        call.toLowerCase(Locale.ROOT),
                        timing.count(),
                        timing.p50Ms(),
                        timing.p99Ms(),
                        timing.maxMs()));
        DrawResult draw = proof.draw();
        if (draw != null) {
            out.println("draw " + (draw.verified() ? "verified: " : "NOT verified: ") + draw.inWords());
        }
        crowd.breachSamples().forEach(sample -> out.println("BREACH " + sample));
        proof.failures().forEach(failure -> out.println("FAILED " + failure));
        out.println(
                proof.exact()
                        ? "EXACT: every unit that anyone wanted was sold, once, to a buyer who knows it"
                                + (draw == null ? "." : ", in the order that was drawn.")
                        : "NOT EXACT.");
    }

    private static void line(PrintStream out, String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
