package io.doorbuster.embedded;

import static java.util.Objects.requireNonNull;

import io.doorbuster.api.auth.DevelopmentIssuer;
import io.doorbuster.api.auth.Role;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code token}: development tokens for a running {@code up}. */
@CommandLine.Command(name = "token", description = "Prints a development token for `up`, alone on standard output.")
final class TokenCommand implements Callable<Integer> {
    private static final Duration LIFETIME = Duration.ofHours(24);

    @Option(names = "--role", required = true, description = "merchant or buyer")
    private Role role = Role.BUYER;

    @Option(names = "--org", required = true, description = "the organisation")
    private String org = "";

    @Option(names = "--sub", required = true, description = "the user's id")
    private String subject = "";

    @Option(names = "--tier", description = "the loyalty tier, if any")
    private @Nullable String tier;

    @Option(names = "--count", description = "that many tokens, for ID-1 to ID-N, a line each")
    private int count;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine line = requireNonNull(spec).commandLine();
        if (count < 0) {
            throw new CommandLine.ParameterException(line, "--count must be at least 1, not " + count);
        }
        DevelopmentIssuer issuer = DevelopmentIssuer.open(DoorbusterCommand.developmentKey());
        PrintWriter out = line.getOut();
        if (count == 0) {
            out.println(issuer.token(role, org, subject, tier, LIFETIME));
        }
        for (int number = 1; number <= count; number++) {
            out.println(issuer.token(role, org, subject + "-" + number, tier, LIFETIME));
        }
        out.flush();
        return 0;
    }
}
