package io.doorbuster.chaos.kit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs programs of the system to their end. Thread-safe. */
final class Shell {
    private Shell() {}

    record Ended(int status, String output) {}

    /**
     * Runs a program that must succeed.
     *
     * @throws IllegalStateException with what it wrote, if it does not
     */
    static String run(String... command) {
        return run(List.of(command), "");
    }

    static String run(List<String> command, String input) {
        Ended ended = attempt(command, input);
        if (ended.status() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " ended with " + ended.status() + ": "
                    + ended.output().strip());
        }
        return ended.output();
    }

    static Ended attempt(List<String> command, String input) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    static boolean has(String program) {
        for (String folder : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** Asks Debian for packages; whether it worked shows in what is there afterwards. */
    static void install(String... packages) {
        if (isRoot() && has("apt-get")) {
            System.err.println("doorbuster: installing " + String.join(", ", packages));
            List<String> command = new ArrayList<>(List.of("apt-get", "install", "-y", "-q"));
            command.addAll(List.of(packages));
            attempt(command, "");
        }
    }

    static void signal(String name, long pid) {
        attempt(List.of("sh", "-c", "kill -" + name + " " + pid), "");
    }
}
