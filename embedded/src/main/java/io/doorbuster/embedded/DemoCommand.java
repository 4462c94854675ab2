package io.doorbuster.embedded;

import io.doorbuster.api.auth.DevelopmentIssuer;
import io.doorbuster.api.auth.Role;
import io.doorbuster.api.payment.SandboxPayment;
import io.doorbuster.embedded.demo.CrowdPlan;
import io.doorbuster.embedded.demo.Demo;
import io.doorbuster.embedded.demo.ProofResult;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code demo}: the main job, from nothing to the proof. */
@CommandLine.Command(
        name = "demo",
        description = "Starts the whole stack, sells a sale to a crowd over HTTP, and proves from Postgres that exactly"
                + " the stock was sold. Exit status 0 only if it was.")
final class DemoCommand implements Callable<Integer> {
    private static final Duration TOKEN_LIFETIME = Duration.ofHours(3);

    @Option(names = "--stock", description = "units on sale (default: ${DEFAULT-VALUE})")
    private int stock = 1_000;

    @Option(names = "--buyers", description = "in the crowd (default: ${DEFAULT-VALUE})")
    private int buyers = 5_000;

    @Option(
            names = "--rule",
            description = "of the waiting room: ${COMPLETION-CANDIDATES}; NONE: no room, everybody tries at once"
                    + " (default: ${DEFAULT-VALUE})")
    private DemoSale.Rule rule = DemoSale.Rule.BATCH;

    @Option(names = "--seed", description = "of the crowd's behaviour (default: random, and printed)")
    private @Nullable Long seed;

    @Option(names = "--json", description = "one JSON object as the last line")
    private boolean json;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        check(stock >= 1 && stock <= 10_000_000, "--stock must be 1 to 10000000, not " + stock);
        check(buyers >= 1 && buyers <= 1_000_000, "--buyers must be 1 to 1000000, not " + buyers);
        long usedSeed = seed == null ? ThreadLocalRandom.current().nextLong(1_000_000) : seed;
        PrintStream out = System.out;
        out.printf("Doorbuster demo: %,d units, %,d buyers, rule %s, seed %d%n", stock, buyers, rule, usedSeed);
        try (RunningStack running = RunningStack.start(
                DataFolder.temporary(), 0, DevelopmentIssuer.random(), new PaymentProvider.Sandbox())) {
            ProofResult proof = run(running.stack(), usedSeed, out);
            if (json) {
                out.println(proof.json());
            }
            return proof.exact() ? 0 : 1;
        }
    }

    private ProofResult run(Stack stack, long usedSeed, PrintStream out) throws Exception {
        DevelopmentIssuer issuer = stack.issuer();
        String merchant = issuer.token(Role.MERCHANT, DemoSale.ORG, "demo-merchant", null, TOKEN_LIFETIME);
        DemoSale sale = DemoSale.create(stack.baseUrl(), merchant, stock, rule);
        CrowdPlan plan = new CrowdPlan(
                sale.saleId(),
                buyers,
                stock,
                Math.min(DemoSale.PER_USER_CAP, stock),
                rule.name(),
                usedSeed,
                sale.startAt(),
                CrowdPlan.DEFAULT_ACTIVE_BUYERS,
                Duration.ofSeconds(240 + buyers / 150));
        Demo demo = new Demo(
                stack.baseUrl(),
                DemoSale.ORG,
                plan,
                sale.commitment(),
                (user, tier) -> issuer.token(Role.BUYER, DemoSale.ORG, user, tier, TOKEN_LIFETIME),
                () -> merchant,
                stack.jdbcUrl(),
                () -> capturedPayments(stack),
                Duration.ofSeconds(60),
                Boolean.getBoolean("doorbuster.terminal") && !json,
                out);
        return demo.run();
    }

    private static List<String> capturedPayments(Stack stack) {
        return stack.payments().payments().stream()
                .filter(payment -> payment.state() == SandboxPayment.State.CAPTURED)
                .map(SandboxPayment::reference)
                .toList();
    }

    private void check(boolean holds, String otherwise) {
        if (!holds && spec != null) {
            throw new CommandLine.ParameterException(spec.commandLine(), otherwise);
        }
    }
}
