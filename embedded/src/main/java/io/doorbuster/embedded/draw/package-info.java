/**
 * Checks a published draw from its file alone, as an outsider would. It shares no code with the engine, and sees the JDK
 * and a JSON parser only; {@code docs/draw.md} has the formulas.
 */
@NullMarked
package io.doorbuster.embedded.draw;

import org.jspecify.annotations.NullMarked;
