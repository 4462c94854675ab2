/**
 * The waiting room: tickets, the draw, admission, and what a waiting buyer is told. Pure: time, secrets and ids come in,
 * nothing here reads a clock, draws a random number or does I/O.
 */
@NullMarked
package io.doorbuster.waitingroom;

import org.jspecify.annotations.NullMarked;
