package io.doorbuster.embedded;

import io.doorbuster.api.auth.DevelopmentIssuer;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code up}: the stack, staying up. */
@CommandLine.Command(name = "up", description = "Starts the whole stack and stays up until Ctrl-C.")
final class UpCommand implements Callable<Integer> {
    @Option(names = "--port", description = "of the HTTP node; 0 for any free one (default: ${DEFAULT-VALUE})")
    private int port = 8080;

    @Option(names = "--data", description = "where everything is kept across restarts (default: nowhere)")
    private @Nullable Path data;

    @Option(
            names = "--payments",
            description = "who takes the money: sandbox; sim, a stand-in for Stripe on this machine; stripe, with keys"
                    + " from the environment (default: ${DEFAULT-VALUE})")
    private ProviderChoice payments = ProviderChoice.SANDBOX;

    @Override
    public Integer call() throws InterruptedException {
        PaymentProvider provider = payments.provider();
        DataFolder folder = data == null ? DataFolder.temporary() : DataFolder.kept(data);
        Stack stack = RunningStack.start(
                        folder, port, DevelopmentIssuer.open(DoorbusterCommand.developmentKey()), provider)
                .stack();
        return Running.untilStopped("ready " + stack.baseUrl() + " " + stack.jdbcUrl());
    }
}
