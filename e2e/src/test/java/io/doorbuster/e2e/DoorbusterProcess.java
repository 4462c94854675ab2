package io.doorbuster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.doorbuster.api.auth.DevelopmentIssuer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command line in a process of its own, so that it can be killed. */
final class DoorbusterProcess implements AutoCloseable {
    /** The exit status of a process that SIGTERM has ended. */
    static final int TERMINATED = 128 + 15;

    private static final long END_SECONDS = 60;

    private final Process process;
    private final BufferedReader out;
    private final Path errors;

    private DoorbusterProcess(Process process, Path errors) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.errors = errors;
    }

    /** @param home where the development issuer's key and the process's standard error are */
    static DoorbusterProcess start(Path home, String... arguments) {
        return start(home, Map.of(), arguments);
    }

    /** @param environment added to this JVM's own */
    static DoorbusterProcess start(Path home, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // What Hazelcast asks of a modular JDK, as this JVM was given it.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-") || argument.startsWith("--sun-misc-unsafe"))
                .forEach(command::add);
        command.addAll(List.of(
                "-Xmx1g",
                // It lives for seconds only.
                "-XX:TieredStopAtLevel=1",
                "-Ddoorbuster.home=" + home,
                // The product's, not the tests': standard output belongs to the command.
                "-Dlogback.configurationFile=logback.xml",
                "-Ddoorbuster.log=WARN",
                "-cp",
                System.getProperty("java.class.path"),
                "io.doorbuster.embedded.DoorbusterCommand"));
        command.addAll(List.of(arguments));
        try {
            Path errors = Files.createTempFile(home, "stderr", ".log");
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.to(errors.toFile()));
            builder.environment().putAll(environment);
            return new DoorbusterProcess(builder.start(), errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the last line of {@code up}'s start says. */
    record Ready(URI baseUrl, String jdbcUrl) {
        /** With tokens of the issuer whose key is in {@code home}. */
        Api api(Path home) {
            return new Api(baseUrl, DevelopmentIssuer.open(home.resolve("development-issuer.key")));
        }
    }

    Ready awaitReady() {
        String[] words = awaitLine("ready ").split(" ", -1);
        assertThat(words).hasSize(3);
        return new Ready(URI.create(words[1]), words[2]);
    }

    /** The next line of standard output that begins so. */
    String awaitLine(String beginning) {
        try {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(beginning)) {
                    return line;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("it ended without a line \"" + beginning + "\":\n" + errors());
    }

    /** As {@code kill -9} does. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** As Ctrl-C does; the exit status. */
    int terminate() {
        process.destroy();
        return awaitEnd();
    }

    /** Everything that it writes to standard output until it ends. */
    List<String> output() {
        return out.lines().toList();
    }

    int awaitEnd() {
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("it does not end:\n" + errors());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        return process.exitValue();
    }

    String errors() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Warnings may be the machine's fault, as when Postgres gets no CPU for seconds. */
    void assertLoggedNoError() {
        assertThat(errors()).doesNotContain("ERROR", "SEV-1", "\tat ");
    }

    @Override
    public void close() {
        process.destroy();
        awaitEnd();
    }
}
