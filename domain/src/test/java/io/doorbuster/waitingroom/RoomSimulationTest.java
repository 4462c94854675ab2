package io.doorbuster.waitingroom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/**
 * The real lanes and the real admission together, each lane with a clock that is wrong in its own way and jumps, while
 * lanes move and admission starts anew now and then. jqwik prints the seed of a failure.
 */
class RoomSimulationTest {
    private static final int STEPS = 600;
    private static final AdmissionSignals OPEN = new AdmissionSignals(true, 3, 1_000, 10_000, 0, 0, 0);
    private static final DrawSecrets SECRETS = new DrawSecrets(ScriptedLanes.SEED, new byte[32]);

    private static final class Run {
        private final Random random;
        private final WaitingRoomLane[] lanes = new WaitingRoomLane[LaneKey.LANES];
        private final long[] clockErrors = new long[LaneKey.LANES];
        private final int[] read = new int[LaneKey.LANES];
        private final List<Ticket> tickets = new ArrayList<>();
        private final DrawKeys keys = ScriptedLanes.keys(false);
        private final List<WatermarkStep> steps = new ArrayList<>();
        private RoomAdmission room = restarted(null);
        private long nowMillis = OneLane.START - 3_000;

        Run(long seed) {
            random = new Random(seed);
            Windows windows = new Windows(OneLane.START, 500, random.nextBoolean() ? 1 : 500);
            Arrays.setAll(
                    lanes,
                    lane -> OneLane.fresh(
                            new LaneTerms(1, OneLane.SALE, lane, windows, OneLane.OPENS, OneLane.END, false)));
        }

        private RoomAdmission restarted(@Nullable WatermarkStep latest) {
            Arrays.fill(read, 0);
            return new RoomAdmission("acme", OneLane.SALE, false, SECRETS, latest, List.copyOf(steps));
        }

        private @Nullable WatermarkStep latest() {
            return steps.isEmpty() ? null : steps.get(steps.size() - 1);
        }

        private Place watermark() {
            WatermarkStep latest = latest();
            return latest == null ? Place.BEFORE_ALL : latest.watermark();
        }

        private Place place(Ticket ticket) {
            return new Place(ticket.window(), keys.key(ticket.id(), ticket.weight()));
        }

        private long clock(int lane) {
            return nowMillis + clockErrors[lane];
        }

        void step() {
            nowMillis += random.nextInt(40);
            int lane = random.nextInt(LaneKey.LANES);
            switch (random.nextInt(16)) {
                case 0, 1, 2, 3, 4 -> join(lane);
                case 5 -> leave();
                case 6 -> clockErrors[lane] = random.nextInt(4) == 0 ? -random.nextInt(100_000) : random.nextInt(900);
                case 7 -> lanes[lane] = FrozenLane.of(lanes[lane]).thaw();
                case 8 -> {
                    if (random.nextInt(8) == 0) {
                        room = restarted(latest());
                    }
                }
                case 9, 10, 11 -> tick();
                default -> drain(lane, 1 + random.nextInt(5));
            }
        }

        /** Whoever comes gets a place that nobody is admitted from yet. */
        private void join(int lane) {
            LaneOutcome outcome =
                    lanes[lane].apply(new LaneCommand.Join(new UserHash(lane, random.nextInt(30)), 1), clock(lane));
            if (outcome instanceof LaneOutcome.Joined joined && !joined.repeated()) {
                assertThat(place(joined.ticket()).isAfter(watermark())).isTrue();
                tickets.add(joined.ticket());
            }
        }

        private void leave() {
            if (!tickets.isEmpty()) {
                Ticket ticket = tickets.get(random.nextInt(tickets.size()));
                lanes[ticket.id().lane()].apply(new LaneCommand.Leave(ticket.id(), ticket.user()), nowMillis);
            }
        }

        private void drain(int lane, int limit) {
            LaneArrivals slice = OneLane.drain(lanes[lane], read[lane], limit, clock(lane));
            read[lane] += slice.size();
            room.accept(slice);
        }

        private void tick() {
            RoomAdmission.Tick tick = room.tick(nowMillis, OPEN);
            WatermarkStep step = tick.step();
            if (step != null) {
                assertThat(step.watermark().isAfter(watermark())).isTrue();
                steps.add(step);
                assertThat(step.step()).isEqualTo(steps.size());
                // Every ticket that is there stands in closed windows up to the watermark, or behind it.
                long admitted = tickets.stream()
                        .filter(ticket -> !place(ticket).isAfter(step.watermark()))
                        .count();
                assertThat(step.admitted()).isEqualTo(admitted);
            }
            assertThat(tick.view().watermark()).isEqualTo(watermark());
        }

        void finish() {
            nowMillis += 1_000_000;
            Arrays.fill(clockErrors, 0);
            for (int lane = 0; lane < LaneKey.LANES; lane++) {
                drain(lane, Integer.MAX_VALUE);
            }
            for (int i = 0; i <= tickets.size(); i++) {
                nowMillis += RoomAdmission.EMPTY_STEP_MILLIS;
                tick();
            }
            assertThat(tickets).allMatch(ticket -> !place(ticket).isAfter(watermark()));
            RoomView view = room.tick(nowMillis, OPEN).view();
            assertThat(view.waiting()).isZero();
            assertThat(view.arrivals()).isEqualTo(tickets.size());
        }
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void nobodyGetsIntoAWindowThatIsBeingAdmittedAndEverybodyGetsIn(@ForAll long seed) {
        Run run = new Run(seed);
        for (int step = 0; step < STEPS; step++) {
            run.step();
        }
        run.finish();
    }
}
