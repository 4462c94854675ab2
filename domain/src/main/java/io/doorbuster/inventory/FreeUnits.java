package io.doorbuster.inventory;

import java.util.List;
import java.util.stream.IntStream;
import org.roaringbitmap.RoaringBitmap;

/** Units that anyone may reserve; the lowest goes first. */
final class FreeUnits {
    private final RoaringBitmap units;
    private int size;

    /** No unit below this one is free; spares a search through the part of a container that is sold out. */
    private int lowest;

    FreeUnits(RoaringBitmap units) {
        this.units = units.clone();
        this.size = units.getCardinality();
    }

    int size() {
        return size;
    }

    List<Integer> take(int quantity) {
        if (quantity == 1) {
            return List.of(takeLowest());
        }
        return IntStream.range(0, quantity).mapToObj(each -> takeLowest()).toList();
    }

    /** These if all of them are free, otherwise as many others; none if there are too few. */
    List<Integer> takeAgain(List<Integer> wanted) {
        if (wanted.stream().allMatch(units::contains)) {
            wanted.forEach(units::remove);
            size -= wanted.size();
            return wanted;
        }
        return size < wanted.size() ? List.of() : take(wanted.size());
    }

    private int takeLowest() {
        int unit = (int) units.nextValue(lowest);
        units.remove(unit);
        size--;
        lowest = unit + 1;
        return unit;
    }

    void add(int unit) {
        units.add(unit);
        size++;
        lowest = Math.min(lowest, unit);
    }

    void add(RoaringBitmap more) {
        units.or(more);
        size += more.getCardinality();
        lowest = 0;
    }

    void remove(RoaringBitmap fewer) {
        units.andNot(fewer);
        size -= fewer.getCardinality();
    }

    /** A view. */
    RoaringBitmap units() {
        return units;
    }
}
