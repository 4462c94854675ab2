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

    @Override
    public Integer call() throws InterruptedException {
        DataFolder folder = data == null ? DataFolder.temporary() : DataFolder.kept(data);
        Stack stack = RunningStack.start(folder, port, DevelopmentIssuer.open(DoorbusterCommand.developmentKey()))
                .stack();
        return Running.untilStopped("ready " + stack.baseUrl() + " " + stack.jdbcUrl());
    }
}
