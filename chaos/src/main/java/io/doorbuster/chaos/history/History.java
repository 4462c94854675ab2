package io.doorbuster.chaos.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Every call, a line of JSON each, in the order in which they ended. Thread-safe. */
public final class History implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BufferedWriter out;
    private long calls;

    private History(BufferedWriter out) {
        this.out = out;
    }

    /** Begins a new file. */
    public static History create(Path file) throws IOException {
        return new History(Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    /** Appends a call under the next number, whatever number it has. */
    public synchronized void add(Call call) {
        calls++;
        try {
            out.write(line(new Call(
                    calls,
                    call.saleId(),
                    call.buyer(),
                    call.kind(),
                    call.node(),
                    call.subject(),
                    call.key(),
                    call.startNanos(),
                    call.endNanos(),
                    call.startMillis(),
                    call.endMillis(),
                    call.ending(),
                    call.answer())));
            out.write('\n');
            // A kit that is killed leaves what happened until then.
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the history", e);
        }
    }

    /** As it stands in the file. */
    public static String line(Call call) {
        try {
            return JSON.writeValueAsString(call);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<Call> read(Path file) throws IOException {
        List<Call> calls = new ArrayList<>();
        try (Stream<String> lines = Files.lines(file)) {
            for (String line : (Iterable<String>) lines::iterator) {
                calls.add(JSON.readValue(line, Call.class));
            }
        }
        return calls;
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
