package io.doorbuster.waitingroom;

import io.doorbuster.waitingroom.AdmissionSimulation.Control;
import io.doorbuster.waitingroom.AdmissionSimulation.World;
import java.util.ArrayDeque;

/** Controls to compare the law with: one that knows what nobody can know, and some that a checker must find out. */
final class AdmissionControls {
    private AdmissionControls() {}

    /** Room for more, in units. */
    interface Room {
        double units(AdmissionSignals signals, long admitted);
    }

    /** Knows who is going to take what. No control can sell faster without letting too many in. */
    static Control oracle(AdmissionSimulation simulation, World world) {
        double tickets = world.shows() * world.buys();
        double perSec = world.paymentsPerSec() / (tickets * (1 - world.abandons()));
        double conversion = tickets * (1 + world.quantity()) / 2;
        return bucket(perSec, conversion, (signals, admitted) -> signals.free() - simulation.undecidedUnits());
    }

    /** Looks at the rate and nothing else. */
    static Control rateOnly() {
        return bucket(Double.MAX_VALUE, 1, (signals, admitted) -> Integer.MAX_VALUE);
    }

    /** Waits for no-shows for ever. */
    static Control noCompensation() {
        return bucket(
                Double.MAX_VALUE,
                1,
                (signals, admitted) -> signals.free() - Math.max(0, admitted - signals.reservedUnits()));
    }

    /** Lets no-shows go after their time, but takes each ticket for a buyer. */
    static Control noConversion() {
        ArrayDeque<long[]> recent = new ArrayDeque<>();
        long[] clock = {AdmissionSimulation.START};
        Control bucket = bucket(Double.MAX_VALUE, 1, (signals, admitted) -> {
            while (!recent.isEmpty() && recent.peekFirst()[0] <= clock[0] - AdmissionControl.NO_SHOW_MILLIS) {
                recent.removeFirst();
            }
            long tickets = recent.stream().mapToLong(one -> one[1]).sum();
            long units = recent.isEmpty() ? 0 : signals.reservedUnits() - recent.peekFirst()[2];
            return signals.free() - Math.max(0, tickets - units);
        });
        return (nowMillis, signals, waiting) -> {
            clock[0] = nowMillis;
            int in = bucket.admit(nowMillis, signals, waiting);
            recent.addLast(new long[] {nowMillis, in, signals.reservedUnits()});
            return in;
        };
    }

    private static Control bucket(double paymentTicketsPerSec, double conversion, Room room) {
        return new Control() {
            private double tokens;
            private long last = AdmissionSimulation.START;
            private long admitted;

            @Override
            public int admit(long nowMillis, AdmissionSignals signals, int waiting) {
                double perSec = Math.min(signals.admissionPerSec(), paymentTicketsPerSec);
                tokens = Math.min(Math.max(1, perSec * 0.2), tokens + perSec * (nowMillis - last) / 1_000);
                last = nowMillis;
                double fit = Math.ceil(room.units(signals, admitted) / conversion - 1e-6);
                if (!signals.open() || signals.free() <= 0 || fit <= 0) {
                    return 0;
                }
                int in = (int) Math.min(Math.min(waiting, tokens), fit);
                tokens -= in;
                admitted += in;
                return in;
            }
        };
    }
}
