/** What buyers saw, and the rules that it must not contradict. It shares no code with the engine. */
@NullMarked
package io.doorbuster.chaos.history;

import org.jspecify.annotations.NullMarked;
