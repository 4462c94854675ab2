package io.doorbuster.chaos;

/**
 * A fault as it took place, on the kit's wall clock.
 *
 * @param untilMillis when the next one struck, or the crowd went home
 */
record Episode(Fault fault, long struckMillis, long healedMillis, long untilMillis) {}
