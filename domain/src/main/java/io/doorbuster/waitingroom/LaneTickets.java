package io.doorbuster.waitingroom;

import static java.util.Objects.checkIndex;

import java.util.ArrayList;
import java.util.List;

/**
 * A lane's tickets in columns, by number from 1; only ever added to. 27 bytes each. In chunks, because one large array that
 * grows has room to spare most of the time, and the collector rounds it up to whole regions of the heap.
 */
final class LaneTickets {
    /** Milliseconds that an unsigned int can count: 49 days, where a sale lasts at most 30. */
    private static final long MAX_SPAN_MILLIS = 0xffff_ffffL;

    private final int lane;
    private final int[] generationStarts;
    private final List<Chunk> chunks = new ArrayList<>();
    private long epochMillis;
    private int size;

    private static final class Chunk {
        /** Tickets in a chunk of 27 KB. */
        static final int SIZE = 1_024;

        final long[] userHigh = new long[SIZE];
        final long[] userLow = new long[SIZE];
        final int[] windows = new int[SIZE];
        final int[] arrivedAfterMillis = new int[SIZE];
        final short[] weights = new short[SIZE];
        final byte[] rejoins = new byte[SIZE];
    }

    LaneTickets(LaneSnapshot snapshot) {
        lane = snapshot.terms().lane();
        generationStarts = snapshot.generationStarts();
        epochMillis = snapshot.epochMillis();
        for (int i = 0; i < snapshot.windows().length; i++) {
            add(
                    snapshot.userHigh()[i],
                    snapshot.userLow()[i],
                    snapshot.windows()[i],
                    snapshot.arrivedAfterMillis()[i],
                    snapshot.weights()[i],
                    snapshot.rejoins()[i]);
        }
    }

    /** Whether a ticket of that time can be written down. */
    boolean spans(long arrivedAtMillis) {
        return size == 0 || arrivedAtMillis - epochMillis <= MAX_SPAN_MILLIS;
    }

    /** Adds a ticket that came no earlier than the last one; returns its number. */
    int add(UserHash user, int window, int weight, long arrivedAtMillis, int rejoined) {
        if (size == 0) {
            epochMillis = arrivedAtMillis;
        }
        add(user.high(), user.low(), window, (int) (arrivedAtMillis - epochMillis), (short) weight, (byte) rejoined);
        return size;
    }

    private void add(long high, long low, int window, int afterMillis, short weight, byte rejoined) {
        int place = size % Chunk.SIZE;
        if (place == 0) {
            chunks.add(new Chunk());
        }
        Chunk chunk = chunks.get(size / Chunk.SIZE);
        chunk.userHigh[place] = high;
        chunk.userLow[place] = low;
        chunk.windows[place] = window;
        chunk.arrivedAfterMillis[place] = afterMillis;
        chunk.weights[place] = weight;
        chunk.rejoins[place] = rejoined;
        size++;
    }

    int size() {
        return size;
    }

    /** Whether {@code id} names a ticket of this lane, and not one that was lost with an earlier generation. */
    boolean has(TicketId id) {
        return id.lane() == lane
                && id.number() >= 1
                && id.number() <= size
                && id(id.number()).equals(id);
    }

    TicketId id(int number) {
        return LaneArrivals.id(lane, generationStarts, number);
    }

    UserHash user(int number) {
        Chunk chunk = chunk(number);
        return new UserHash(chunk.userHigh[place(number)], chunk.userLow[place(number)]);
    }

    boolean isOf(int number, long high, long low) {
        Chunk chunk = chunk(number);
        return chunk.userLow[place(number)] == low && chunk.userHigh[place(number)] == high;
    }

    int window(int number) {
        return chunk(number).windows[place(number)];
    }

    /** Nobody who comes later gets into an earlier window; 0 before the first ticket. */
    int lastWindow() {
        return size == 0 ? 0 : window(size);
    }

    int weight(int number) {
        return chunk(number).weights[place(number)];
    }

    int rejoins(int number) {
        return chunk(number).rejoins[place(number)];
    }

    long arrivedAtMillis(int number) {
        return epochMillis + Integer.toUnsignedLong(chunk(number).arrivedAfterMillis[place(number)]);
    }

    private Chunk chunk(int number) {
        return chunks.get(checkIndex(number - 1, size) / Chunk.SIZE);
    }

    private static int place(int number) {
        return (number - 1) % Chunk.SIZE;
    }

    int[] generationStarts() {
        return generationStarts.clone();
    }

    int generation() {
        return generationStarts.length;
    }

    long epochMillis() {
        return epochMillis;
    }

    long[] userHighs() {
        long[] column = new long[size];
        copy(0, size, (chunk, from, to, length) -> System.arraycopy(chunk.userHigh, from, column, to, length));
        return column;
    }

    long[] userLows() {
        long[] column = new long[size];
        copy(0, size, (chunk, from, to, length) -> System.arraycopy(chunk.userLow, from, column, to, length));
        return column;
    }

    int[] arrivedAfterMillis() {
        int[] column = new int[size];
        copy(
                0,
                size,
                (chunk, from, to, length) -> System.arraycopy(chunk.arrivedAfterMillis, from, column, to, length));
        return column;
    }

    byte[] rejoins() {
        byte[] column = new byte[size];
        copy(0, size, (chunk, from, to, length) -> System.arraycopy(chunk.rejoins, from, column, to, length));
        return column;
    }

    /** Of the tickets behind {@code after}, up to and including {@code last}. */
    int[] windows(int after, int last) {
        int[] column = new int[last - after];
        copy(after, last, (chunk, from, to, length) -> System.arraycopy(chunk.windows, from, column, to, length));
        return column;
    }

    /** Of the tickets behind {@code after}, up to and including {@code last}. */
    short[] weights(int after, int last) {
        short[] column = new short[last - after];
        copy(after, last, (chunk, from, to, length) -> System.arraycopy(chunk.weights, from, column, to, length));
        return column;
    }

    private interface Copy {
        void run(Chunk chunk, int from, int to, int length);
    }

    private void copy(int after, int last, Copy copy) {
        int index = after;
        while (index < last) {
            int from = index % Chunk.SIZE;
            int length = Math.min(Chunk.SIZE - from, last - index);
            copy.run(chunks.get(index / Chunk.SIZE), from, index - after, length);
            index += length;
        }
    }
}
