@NullMarked
package io.doorbuster.chaos.history;

import org.jspecify.annotations.NullMarked;
