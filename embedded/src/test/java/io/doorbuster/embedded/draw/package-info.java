@NullMarked
package io.doorbuster.embedded.draw;

import org.jspecify.annotations.NullMarked;
