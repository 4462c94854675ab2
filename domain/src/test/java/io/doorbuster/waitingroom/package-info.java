@NullMarked
package io.doorbuster.waitingroom;

import org.jspecify.annotations.NullMarked;
