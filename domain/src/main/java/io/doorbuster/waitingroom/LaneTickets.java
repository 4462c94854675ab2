package io.doorbuster.waitingroom;

import static java.util.Objects.checkIndex;

import java.util.Arrays;

/**
 * A lane's tickets in columns, by number from 1; only ever added to. 27 bytes each, and up to a quarter more, because the
 * columns grow by that much.
 */
final class LaneTickets {
    /** Milliseconds that an unsigned int can count: 49 days, where a sale lasts at most 30. */
    private static final long MAX_SPAN_MILLIS = 0xffff_ffffL;

    private static final int FIRST_CAPACITY = 16;

    private final int lane;
    private final int[] generationStarts;
    private long epochMillis;
    private int size;
    private long[] userHigh;
    private long[] userLow;
    private int[] windows;
    private int[] arrivedAfterMillis;
    private short[] weights;
    private byte[] rejoins;

    /** The snapshot's columns are full, so the first ticket that is added copies them: they may be shared until then. */
    LaneTickets(LaneSnapshot snapshot) {
        lane = snapshot.terms().lane();
        generationStarts = snapshot.generationStarts();
        epochMillis = snapshot.epochMillis();
        userHigh = snapshot.userHigh();
        userLow = snapshot.userLow();
        windows = snapshot.windows();
        arrivedAfterMillis = snapshot.arrivedAfterMillis();
        weights = snapshot.weights();
        rejoins = snapshot.rejoins();
        size = windows.length;
    }

    /** Whether a ticket of that time can be written down. */
    boolean spans(long arrivedAtMillis) {
        return size == 0 || arrivedAtMillis - epochMillis <= MAX_SPAN_MILLIS;
    }

    /** Adds a ticket that came no earlier than the last one; returns its number. */
    int add(UserHash user, int window, int weight, long arrivedAtMillis, int rejoined) {
        if (size == windows.length) {
            grow();
        }
        if (size == 0) {
            epochMillis = arrivedAtMillis;
        }
        userHigh[size] = user.high();
        userLow[size] = user.low();
        windows[size] = window;
        arrivedAfterMillis[size] = (int) (arrivedAtMillis - epochMillis);
        weights[size] = (short) weight;
        rejoins[size] = (byte) rejoined;
        return ++size;
    }

    private void grow() {
        int capacity = Math.max(FIRST_CAPACITY, size + size / 4);
        userHigh = Arrays.copyOf(userHigh, capacity);
        userLow = Arrays.copyOf(userLow, capacity);
        windows = Arrays.copyOf(windows, capacity);
        arrivedAfterMillis = Arrays.copyOf(arrivedAfterMillis, capacity);
        weights = Arrays.copyOf(weights, capacity);
        rejoins = Arrays.copyOf(rejoins, capacity);
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
        return new UserHash(userHigh[index(number)], userLow[number - 1]);
    }

    boolean isOf(int number, long high, long low) {
        return userLow[index(number)] == low && userHigh[number - 1] == high;
    }

    int window(int number) {
        return windows[index(number)];
    }

    /** Nobody who comes later gets into an earlier window; 0 before the first ticket. */
    int lastWindow() {
        return size == 0 ? 0 : windows[size - 1];
    }

    int weight(int number) {
        return weights[index(number)];
    }

    int rejoins(int number) {
        return rejoins[index(number)];
    }

    long arrivedAtMillis(int number) {
        return epochMillis + Integer.toUnsignedLong(arrivedAfterMillis[index(number)]);
    }

    private int index(int number) {
        return checkIndex(number - 1, size);
    }

    long epochMillis() {
        return epochMillis;
    }

    int[] generationStarts() {
        return generationStarts.clone();
    }

    int generation() {
        return generationStarts.length;
    }

    long[] userHighs() {
        return Arrays.copyOf(userHigh, size);
    }

    long[] userLows() {
        return Arrays.copyOf(userLow, size);
    }

    int[] arrivedAfterMillis() {
        return Arrays.copyOf(arrivedAfterMillis, size);
    }

    byte[] rejoins() {
        return Arrays.copyOf(rejoins, size);
    }

    /** Of the tickets behind {@code after}, up to and including {@code last}. */
    int[] windows(int after, int last) {
        return Arrays.copyOfRange(windows, after, last);
    }

    short[] weights(int after, int last) {
        return Arrays.copyOfRange(weights, after, last);
    }
}
