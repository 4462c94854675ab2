package io.doorbuster.embedded.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BehaviourMixTest {
    private static List<Behaviour> crowd(long seed, int buyers) {
        BehaviourMix mix = BehaviourMix.of(seed, buyers);
        return IntStream.range(0, mix.size()).mapToObj(mix::of).toList();
    }

    @Test
    void sameSeedMakesTheSameCrowd() {
        assertThat(crowd(42, 5_000)).isEqualTo(crowd(42, 5_000)).isNotEqualTo(crowd(43, 5_000));
    }

    @Test
    void sharesAreExact() {
        Map<Behaviour, Integer> counts = new EnumMap<>(Behaviour.class);
        crowd(7, 10_000).forEach(behaviour -> counts.merge(behaviour, 1, Integer::sum));
        for (Behaviour behaviour : Behaviour.values()) {
            if (behaviour != Behaviour.HONEST) {
                assertThat(counts).as(behaviour.name()).containsEntry(behaviour, behaviour.perMille * 10);
            }
        }
        assertThat(counts.get(Behaviour.HONEST)).isGreaterThan(5_000);
    }

    @Test
    void crowdOfOneAndAThirdTimesTheStockWantsAllOfIt() {
        for (int stock = 1; stock <= 3_000; stock++) {
            int buyers = (int) Math.ceil(stock * 1.3);
            long persistent = crowd(stock, buyers).stream()
                    .filter(behaviour -> behaviour.persistent)
                    .count();
            assertThat(persistent).as("stock %d", stock).isGreaterThanOrEqualTo(stock);
        }
    }

    @Test
    void aRoomAddsHabitsAndChangesNothingElse() {
        BehaviourMix plain = BehaviourMix.of(7, 10_000);
        BehaviourMix room = BehaviourMix.withRoom(7, 10_000);
        Map<RoomHabit, Integer> counts = new EnumMap<>(RoomHabit.class);
        for (int buyer = 0; buyer < room.size(); buyer++) {
            assertThat(room.of(buyer)).isEqualTo(plain.of(buyer));
            assertThat(plain.habit(buyer)).isEqualTo(RoomHabit.PATIENT);
            counts.merge(room.habit(buyer), 1, Integer::sum);
            assertThat(room.isPersistent(buyer)).isEqualTo(plain.isPersistent(buyer) && room.habit(buyer).persistent);
        }
        for (RoomHabit habit : RoomHabit.values()) {
            if (habit != RoomHabit.PATIENT) {
                assertThat(counts).as(habit.name()).containsEntry(habit, habit.perMille * 10);
            }
        }
    }
}
