package io.doorbuster.waitingroom;

import io.doorbuster.waitingroom.AdmissionSimulation.Control;
import io.doorbuster.waitingroom.AdmissionSimulation.Delay;
import io.doorbuster.waitingroom.AdmissionSimulation.Result;
import io.doorbuster.waitingroom.AdmissionSimulation.World;

/** Prints the table of {@code docs/admission.md}. Not a test, run by hand. */
final class AdmissionMeasurement {
    private static final int SEEDS = 10;
    private static final Delay[] DELAYS = {new Delay(0, 5_000), new Delay(2_000, 8_000), new Delay(0, 20_000)};

    private AdmissionMeasurement() {}

    public static void main(String[] args) {
        for (double conversion : new double[] {1, 0.5, 0.2, 0.1, 0.03, 0.01, 0.003}) {
            for (Delay delay : DELAYS) {
                row(conversion, delay);
            }
        }
    }

    private static void row(double conversion, Delay delay) {
        long millis = 0;
        long bestMillis = 0;
        int admitted = 0;
        int refused = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            World world = world(seed, conversion, delay);
            Result result = new AdmissionSimulation(world, true)
                    .run(new AdmissionControl()::admit, () -> new AdmissionControl()::admit);
            AdmissionSimulation known = new AdmissionSimulation(world, false);
            Control oracle = AdmissionControls.oracle(known, world);
            millis += result.soldOutMillis();
            bestMillis += known.run(oracle, () -> oracle).soldOutMillis();
            admitted += result.admitted();
            refused += result.refused();
        }
        System.out.printf(
                "| %.1f %% | %d to %d s | %d s | %d s | %d | %d |%n",
                conversion * 100,
                delay.minMillis() / 1_000,
                delay.maxMillis() / 1_000,
                millis / SEEDS / 1_000,
                bestMillis / SEEDS / 1_000,
                admitted / SEEDS,
                refused / SEEDS);
    }

    private static World world(long seed, double conversion, Delay delay) {
        int stock = 1_000;
        int crowd = (int) (3 * stock / conversion);
        return new World(
                seed, stock, crowd, 1, conversion, delay, 1, 0.2, 0.05, 10_000, 100, 0, 0, 1, 0, false, false, false);
    }
}
