package io.doorbuster.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Within one batch a unit may be sold, taken back and sold again. So its events are written one after the other, in
 * rounds, each of which has every unit at most once. Nearly always there is one round.
 */
final class SoldUnitRounds {
    private record Unit(String orgId, String saleId, int number) {}

    /** Events whose order among each other makes no difference. */
    record Round(List<Fresh> sold, List<Fresh> takenBack) {}

    private final List<Round> rounds = new ArrayList<>();
    private final Map<Unit, Integer> nextRound = new HashMap<>();

    private SoldUnitRounds() {}

    static List<Round> of(List<Fresh> inOrder) {
        SoldUnitRounds rounds = new SoldUnitRounds();
        inOrder.stream().filter(row -> row.sells() || row.takesBack()).forEach(rounds::add);
        return rounds.rounds;
    }

    private void add(Fresh row) {
        List<Unit> units = row.reservation().units().stream()
                .map(unit -> new Unit(row.key().orgId(), row.key().saleId(), unit))
                .toList();
        int at = 0;
        for (Unit unit : units) {
            at = Math.max(at, nextRound.getOrDefault(unit, 0));
        }
        if (at == rounds.size()) {
            rounds.add(new Round(new ArrayList<>(), new ArrayList<>()));
        }
        Round round = rounds.get(at);
        (row.sells() ? round.sold() : round.takenBack()).add(row);
        for (Unit unit : units) {
            nextRound.put(unit, at + 1);
        }
    }
}
