@NullMarked
package io.doorbuster.embedded;

import org.jspecify.annotations.NullMarked;
