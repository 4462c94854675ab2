package io.doorbuster.api.payment;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sandbox's books on disk: a line of JSON for each change, so that it remembers a charge after {@code kill -9} as a
 * real provider would. Several processes of one machine may keep the same books, one {@link Turn} at a time. A line that
 * was cut off is dropped with everything that a crash can have left after it. It is not forced to the platter: it must
 * outlive the process, not the machine. Not thread-safe.
 */
final class SandboxJournal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SandboxJournal.class);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** While it is open no other process reads or writes the books. */
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    private final FileChannel file;
    private final Path path;
    private final Consumer<SandboxPayment> replay;

    private SandboxJournal(FileChannel file, Path path, Consumer<SandboxPayment> replay) {
        this.file = file;
        this.path = path;
        this.replay = replay;
    }

    /** @param replay takes every line that this process has not written itself, when a turn begins */
    static SandboxJournal open(Path path, Consumer<SandboxPayment> replay) {
        try {
            SandboxJournal journal = new SandboxJournal(
                    FileChannel.open(
                            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    path,
                    replay);
            journal.turn().close();
            return journal;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the sandbox's journal " + path, e);
        }
    }

    /** Waits for its turn, and reads what others have written since the last one. */
    Turn turn() {
        try {
            FileLock lock = file.lock();
            catchUp();
            return () -> release(lock);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the sandbox's journal " + path, e);
        }
    }

    private static void release(FileLock lock) {
        try {
            lock.release();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void catchUp() throws IOException {
        long start = file.position();
        if (file.size() == start) {
            return;
        }
        ByteBuffer news = ByteBuffer.allocate(Math.toIntExact(file.size() - start));
        while (news.hasRemaining() && file.read(news) >= 0) {
            // Until the buffer is full.
        }
        long whole = start + replayWholeLines(news.array(), news.position());
        file.truncate(whole);
        file.position(whole);
    }

    /** Returns where the last of them ends. */
    private int replayWholeLines(byte[] bytes, int length) {
        int start = 0;
        for (int end = 0; end < length; end++) {
            if (bytes[end] != '\n') {
                continue;
            }
            try {
                replay.accept(MAPPER.readValue(bytes, start, end - start, SandboxPayment.class));
            } catch (IOException torn) {
                LOG.warn("{} ends with a torn line; it is dropped", path);
                return start;
            }
            start = end + 1;
        }
        return start;
    }

    /** Within a {@link Turn}. */
    void append(SandboxPayment payment) {
        try {
            ByteBuffer line =
                    ByteBuffer.wrap((MAPPER.writeValueAsString(payment) + "\n").getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) {
                file.write(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the sandbox's journal", e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
