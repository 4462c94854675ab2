package io.doorbuster.waitingroom;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;

/**
 * Who was let in lately, how many units they have taken, and how many more they will probably take. Time here is the time
 * during which the sale is open. Not thread-safe.
 */
final class UndecidedTickets {
    static final long NO_SHOW_MILLIS = 15_000;

    /** No ticket is believed to take less than this: 1,000 units let in at most 33,000 undecided. */
    static final double MIN_CONVERSION = 0.03;

    private static final int AGES = 15;
    private static final long AGE_MILLIS = NO_SHOW_MILLIS / AGES;

    /** Weight of the assumption that each ticket takes one unit, against what was seen. */
    private static final double PRIOR_TICKETS = 2;

    /** Old observations count half after this time in which new ones were made. */
    private static final double HALF_LIFE_MILLIS = 30_000;

    /** More tickets than this are not remembered at an age: enough to know 3 % to a tenth, few enough to be overruled. */
    private static final double MAX_SEEN = 5_000;

    /** Share of each unit that any age may have taken: without it an age once found empty would stay so for ever. */
    private static final double SURPRISE = 0.02;

    /** Tickets let in within this time are one cohort. */
    private static final long COHORT_MILLIS = 100;

    private static final class Cohort {
        final long atMillis;
        int tickets;
        double units;
        double weight;

        /** Let in before a restart: what they took before it is not known, so nothing is learned from them. */
        final boolean restored;

        Cohort(long atMillis, boolean restored) {
            this.atMillis = atMillis;
            this.restored = restored;
        }
    }

    private final ArrayDeque<Cohort> cohorts = new ArrayDeque<>();
    private final double[] seen = new double[AGES];
    private final double[] taken = new double[AGES];
    private final double[] present = new double[AGES];
    private final double[] yield = new double[AGES];
    private double conversion;
    private long clockMillis;
    private long tickets;
    private double units;

    UndecidedTickets() {
        learn();
    }

    void startAt(long nowMillis) {
        clockMillis = nowMillis;
        forgetNoShows();
    }

    /** Before {@link #startAt}: somebody else has let them in. */
    void restore(long atMillis, int admitted) {
        add(new Cohort(atMillis, true), admitted);
    }

    long clockMillis() {
        return clockMillis;
    }

    boolean isIdle() {
        return cohorts.isEmpty();
    }

    void letIn(int admitted) {
        Cohort last = cohorts.peekLast();
        if (last == null || last.restored || clockMillis - last.atMillis >= COHORT_MILLIS) {
            add(new Cohort(clockMillis, false), admitted);
        } else {
            last.tickets += admitted;
            tickets += admitted;
        }
    }

    private void add(Cohort cohort, int admitted) {
        cohort.tickets = admitted;
        cohorts.addLast(cohort);
        tickets += admitted;
    }

    long letInSince(long sinceMillis) {
        long sum = 0;
        for (Iterator<Cohort> newest = cohorts.descendingIterator(); newest.hasNext(); ) {
            Cohort cohort = newest.next();
            if (cohort.atMillis < sinceMillis) {
                break;
            }
            sum += cohort.tickets;
        }
        return sum;
    }

    /** Units per ticket, at least {@link #MIN_CONVERSION}. */
    double conversion() {
        return conversion;
    }

    /** Units that those let in lately will still take, if they take as many as is usual. */
    double claims() {
        return Math.max(0, conversion * tickets - units);
    }

    /**
     * @param newUnits reserved in these {@code elapsedMillis}, whoever did
     * @param stockLeft whether units are free at their end
     */
    void advance(long elapsedMillis, long newUnits, boolean stockLeft) {
        double expected = pass(clockMillis, clockMillis + elapsedMillis);
        clockMillis += elapsedMillis;
        // Those who were refused earlier reserve too; a ticket here does not get the credit for many of them.
        double credited = Math.min(newUnits, tickets);
        double counted = stockLeft ? 1 : expected > 0 ? Math.min(1, credited / expected) : 0;
        if (!cohorts.isEmpty() && elapsedMillis > 0) {
            remember(credit(credited), counted, elapsedMillis);
            learn();
        }
        forgetNoShows();
    }

    /** Spreads the cohorts over the ages that they pass; returns how many units they should take meanwhile. */
    private double pass(long fromMillis, long toMillis) {
        Arrays.fill(present, 0);
        double expected = 0;
        for (Cohort cohort : cohorts) {
            cohort.weight = 0;
            long youngest = Math.max(0, fromMillis - cohort.atMillis);
            long oldest = Math.min(NO_SHOW_MILLIS, toMillis - cohort.atMillis);
            for (long age = youngest / AGE_MILLIS; age * AGE_MILLIS < oldest; age++) {
                long millis = Math.min(oldest, (age + 1) * AGE_MILLIS) - Math.max(youngest, age * AGE_MILLIS);
                double passed = (double) cohort.tickets * millis / AGE_MILLIS;
                present[(int) age] += cohort.restored ? 0 : passed;
                cohort.weight += passed * weight((int) age);
                expected += passed * yield[(int) age];
            }
        }
        return expected;
    }

    private double weight(int age) {
        return (1 - SURPRISE) * yield[age] + SURPRISE * conversion / AGES;
    }

    /** Returns how many of the new units to learn from. */
    private double credit(double newUnits) {
        double sum = 0;
        double known = 0;
        for (Cohort cohort : cohorts) {
            sum += cohort.weight;
            known += cohort.restored ? 0 : cohort.weight;
        }
        for (Cohort cohort : cohorts) {
            cohort.units += newUnits * cohort.weight / sum;
        }
        units += newUnits;
        return newUnits * known / sum;
    }

    /** @param counted how much of the time units were free; nobody can take one when there is none */
    private void remember(double newUnits, double counted, long elapsedMillis) {
        double sum = 0;
        for (int age = 0; age < AGES; age++) {
            sum += present[age] * weight(age);
        }
        double fade = Math.pow(0.5, counted * elapsedMillis / HALF_LIFE_MILLIS);
        for (int age = 0; age < AGES; age++) {
            if (present[age] > 0) {
                double credit = newUnits * present[age] * weight(age) / sum;
                double nowSeen = seen[age] * fade + present[age] * counted;
                double limit = Math.min(1, MAX_SEEN / Math.max(1, nowSeen));
                seen[age] = nowSeen * limit;
                taken[age] = (taken[age] * fade + credit) * limit;
            }
        }
    }

    /** What is not known yet is assumed: one unit a ticket in all, rather late than early, which is the careful side. */
    private void learn() {
        double sum = 0;
        double left = 1;
        for (int age = 0; age < AGES; age++) {
            double assumed = Math.max(0, left) * (age + 1) * 2 / (AGES * (AGES + 1));
            double known = taken[age] / (seen[age] + PRIOR_TICKETS);
            yield[age] = known + PRIOR_TICKETS * assumed / (seen[age] + PRIOR_TICKETS);
            left -= known;
            sum += yield[age];
        }
        conversion = Math.max(MIN_CONVERSION, sum);
    }

    private void forgetNoShows() {
        while (!cohorts.isEmpty() && clockMillis - cohorts.peekFirst().atMillis >= NO_SHOW_MILLIS) {
            Cohort gone = cohorts.removeFirst();
            tickets -= gone.tickets;
            units -= gone.units;
        }
        if (cohorts.isEmpty()) {
            units = 0;
        }
    }
}
