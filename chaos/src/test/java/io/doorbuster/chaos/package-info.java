@NullMarked
package io.doorbuster.chaos;

import org.jspecify.annotations.NullMarked;
