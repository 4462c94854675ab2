@NullMarked
package io.doorbuster.api.draw;

import org.jspecify.annotations.NullMarked;
