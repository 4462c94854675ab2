/**
 * The inventory aggregate: numbered units, their reservations and orders, as a pure state machine. Time and ids come in
 * with each command; nothing here reads a clock, draws a random number or does I/O.
 */
@NullMarked
package io.doorbuster.inventory;

import org.jspecify.annotations.NullMarked;
