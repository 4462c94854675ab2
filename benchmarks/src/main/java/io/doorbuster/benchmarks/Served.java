package io.doorbuster.benchmarks;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A server in a JVM of its own, with our own JVM's flags. It ends when its standard input does. */
final class Served implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final URI baseUrl;
    private final double startSeconds;

    private Served(Process process, long startedNanos) throws IOException {
        this.process = process;
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.baseUrl = URI.create(answer());
        this.startSeconds = (System.nanoTime() - startedNanos) / 1e9;
    }

    static Served start(Class<?> main, String... arguments) throws IOException {
        long startedNanos = System.nanoTime();
        return new Served(java(main, arguments), startedNanos);
    }

    /** Starts a JVM like ours; its standard error is ours. */
    static Process java(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    URI url(String path) {
        return baseUrl.resolve(path);
    }

    /** From the start of its process until it said that it serves. */
    double startSeconds() {
        return startSeconds;
    }

    /** What its JVM has used of the cores so far; unlike a rate, it hardly depends on who else is using them. */
    double cpuMicros() {
        return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e3;
    }

    /** Has it do something; returns when it is done. */
    void tell(String order) throws IOException {
        process.getOutputStream().write((order + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        answer();
    }

    private String answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the server ended; what it said is above");
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.onExit().join();
    }
}
