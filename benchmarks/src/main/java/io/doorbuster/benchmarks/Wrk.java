package io.doorbuster.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The load generator. wrk, because it is a small native program: on a machine that it shares with the server, a Java one
 * would also need a heap, a compiler and a warm-up of its own. It sends without pause, so its latencies are not used.
 */
final class Wrk {
    /** @param refused answers above 399 */
    record Load(long requests, double seconds, long refused) {
        double perSecond() {
            return requests / seconds;
        }
    }

    private final Path script;
    private final int connections;

    Wrk(Path directory, int connections) throws IOException, InterruptedException {
        this.connections = connections;
        install();
        script = directory.resolve("load.lua");
        try (InputStream lua = Wrk.class.getResourceAsStream("load.lua")) {
            if (lua == null) {
                throw new IllegalStateException("load.lua is not among the resources");
            }
            Files.copy(lua, script);
        }
    }

    private static void install() throws IOException, InterruptedException {
        if (isThere()) {
            return;
        }
        if ("root".equals(System.getProperty("user.name")) && Files.isExecutable(Path.of("/usr/bin/apt-get"))) {
            System.err.println("doorbuster: installing wrk");
            new ProcessBuilder("apt-get", "install", "-y", "-q", "wrk")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
        if (!isThere()) {
            throw new IllegalStateException("wrk is missing: install it (Debian and Ubuntu: apt-get install wrk)");
        }
    }

    private static boolean isThere() throws InterruptedException {
        try {
            new ProcessBuilder("wrk", "-v")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            return true;
        } catch (IOException missing) {
            return false;
        }
    }

    /** Asks for the same thing again and again. */
    Load poll(URI address, int seconds) throws IOException, InterruptedException {
        return run(address, seconds, List.of());
    }

    /** Reserves a unit as a new buyer each time. */
    Load reserve(URI address, BuyerTokens buyers, int seconds) throws IOException, InterruptedException {
        return post(address, "{\"quantity\":1}", buyers, seconds);
    }

    /** Joins a waiting room as a new buyer each time. */
    Load join(URI address, BuyerTokens buyers, int seconds) throws IOException, InterruptedException {
        return post(address, "", buyers, seconds);
    }

    private Load post(URI address, String body, BuyerTokens buyers, int seconds)
            throws IOException, InterruptedException {
        buyers.provide(seconds);
        Load load = run(
                address,
                seconds,
                List.of(buyers.file().toString(), Long.toString(buyers.nextByte()), address.getPath(), body));
        // One more for each connection's last request, which was cut off, and for wrk's look at the first.
        buyers.used(load.requests() + connections + 1);
        return load;
    }

    private Load run(URI address, int seconds, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "wrk",
                "-t1",
                "--timeout",
                "30s",
                "-c" + connections,
                "-d" + seconds + "s",
                "-s",
                script.toString(),
                address.toString()));
        command.add("--");
        command.addAll(arguments);
        Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = wrk.waitFor();
        String[] words = output.lines()
                .filter(line -> line.startsWith("RESULT "))
                .findFirst()
                .orElseThrow(() -> new IOException("wrk ended with status " + status + ": " + output))
                .split(" ", -1);
        if (Long.parseLong(words[4]) > 0) {
            throw new IOException(words[4] + " connections failed or timed out: " + output);
        }
        return new Load(Long.parseLong(words[1]), Long.parseLong(words[2]) / 1e6, Long.parseLong(words[3]));
    }
}
